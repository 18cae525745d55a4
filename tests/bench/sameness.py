#!/usr/bin/env python3
"""Whether `squall compare` cries wolf: pairs of runs of the same plan against the same server.

Of the same server, better or worse should be said of at most 5 % of the pairs; of one that is
slower (--slower), of nearly all. The last table is what core/stats/comparison.cpp assumes as the
spread between runs: one standard deviation of a run, in the figures as they were measured.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from children import choose_processors, end_on_signals, running
from servers import wait_until

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = ("better", "worse")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--squall", type=Path, default=ROOT / "build/release/squall")
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--delay", type=float, default=2, help="of the server, in ms")
    parser.add_argument("--slower", type=float, default=0, help="of the second server, in percent")
    parser.add_argument("--jobs", type=int, default=1, help="pairs at the same time")
    parser.add_argument("--within", type=float, default=900, help="seconds; then the pairs end")
    return parser.parse_args()


def run_once(options: argparse.Namespace, url: str, output: Path, cpu: int) -> None:
    command = [options.squall, "run", url, "-z", f"{int(options.seconds * 1000)}ms"]
    command += ["-c", options.connections, "--quiet", "--no-history", "-o", output]
    command = ["taskset", "-c", cpu, *command]
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=options.seconds + 30,
    )


def compare(options: argparse.Namespace, base: Path, now: Path) -> dict:
    command = [str(options.squall), "compare", "--format", "json", str(base), str(now)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=30)
    return json.loads(done.stdout)


def tell(comparisons: list[dict]) -> None:
    count = len(comparisons)
    spoken = sum(
        any(figure["word"] in SPOKEN for figure in one["figures"].values()) for one in comparisons
    )
    print(f"\n{spoken} of {count} pairs ({100 * spoken / count:.1f} %) were called better or worse\n")
    print(f"{'figure':12} {'words':58} {'spread of a run':>16} {'change':>8}")
    for name in comparisons[0]["figures"]:
        figures = [one["figures"][name] for one in comparisons]
        words = Counter(figure["word"] for figure in figures)
        known = [figure for figure in figures if figure["base"] and figure["new"]]
        changes = [math.log(figure["new"] / figure["base"]) for figure in known]
        spread = statistics.stdev(changes) / math.sqrt(2) if len(changes) > 1 else math.nan
        middle = statistics.median(changes) if changes else math.nan
        listed = ", ".join(f"{word} {times}" for word, times in words.most_common())
        print(f"{name:12} {listed:58} {100 * spread:14.2f} % {100 * middle:+6.1f} %")
    cautions = Counter(text for one in comparisons for text in one["cautions"])
    for caution, times in cautions.most_common(3):
        print(f"caution {times} times: {caution}")


def main() -> None:
    options = arguments()
    end_on_signals()
    processors = choose_processors()
    slower = options.delay * (1 + options.slower / 100)
    comparisons: list[dict] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="squall-sameness-")))
        urls = []
        for delay in dict.fromkeys((options.delay, slower)):
            command = [options.squall, "demo", "--delay", f"{round(delay * 1000)}us"]
            child = stack.enter_context(running(command, processors.server))
            wait_until(lambda child=child: "\n" in child.output(), child, "squall demo")
            urls.append(child.output().split("\n")[0])
        until = time.monotonic() + options.within

        def measure(number: int) -> None:
            if time.monotonic() > until:
                return
            paths = [folder / f"{number}-{side}.json" for side in ("base", "new")]
            for url, path in zip((urls[0], urls[-1]), paths):
                run_once(options, url, path, processors.client)
            comparisons.append(compare(options, *paths))
            print(f"\r{len(comparisons)} of {options.pairs} pairs", end="", file=sys.stderr)

        with ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(measure, range(options.pairs)))
    tell(comparisons)


if __name__ == "__main__":
    main()
