// Prints how much of the program's code is whose, as the page was last built: each crate's functions packed alone.
//
// The program that is shipped has no names; scripts/split.mjs leaves one beside it that has.
import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const PARTS = { "before the map runs": "target/split/program.named.wasm", "after it": "target/split/lines.named.wasm" };
// Crates that are shown by their modules.
const OURS = "ecs_playground";
// What belongs to what it is made for: `drop_in_place<yew::…>` is yew's.
const STD = ["core", "alloc", "std", "hashbrown", "compiler_builtins", "dlmalloc"];

// A wasm file is a row of sections, whose numbers are LEB128: the functions' bodies, their names, and the data.
const read = (file) => {
  const bytes = readFileSync(file);
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
  const limits = () => {
    const flags = number();
    number();
    if (flags & 1) number();
  };
  const CUSTOM = 0, IMPORTS = 2, CODE = 10, DATA = 11;
  const found = { bodies: [], names: new Map(), imported: 0, data: Buffer.alloc(0) };
  // By their kind: functions, tables, memories, globals.
  const kinds = [() => (number(), found.imported++), () => (at++, limits()), limits, () => (at += 2)];
  const imports = () => {
    for (let left = number(); left > 0; left--) {
      text();
      text();
      kinds[bytes[at++]]();
    }
  };
  const code = () => {
    for (let left = number(); left > 0; left--) {
      const length = number();
      found.bodies.push(bytes.subarray(at, (at += length)));
    }
  };
  const custom = (end) => {
    if (text() !== "name") return;
    while (at < end) {
      const [kind, length] = [bytes[at++], number()];
      const next = at + length;
      if (kind === 1) for (let left = number(); left > 0; left--) found.names.set(number(), text());
      at = next;
    }
  };
  while (at < bytes.length) {
    const [section, length] = [bytes[at++], number()];
    const end = at + length;
    if (section === IMPORTS) imports();
    if (section === CODE) code();
    if (section === DATA) found.data = bytes.subarray(at, end);
    if (section === CUSTOM) custom(end);
    at = end;
  }
  return found;
};

// wasm-bindgen writes names out where it goes over them, in the first part: `_ZN3cli3run17h…E` is `cli::run`.
const readable = (name) => {
  if (!name.startsWith("_ZN")) return name;
  const words = [];
  for (let rest = name.slice(3); /^\d/.test(rest); ) {
    const [digits] = rest.match(/^\d+/);
    words.push(rest.slice(digits.length, digits.length + Number(digits)));
    rest = rest.slice(digits.length + Number(digits));
  }
  return words.join("::").replaceAll("$LT$", "<").replaceAll("$GT$", ">").replaceAll("$u20$", " ").replaceAll("..", "::");
};

// `<a::B as c::D>::e` is a's; `core::f<a::B>` is a's, too, and `core::f<u32>` core's.
const owner = (mangled) => {
  // Some names have the crate's hash in them: `core[c5930c85a12de822]::…`.
  const name = readable(mangled).replace(/\[[0-9a-f]{8,}\]/g, "");
  const paths = [...name.matchAll(/(?<![\w:])([a-z_]\w*)::(\w+)/gi)];
  const path = paths.find((path) => !STD.includes(path[1])) ?? paths[0];
  if (!path) return "other";
  if (STD.includes(path[1])) return "std";
  return path[1] === OURS ? path[2] : path[1].replace("ecs_playground_", "");
};

for (const [part, file] of Object.entries(PARTS)) {
  const { bodies, names, imported, data } = read(file);
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
  console.log(`${part}:`);
  for (const [whose, ...sizes] of shown) {
    const [plain, gzip, brotli] = sizes.map((size) => (size / 1000).toFixed(1));
    console.log(`${whose.padEnd(24)} ${plain.padStart(8)} KB, ${gzip.padStart(6)} gzip, ${brotli.padStart(6)} brotli`);
  }
}
