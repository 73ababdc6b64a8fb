// Prints what is downloaded before the map runs, and fails if it is more than budget.json allows.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "dist";
const { allowed, goal } = JSON.parse(readFileSync("budget.json", "utf8"))["first download, KB of brotli"];
const html = readFileSync(join(folder, "index.html"), "utf8");
// index.html, and what it names. What is only loaded when it is wanted isn't named there.
const first = (name) => name === "index.html" || html.includes(name);

let all = 0;
for (const name of readdirSync(folder).filter((name) => !/\.(br|gz)$/.test(name) && first(name))) {
  const [plain, gzip, brotli] = ["", ".gz", ".br"].map((end) => statSync(join(folder, name + end)).size / 1000);
  all += brotli;
  console.log(`${name.padEnd(46)} ${plain.toFixed(1).padStart(8)} KB, ${gzip.toFixed(1).padStart(6)} gzip, ${brotli.toFixed(1).padStart(6)} brotli`);
}
const said = (size) => `${size.toFixed(1)} KB`;
console.log(`first download: ${said(all)} of brotli. Allowed are ${allowed}; the goal is ${goal}, ${all > goal ? `${said(all - goal)} less` : "and it is kept"}.`);
if (all > allowed) {
  console.error(`budget: ${said(all - allowed)} too much. \`node scripts/sizes.mjs\` says whose they are. What isn't needed for the first map goes into
a file that is loaded when it is first wanted; budget.json isn't raised for it.`);
  process.exit(1);
}
