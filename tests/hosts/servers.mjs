// nginx and an S3 server: where they are, how they come to a machine without
// them, and how they run on this machine while a test lasts.
//
//   node tests/hosts/servers.mjs             says what is there
//   node tests/hosts/servers.mjs --install   fetches what is not: nginx where
//       apt-get may, moto from PyPI into target/hosts
//
// Nothing here fails: a server that cannot be had is named, and its tests are skipped.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { find, install } from "../browser/tools.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PYTHON_HOME = join(ROOT, "target", "hosts", "python");
const REQUIREMENTS = join(ROOT, "tests/hosts/requirements.txt");

/** nginx, or null. Debian keeps it where only root's PATH looks. */
export function nginx() {
  return find(["nginx", "/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"]);
}

/** The S3 server, or null. */
export function moto() {
  return find([join(PYTHON_HOME, "bin", "moto_server")]);
}

function installMoto() {
  const stamp = join(PYTHON_HOME, ".stamp");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (moto() && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  if (!find(["python3"])) return;
  console.log("  installing moto from PyPI into target/hosts");
  rmSync(PYTHON_HOME, { recursive: true, force: true });
  const run = (...words) => spawnSync(words[0], words.slice(1), { encoding: "utf8" });
  if (run("python3", "-m", "venv", PYTHON_HOME).status !== 0) {
    install(["python3-venv"]);
    rmSync(PYTHON_HOME, { recursive: true, force: true });
    const again = run("python3", "-m", "venv", PYTHON_HOME);
    if (again.status !== 0) return console.log(again.stdout.trim().split("\n").slice(-3).join("\n"));
  }
  const pip = join(PYTHON_HOME, "bin", "pip");
  const done = run(pip, "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS);
  if (done.status !== 0) return console.log(done.stderr.trim().split("\n").slice(-3).join("\n"));
  writeFileSync(stamp, wanted);
}

/** A port of this machine that nobody listens on. */
export function freePort() {
  return new Promise((found) => {
    const socket = createSocket();
    socket.listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => found(port));
    });
  });
}

/** Waits until something answers at an address. */
async function answers(url, child) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended before it answered at ${url}`);
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await new Promise((passed) => setTimeout(passed, 100));
    }
  }
  throw new Error(`nothing answers at ${url}`);
}

/** Ends a process that was started here. */
function end(child) {
  return new Promise((ended) => {
    if (child.exitCode !== null || child.signalCode !== null) return ended();
    child.once("exit", ended);
    child.kill("SIGTERM");
  });
}

/**
 * Runs nginx with the configuration that `virast publish --server-config` gives,
 * on a port of this machine. Gives `{ origin, close() }`.
 */
export async function startNginx(configuration, port) {
  const home = mkdtempSync(join(tmpdir(), "virast-nginx-"));
  const server = configuration.replace("listen 80;", `listen 127.0.0.1:${port};`);
  if (server === configuration) throw new Error("the configuration does not say `listen 80;`");
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const places = folders.map((name) => `${name}_temp_path ${home}/${name};`).join("\n");
  const asRoot = process.getuid() === 0 ? "user root;\n" : "";
  const main = `${asRoot}worker_processes 1;\npid ${home}/pid;\nerror_log ${home}/error.log warn;\n\
daemon off;\nevents {}\nhttp {\naccess_log off;\n${places}\n${server}\n}\n`;
  writeFileSync(join(home, "nginx.conf"), main);
  const child = spawn(nginx(), ["-p", home, "-e", join(home, "error.log"), "-c", join(home, "nginx.conf")], { stdio: "ignore" });
  const origin = `http://127.0.0.1:${port}`;
  try {
    await answers(`${origin}/`, child);
  } catch (error) {
    throw new Error(`${error.message}\n${readFileSync(join(home, "error.log"), "utf8")}`);
  }
  const close = async () => {
    await end(child);
    rmSync(home, { recursive: true, force: true });
  };
  return { origin, close };
}

/** Runs the S3 server on a port of this machine. Gives `{ origin, close() }`. */
export async function startMoto() {
  const port = await freePort();
  const child = spawn(moto(), ["--host", "127.0.0.1", "--port", String(port)], { stdio: "ignore" });
  const origin = `http://127.0.0.1:${port}`;
  await answers(origin, child);
  return { origin, close: () => end(child) };
}

/**
 * Stands before a server, counts its requests, and drops some: `drops(n, request)`
 * says of the n-th, counted from 1, whether its connection is cut. Before each,
 * `sees(n, request)` is told. Gives `{ origin, requests, close() }`.
 */
export async function startProxy(origin, { drops = () => false, sees = () => {} } = {}) {
  const { hostname, port } = new URL(origin);
  const requests = [];
  const server = createServer((asked, answer) => {
    requests.push({ method: asked.method, path: decodeURIComponent(asked.url.split("?")[0]) });
    const count = requests.length;
    sees(count, asked);
    if (drops(count, asked)) {
      asked.socket.destroy();
      return;
    }
    // The name it was asked by is part of what the client signed.
    const passed = request({ hostname, port, method: asked.method, path: asked.url, headers: asked.headers });
    passed.on("response", (said) => {
      answer.writeHead(said.statusCode, said.headers);
      said.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    asked.on("error", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, requests, close };
}

function main() {
  if (process.argv.includes("--install")) {
    if (!nginx()) install(["nginx-light"]);
    mkdirSync(join(ROOT, "target", "hosts"), { recursive: true });
    installMoto();
  }
  console.log(`  nginx: ${nginx() ?? "none; what it would serve is not tested"}`);
  console.log(`  S3: ${moto() ?? "none; publishing to a bucket is not tested"}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
