// A project to publish: the small edition or this repository's, with targets.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VIRAST = process.env.VIRAST ?? join(ROOT, "target", "debug", "virast");

const homes = [];
process.on("exit", () => homes.forEach((home) => rmSync(home, { recursive: true, force: true })));

/** Every file of a folder: path with `/` → bytes. */
export function tree(folder) {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/"));
  const files = names.filter((name) => statSync(join(folder, name)).isFile()).sort();
  return new Map(files.map((name) => [name, readFileSync(join(folder, name))]));
}

/** A copy of a project in a folder of its own, gone when the tests end. */
export class Project {
  /** `from`: "fixture" or "edition". `targets` is put at the end of config.toml. */
  constructor(from, baseUrl, targets) {
    this.home = mkdtempSync(join(tmpdir(), "virast-hosts-"));
    homes.push(this.home);
    this.root = join(this.home, "edition");
    const folder = from === "fixture" ? join(ROOT, "tests/fixtures/site") : ROOT;
    for (const part of ["config.toml", "content"]) {
      // Imported texts belong to their authors; the edition is whole without them.
      const own = (name) => !/\/(text\.md|import\.json|found\.bib)$/.test(name) || from === "fixture";
      cpSync(join(folder, part), join(this.root, part), { recursive: true, filter: own });
    }
    cpSync(join(ROOT, "themes"), join(this.root, "themes"), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(this.root, "node_modules"));
    const settings = this.read("config.toml").replace(/^base_url = .*/m, `base_url = "${baseUrl}"`);
    this.write("config.toml", `${settings.replace(/^sources = .*/m, "sources = []")}\n${targets}\n`);
  }

  path(name) {
    return join(this.root, name);
  }

  read(name) {
    return readFileSync(this.path(name), "utf8");
  }

  write(name, text) {
    writeFileSync(this.path(name), text);
  }

  /** Runs the program; fails unless it ends with `status`. Gives all that it says. */
  virast(words, { status = 0, env = {} } = {}) {
    const options = { encoding: "utf8", env: environment(env) };
    const done = spawnSync(VIRAST, ["--root", this.root, ...words], options);
    const said = `${done.stdout}${done.stderr}`;
    if (done.status !== status) throw new Error(`virast ${words.join(" ")}: status ${done.status}\n${said}`);
    return said;
  }

  /** Starts the program. Gives `{ child, done }`; `done` is its status, null when it was killed. */
  start(words, { env = {} } = {}) {
    const child = spawn(VIRAST, ["--root", this.root, ...words], { env: environment(env), stdio: "pipe" });
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    child.stderr.on("data", (text) => (said += text));
    const done = new Promise((ended) => child.once("exit", (status) => ended({ status, said: () => said })));
    return { child, done };
  }

  /** As `virast`, while this process goes on answering requests. */
  async run(words, { status = 0, env = {} } = {}) {
    const { child, done } = this.start(words, { env });
    await new Promise((closed) => child.once("close", closed));
    const end = await done;
    if (end.status !== status) throw new Error(`virast ${words.join(" ")}: status ${end.status}\n${end.said()}`);
    return end.said();
  }
}

function environment(more) {
  const env = { ...process.env, NO_COLOR: "1", ...more };
  for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
  return env;
}
