// Serves what is in a folder on 127.0.0.1 and prints the address: at $PORT, or at the first free port from 8080 on.
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
  const type = found ? (TYPES[extname(name)] ?? "application/octet-stream") : "text/plain";
  response.writeHead(found ? 200 : 404, { "Content-Type": type, "Cache-Control": "no-cache" });
  response.end(found ?? "There is nothing here.");
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
