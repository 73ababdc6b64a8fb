// Cuts the program of a built page in two, so that the map runs before all of it has come: `split.mjs FOLDER`.
//
// What only the command line needs (`wasm_split` in src/session/command_line.rs) becomes a file of its own, fetched by
// static/lines.js. The cut is made in what the linker wrote, so the bindings and wasm-opt come after it, here.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";

const page = process.argv[2];
const LINKED = "target/wasm32-unknown-unknown/page/ecs-playground.wasm";
const WORK = "target/split";
const NAME = "ecs-playground";
const OPTIMISED = ["-Oz", "--reorder-functions-by-name", "--skip-pass=local-cse", "--skip-pass=inlining-optimizing"];

process.env.PATH = [resolve(".tools/bin"), resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
const run = promisify(execFile);
const work = (name) => join(WORK, name);

rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
await run("wasm-split-cli", [LINKED, WORK, "--out-name", NAME]);
// The table of functions, which both parts use, is one of the exports that it would drop.
await run("wasm-bindgen", ["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-dir", WORK, "--out-name", NAME, work(`${NAME}.wasm`)]);
// With names, for scripts/sizes.mjs; what is shipped has none.
const optimise = async (from, to) => {
  await run("wasm-opt", [...OPTIMISED, "-g", work(from), "-o", work(to.replace(".wasm", ".named.wasm"))]);
  await run("wasm-opt", ["--strip-debug", work(to.replace(".wasm", ".named.wasm")), "-o", work(to)]);
};
await Promise.all([optimise(`${NAME}_bg.wasm`, "program.wasm"), optimise("split_lines.wasm", "lines.wasm")]);

// They belong together, so they have one name: another build's parts are never taken for this one's.
const parts = {
  "program.js": readFileSync(work(`${NAME}.js`), "utf8"),
  "program.wasm": readFileSync(work("program.wasm")),
  "lines.js": readFileSync("static/lines.js", "utf8"),
  "lines.wasm": readFileSync(work("lines.wasm")),
};
const hash = createHash("sha256");
for (const content of Object.values(parts)) hash.update(content);
const build = hash.digest("hex").slice(0, 16);
const named = (name) => name.replace(".", `-${build}.`);
const replaced = (text, from, to) => {
  if (!text.includes(from)) throw new Error(`split: nothing is called ${from} where it is to be ${to}`);
  return text.replaceAll(from, to);
};
// Where it is imported from; the module that the program names stays what it is.
parts["program.js"] = replaced(parts["program.js"], `from "./__wasm_split.js"`, `from "./${named("lines.js")}"`);
parts["program.js"] = replaced(parts["program.js"], `${NAME}_bg.wasm`, named("program.wasm"));
parts["lines.js"] = replaced(parts["lines.js"], "./program.js", `./${named("program.js")}`);
parts["lines.js"] = replaced(parts["lines.js"], "./lines.wasm", `./${named("lines.wasm")}`);

let html = readFileSync(join(page, "index.html"), "utf8");
const uncut = readdirSync(page).filter((name) => name.startsWith(`${NAME}-`));
for (const name of uncut) {
  html = replaced(html, name, named(name.endsWith(".js") ? "program.js" : "program.wasm"));
  rmSync(join(page, name));
}
html = replaced(html, "data-wasm=", `data-lines="./${named("lines.wasm")}" data-wasm=`);
html = replaced(html, "</head>", `<link rel="modulepreload" href="./${named("lines.js")}"></head>`);
writeFileSync(join(page, "index.html"), html);
for (const [name, content] of Object.entries(parts)) writeFileSync(join(page, named(name)), content);
