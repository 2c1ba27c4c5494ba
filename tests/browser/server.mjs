// A static host as strict as the plainest there are: files as they are, a
// folder's index.html, 404.html with status 404, and the headers of `_headers`.

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";

const MEDIA = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
  ".epub": "application/epub+zip",
  ".wasm": "application/wasm",
};

/**
 * Reads `_headers`: an address pattern at the margin (`*` stands for anything),
 * the headers of what it matches indented below.
 * Gives a list of `{ matches(path), headers }`.
 */
export function headerRules(text) {
  const rules = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (/^\s/.test(line)) {
      const [name, ...value] = line.trim().split(":");
      rules.at(-1).headers.push([name.trim(), value.join(":").trim()]);
    } else {
      const parts = line.trim().split("*").map((p) => p.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
      const form = new RegExp(`^${parts.join(".*")}$`);
      rules.push({ matches: (path) => form.test(path), headers: [] });
    }
  }
  return rules;
}

/**
 * Serves a folder on this machine under `base`, a path that begins and ends
 * with `/`. Gives `{ origin, home, close() }`; `home` is the address of the root page.
 */
export async function serve(folder, base = "/") {
  const rules = headerRules(readFileSync(join(folder, "_headers"), "utf8"));
  const server = createServer(async (request, response) => {
    const { status, path } = await look(folder, base, request.url);
    for (const rule of rules) {
      const inside = decodeURI(new URL(request.url, "http://x").pathname).slice(base.length - 1);
      if (rule.matches(inside)) for (const [name, value] of rule.headers) response.setHeader(name, value);
    }
    if (status === 301) {
      response.writeHead(301, { location: path }).end();
      return;
    }
    const body = path ? await readFile(path) : "no such page\n";
    response.writeHead(status, { "content-type": MEDIA[extname(path ?? ".txt")] ?? "application/octet-stream" });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { origin, home: origin + base, close };
}

async function look(folder, base, address) {
  const { pathname } = new URL(address, "http://x");
  if (!pathname.startsWith(base)) return { status: 404, path: null };
  const inside = normalize(decodeURIComponent(pathname.slice(base.length)));
  if (inside.startsWith("..")) return { status: 404, path: null };
  const path = join(folder, inside);
  const kind = await stat(path).catch(() => null);
  if (kind?.isFile()) return { status: 200, path };
  if (kind?.isDirectory()) {
    if (!pathname.endsWith("/")) return { status: 301, path: `${pathname}/` };
    const index = join(path, "index.html");
    if (await stat(index).catch(() => null)) return { status: 200, path: index };
  }
  const missing = join(folder, inside.startsWith("en/") ? "en/404.html" : "404.html");
  return { status: 404, path: (await stat(missing).catch(() => null)) ? missing : null };
}
