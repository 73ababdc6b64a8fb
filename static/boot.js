// Starts the program, and offers a way on if it can't go on. With lines.js the only JavaScript of our own.
//
// The page shows the opening map before the program is there: it was drawn when the page was built. This runs before that is
// painted, and the program draws the same.

const SESSION = "ecs-playground.session";
const THEME = "ecs-playground.theme";
// Asked for on the crash screen, and done when the page begins again: the broken page may save once more while it is left.
const STEP_BACK = "ecs-playground.step-back";
const ANEW = "ecs-playground.anew";

const tag = document.querySelector("script[data-js]");
const address = (name) => new URL(name, document.baseURI);
const element = (id) => document.getElementById(id);

// What is done with what the browser keeps, where this tab's session is: its own, or the browser's. `null` where it keeps
// nothing.
const store = (act) => {
  try {
    return act(window.sessionStorage.getItem(SESSION) === null ? window.localStorage : window.sessionStorage);
  } catch {
    return null;
  }
};

const way = (id, mark) =>
  element(id).addEventListener("click", () => {
    if (mark) store((kept) => kept.setItem(mark, "1"));
    window.location.reload();
  });
way("crash-reload");
way("crash-back", STEP_BACK);
way("crash-anew", ANEW);

// The first mistake is shown; what comes after it follows from it.
const failed = (error) => {
  const screen = element("crash");
  if (!screen.hidden) return;
  const session = store((kept) => kept.getItem(SESSION));
  const shown = performance.getEntriesByName("running").length > 0;
  // Its dialogs, too, would lie above all else.
  element("playground").remove();
  element("loading")?.remove();
  for (const id of ["crash-saved", "crash-back", "crash-anew", "crash-copy"]) element(id).hidden = session === null;
  element("crash-starting").hidden = shown || session === null;
  if (session !== null) element("crash-copy").href = URL.createObjectURL(new Blob([session], { type: "application/json" }));
  // A panic has said what it was.
  element("crash-detail").textContent ||= String(error);
  screen.hidden = false;
  const best = element(shown || session === null ? "crash-reload" : "crash-back");
  best.classList.add("main");
  best.focus();
};

// An error that came out of the program: nothing in it can be relied on any more.
const fatal = (error) => {
  if (element("crash-detail").textContent || String(error?.stack).includes("wasm")) failed(error);
};
window.addEventListener("error", (event) => fatal(event.error));
window.addEventListener("unhandledrejection", (event) => fatal(event.reason));

store((kept) => {
  if (kept.getItem(ANEW)) kept.removeItem(SESSION);
  kept.removeItem(ANEW);
});

document.documentElement.dataset.theme = store(() => window.localStorage.getItem(THEME)) ?? "system";
if (store((kept) => kept.getItem(SESSION)) !== null) {
  // What was drawn beforehand isn't what comes then.
  element("playground").classList.add("another");
  // A session is made of its lines: what runs them is fetched with the rest, not after it.
  if (tag.dataset.lines) {
    const lines = document.createElement("link");
    Object.assign(lines, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: address(tag.dataset.lines) });
    document.head.append(lines);
  }
}

// All at once would be painted half as soon on a slow machine.
element("playground").classList.add("map-first");
requestAnimationFrame(() => setTimeout(() => element("playground")?.classList.remove("map-first")));

// Shows how much of the program has come. The bar knows how long it is, if the build wrote that down.
const arrives = async (program) => {
  const bar = element("loading");
  bar.hidden = false;
  const reader = program.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (bar.hasAttribute("max")) bar.value += part.value.length;
  }
};

try {
  // Read as it comes: a server that answers one request after the other may hold the glue back until all of it is taken.
  const read = (wasm) => {
    arrives(wasm.clone());
    return wasm;
  };
  const [program, wasm] = await Promise.all([import(address(tag.dataset.js)), fetch(address(tag.dataset.wasm)).then(read)]);
  await program.default({ module_or_path: wasm });
} catch (error) {
  failed(error);
  throw error;
}
