// Prints what is downloaded before the map runs, and after it, and fails if it is more than budget.json allows.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "dist";
const budget = JSON.parse(readFileSync("budget.json", "utf8"));
// Fetched once the map runs, and all that is shown is there: static/lines.js.
const later = (name) => /^lines-.*\.wasm$/.test(name);

const sums = { "first download": 0, "the command line, after it": 0 };
for (const name of readdirSync(folder).filter((name) => !/\.(br|gz)$/.test(name))) {
  const [plain, gzip, brotli] = ["", ".gz", ".br"].map((end) => statSync(join(folder, name + end)).size / 1000);
  sums[later(name) ? "the command line, after it" : "first download"] += brotli;
  console.log(`${name.padEnd(46)} ${plain.toFixed(1).padStart(8)} KB, ${gzip.toFixed(1).padStart(6)} gzip, ${brotli.toFixed(1).padStart(6)} brotli`);
}
for (const [what, size] of Object.entries(sums)) {
  const allowed = budget[`${what}, KB of brotli`];
  console.log(`${what}: ${size.toFixed(1)} KB of brotli. Allowed are ${allowed}.`);
  if (size > allowed) {
    console.error(`budget: ${(size - allowed).toFixed(1)} KB too much. \`node scripts/sizes.mjs\` says whose they are. What isn't needed for the first
map belongs to the part that comes after it (src/session/command_line.rs), or into a file of its own; budget.json isn't raised
for it.`);
    process.exitCode = 1;
  }
}
