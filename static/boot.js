// Starts the program, and offers a way on if it can't go on. The only JavaScript of our own.

const SESSION = "ecs-playground.session";
const STEP_BACK = "ecs-playground.step-back";

const tag = document.querySelector("script[data-js]");
const address = (name) => new URL(name, document.baseURI);

// Where this tab's session is: its own, or the browser's.
const store = (change) => {
  try {
    change(window.sessionStorage.getItem(SESSION) === null ? window.localStorage : window.sessionStorage);
  } catch {
    // A browser that keeps nothing has nothing to change.
  }
};

document.getElementById("crash-reload").addEventListener("click", () => window.location.reload());
document.getElementById("crash-back").addEventListener("click", () => {
  store((kept) => kept.setItem(STEP_BACK, "1"));
  window.location.reload();
});
document.getElementById("crash-anew").addEventListener("click", () => {
  store((kept) => kept.removeItem(SESSION));
  window.location.reload();
});

const failed = (error) => {
  document.getElementById("crash-detail").textContent = String(error);
  document.getElementById("crash").hidden = false;
};

try {
  const program = await import(address(tag.dataset.js));
  await program.default({ module_or_path: address(tag.dataset.wasm) });
} catch (error) {
  failed(error);
  throw error;
}
