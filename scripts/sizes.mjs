// Prints how much of the program's code is whose, as it was last built: each crate's functions packed alone.
//
// The program that is shipped has no names; so wasm-opt runs once more, as the page's build has it, and leaves them in.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BUILT = "target/wasm-bindgen/release/ecs-playground_bg.wasm";
const NAMED = "target/named.wasm";
// Crates that are shown by their modules.
const OURS = "ecs_playground";
// What belongs to what it is made for: `drop_in_place<yew::…>` is yew's.
const STD = ["core", "alloc", "std", "hashbrown", "compiler_builtins", "dlmalloc"];

const html = readFileSync("index.html", "utf8");
const setting = (name) => html.match(new RegExp(`${name}="([^"]*)"`))[1];
const passes = setting("data-wasm-opt-params").split(" ");
execFileSync("wasm-opt", [`-O${setting("data-wasm-opt")}`, ...passes, "-g", `--output=${NAMED}`, BUILT], { stdio: "inherit" });
const bytes = readFileSync(NAMED);

// A wasm file is a row of sections, whose numbers are LEB128.
let at = 8;
const number = () => {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
};
const text = () => {
  const length = number();
  return bytes.toString("utf8", at, (at += length));
};

const CUSTOM = 0, IMPORTS = 2, CODE = 10, DATA = 11;
const bodies = [];
const names = new Map();
let imported = 0;
let data = Buffer.alloc(0);

const imports = () => {
  for (let left = number(); left > 0; left--) {
    text();
    text();
    const kind = bytes[at++];
    if (kind !== 0) throw new Error("an import that is no function");
    number();
    imported++;
  }
};
const code = () => {
  for (let left = number(); left > 0; left--) {
    const length = number();
    bodies.push(bytes.subarray(at, (at += length)));
  }
};
const custom = (end) => {
  if (text() !== "name") return;
  while (at < end) {
    const [kind, length] = [bytes[at++], number()];
    const next = at + length;
    if (kind === 1) for (let left = number(); left > 0; left--) names.set(number(), text());
    at = next;
  }
};
while (at < bytes.length) {
  const [section, length] = [bytes[at++], number()];
  const end = at + length;
  if (section === IMPORTS) imports();
  if (section === CODE) code();
  if (section === DATA) data = bytes.subarray(at, end);
  if (section === CUSTOM) custom(end);
  at = end;
}

// `<a::B as c::D>::e` is a's; `core::f<a::B>` is a's, too, and `core::f<u32>` core's.
const owner = (mangled) => {
  // Some names have the crate's hash in them: `core[c5930c85a12de822]::…`.
  const name = mangled.replace(/\[[0-9a-f]{8,}\]/g, "");
  const paths = [...name.matchAll(/(?<![\w:])([a-z_]\w*)::(\w+)/gi)];
  const path = paths.find((path) => !STD.includes(path[1])) ?? paths[0];
  if (!path) return "other";
  if (STD.includes(path[1])) return "std";
  return path[1] === OURS ? path[2] : path[1].replace("ecs_playground_", "");
};

const parts = new Map();
bodies.forEach((body, n) => {
  const whose = owner(names.get(imported + n) ?? "");
  parts.set(whose, [...(parts.get(whose) ?? []), body]);
});
const rows = [...parts].map(([whose, list]) => [whose, Buffer.concat(list)]);
rows.push(["data: texts and tables", data]);
const measured = rows.map(([whose, all]) => [whose, all.length, gzipSync(all, { level: 9 }).length, brotliCompressSync(all).length]);
const small = measured.filter((row) => row[3] < 1000);
const shown = measured.filter((row) => row[3] >= 1000).sort((a, b) => b[3] - a[3]);
shown.push([`${small.length} others`, ...[1, 2, 3].map((n) => small.reduce((sum, row) => sum + row[n], 0))]);
for (const [whose, ...sizes] of shown) {
  const [plain, gzip, brotli] = sizes.map((size) => (size / 1000).toFixed(1));
  console.log(`${whose.padEnd(24)} ${plain.padStart(8)} KB, ${gzip.padStart(6)} gzip, ${brotli.padStart(6)} brotli`);
}
