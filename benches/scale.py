#!/usr/bin/env python3
"""Whether the cost of a build grows no faster than the text.

    scale.py [--program target/release/virast] [--sizes 250,500,1000,2000] [--entities 500] [--folder DIR]

Makes the corpus of peers/corpus.py in each size (articles a language, the Persian ones
with a full text), builds it once to warm the disk and `--runs` times to measure (with
one run it is not warmed), and prints a table in Markdown: the text's size, CPU seconds
(user and system, all threads; the least of the runs), seconds by the clock, memory at the highest, files, and
CPU for a megabyte of text. A column of one figure means that cost is linear.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def built(program, root, out):
    """CPU seconds, seconds and kilobytes of one build."""
    start = time.monotonic()
    child = subprocess.Popen([program, "build", "--root", root, "--out", out], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(said)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", default=str(PROJECT / "target/release/virast"))
    arguments.add_argument("--sizes", default="250,500,1000,2000")
    arguments.add_argument("--entities", default="500")
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--runs", type=int, default=3, help="how often each size is measured (3)")
    given = arguments.parse_args()
    print("| articles a language | text, MB | CPU, s | by the clock, s | memory, MiB | files | CPU s/MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        for size in given.sizes.split(","):
            root, out = Path(folder, size).resolve(), Path(folder, f"{size}-site").resolve()
            make = [sys.executable, PROJECT / "benches/peers/corpus.py", "--articles", size, "--entities", given.entities]
            subprocess.run([*make, "--for", "virast", "--out", root, "--full-text"], check=True, stdout=subprocess.DEVNULL)
            text = sum(path.stat().st_size for path in (root / "content").rglob("*.md")) / 1e6
            if given.runs > 1:
                built(given.program, root, out)
            runs = [built(given.program, root, out) for _ in range(given.runs)]
            cpu, clock, memory = (min(run[n] for run in runs) for n in range(3))
            files = sum(len(names) for _, _, names in os.walk(out))
            print(f"| {size} | {text:.1f} | {cpu:.2f} | {clock:.2f} | {memory / 1024:.0f} | {files} | {cpu / text:.3f} |", flush=True)


if __name__ == "__main__":
    main()
