// Serves what is in a folder on 127.0.0.1 and prints the address: at $PORT, or at the first free port from 8080 on.
// Each file is sent as its .br or .gz if the browser takes that and it is there.
// All of it is read beforehand and the folder taken away, so that no later build changes a page that is looked at.
import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, relative, sep } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

// What a file may be packed with, the best first.
const PACKED = { br: ".br", gzip: ".gz" };

const folder = process.argv[2];
const files = new Map();
const read = (path) => {
  if (statSync(path).isDirectory()) return readdirSync(path).forEach((name) => read(join(path, name)));
  files.set(`/${relative(folder, path).split(sep).join("/")}`, readFileSync(path));
};
read(folder);
rmSync(folder, { recursive: true });

const server = createServer((request, response) => {
  const path = request.url.split(/[?#]/)[0];
  const name = path === "/" ? "/index.html" : path;
  const found = files.get(name);
  if (!found) {
    response.writeHead(404, { "Content-Type": "text/plain" });
    return response.end("There is nothing here.");
  }
  const taken = (request.headers["accept-encoding"] ?? "").split(",").map((one) => one.split(";")[0].trim());
  const encoding = Object.keys(PACKED).find((one) => taken.includes(one) && files.has(name + PACKED[one]));
  const bytes = encoding ? files.get(name + PACKED[encoding]) : found;
  response.writeHead(200, {
    "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
    "Content-Length": bytes.length,
    "Cache-Control": "no-cache",
    Vary: "Accept-Encoding",
    ...(encoding && { "Content-Encoding": encoding }),
  });
  response.end(bytes);
});

const asked = Number(process.env.PORT) || undefined;
let port = asked ?? 8080;
server.on("error", (error) => {
  if (error.code !== "EADDRINUSE" || asked) {
    console.error(`play: port ${port}: ${error.message}`);
    process.exit(1);
  }
  port += 1;
  server.listen(port, "127.0.0.1");
});
server.on("listening", () => console.log(`\n  The playground:  http://127.0.0.1:${port}/\n  Ctrl-C ends it.\n`));
server.listen(port, "127.0.0.1");
