#!/usr/bin/env python3
"""What the window costs the engine: the same run in the window and without it, in turns.

The engine's threads are pinned to one processor; the server, the window and its display to others.
While a run is under way, the processor time of the engine's threads and the server's own count are
read twice: both kinds of run are measured from outside, in the same way. The p99 is Squall's own, of
the whole run, from its history. Needs Xvfb and xdotool.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from children import Child, choose_processors, end_on_signals, raise_descriptor_limit
from display import display
from measurement import Spread, spread_of
from servers import ServerFailed, announced_server, wait_until

ROOT = Path(__file__).resolve().parents[2]
ENDLESS = "900M"  # requests; runs are ended from outside
KEY_PAUSE = 0.2  # seconds; nothing tells from outside that a key has been taken
SETTLING = 1.0  # seconds from the start of a run to the first reading


@dataclass(frozen=True)
class Reading:
    at: float
    requests: int
    engine_cpu: float  # seconds, of all engine threads


@dataclass(frozen=True)
class Figures:
    requests_per_s: float
    cpu_us_per_request: float
    p99_us: float


class Comparison:
    """Measures both kinds of run against one server."""

    def __init__(self, squall: Path, seconds: int, scratch: str, url: str, server: Child) -> None:
        self._squall = str(squall)
        self._seconds = seconds
        self._url = url
        self._server = server
        self._everywhere = os.sched_getaffinity(0)
        processors = choose_processors()
        self._engine_cpu = processors.client
        spare = self._everywhere - {processors.client, processors.server}
        self.window_cpu = min(spare, default=processors.server)
        folders = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), scratch)
        self._environment = {**os.environ, **folders, "LC_ALL": "C.UTF-8"}

    def without_window(self) -> Figures:
        command = [self._squall, "run", "-n", ENDLESS, "--progress", "none", self._url]
        return self._measure(command, self._environment, None)

    def with_window(self) -> Figures:
        with display(self.window_cpu) as name:
            environment = {**self._environment, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
            return self._measure([self._squall, self._url], environment, name)

    def _measure(
        self, command: list[str], environment: dict[str, str], display_name: str | None
    ) -> Figures:
        child = Child(command, None, environment)
        try:
            if display_name is not None:
                submit_endless_run(display_name)
            wait_until(lambda: engine_threads(child.pid), child, "the engine", 15)
            self._pin(child.pid)
            time.sleep(SETTLING)
            first = self._read(child.pid)
            time.sleep(self._seconds)
            last = self._read(child.pid)
        finally:
            child.stop(10)
        return figures_between(first, last, self._p99_of_last_run())

    def _p99_of_last_run(self) -> float:
        command = [self._squall, "history", "show", "last", "--format", "json"]
        outcome = Child(command, None, self._environment).wait(15)
        if outcome.status != 0:
            raise ServerFailed(f"squall history: {outcome.last_words()}")
        return float(json.loads(outcome.output)["latency_us"]["response"]["p99"])

    def _pin(self, pid: int) -> None:
        engine = engine_threads(pid)
        for thread in threads(pid):
            cpu = self._engine_cpu if thread in engine else self.window_cpu
            os.sched_setaffinity(thread, {cpu})

    def _read(self, pid: int) -> Reading:
        requests = served(self._server)
        at = time.monotonic()
        return Reading(at, requests, sum(processor_time(pid, t) for t in engine_threads(pid)))


def figures_between(first: Reading, last: Reading, p99_us: float) -> Figures:
    requests = last.requests - first.requests
    if requests <= 0 or last.engine_cpu <= first.engine_cpu:
        raise ServerFailed("the run ended before it was measured")
    return Figures(
        requests_per_s=requests / (last.at - first.at),
        cpu_us_per_request=(last.engine_cpu - first.engine_cpu) / requests * 1e6,
        p99_us=p99_us,
    )


def submit_endless_run(display_name: str) -> None:
    """As a user does: to the number of requests, another number, Return."""
    search = ["search", "--sync", "--onlyvisible", "--name", "Squall", "windowfocus"]
    keys = [["key", "alt+q"], ["key", "ctrl+a"], ["type", ENDLESS], ["key", "Return"]]
    environment = {**os.environ, "DISPLAY": display_name}
    for arguments in [search, *keys]:
        outcome = Child(["xdotool", *arguments], None, environment).wait(15)
        if outcome.status != 0:
            raise ServerFailed(f"xdotool {arguments[0]}: {outcome.last_words()}")
        time.sleep(KEY_PAUSE)


def served(server: Child) -> int:
    """The requests that benchserver has answered so far."""
    before = server.output().count("\n")
    server.send_signal(signal.SIGUSR1)
    wait_until(lambda: server.output().count("\n") > before, server, "benchserver")
    return int(server.output().split()[-1])


def threads(pid: int) -> list[int]:
    return [int(name) for name in os.listdir(f"/proc/{pid}/task")]


def engine_threads(pid: int) -> list[int]:
    return [t for t in threads(pid) if name_of(pid, t).startswith("engine-")]


def name_of(pid: int, thread: int) -> str:
    try:
        return Path(f"/proc/{pid}/task/{thread}/comm").read_text().strip()
    except OSError:  # it has ended meanwhile
        return ""


def processor_time(pid: int, thread: int) -> float:
    nanoseconds = Path(f"/proc/{pid}/task/{thread}/schedstat").read_text().split()[0]
    return int(nanoseconds) / 1e9


def show(kind: str, figures: Figures) -> None:
    rate, cpu = figures.requests_per_s, figures.cpu_us_per_request
    print(
        f"{kind:10}{rate:12.0f} requests/s{cpu:10.3f} µs of engine per request"
        f"{figures.p99_us:10.0f} µs p99",
        flush=True,
    )


def show_ratio(what: str, spread: Spread | None) -> None:
    if spread is not None:
        print(f"{what}: {spread.median:.3f} ({spread.least:.3f} to {spread.most:.3f})")


def compare(comparison: Comparison, rounds: int) -> None:
    pairs = []
    for _ in range(rounds):
        alone = comparison.without_window()
        show("headless", alone)
        beside = comparison.with_window()
        show("window", beside)
        pairs.append((beside, alone))
    print("Window to headless, median (smallest to largest of the rounds):")
    rates = [window.requests_per_s / alone.requests_per_s for window, alone in pairs]
    costs = [window.cpu_us_per_request / alone.cpu_us_per_request for window, alone in pairs]
    tails = [window.p99_us / alone.p99_us for window, alone in pairs]
    show_ratio("  requests per second", spread_of(rates))
    show_ratio("  engine's processor time per request", spread_of(costs))
    show_ratio("  p99", spread_of(tails))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of both kinds (5)")
    parser.add_argument("--seconds", type=int, default=3, metavar="S", help="of a reading (3)")
    parser.add_argument("--build", type=Path, default=ROOT / "build/bench", metavar="DIR")
    parser.add_argument("--squall", type=Path, metavar="PATH", help="another build of squall")
    options = parser.parse_args()
    options.squall = options.squall or options.build / "squall"
    for program in ("Xvfb", "xdotool", str(options.squall)):
        if shutil.which(program) is None:
            parser.error(f"{program} is missing")
    return options


def main() -> int:
    options = parse_arguments()
    end_on_signals()
    raise_descriptor_limit()
    processors = choose_processors()
    if not processors.are_apart():
        print("one processor is not enough to tell the window from the engine", file=sys.stderr)
        return 2
    program = options.build / "bin/benchserver"
    try:
        with (
            tempfile.TemporaryDirectory(prefix="squall-window-") as scratch,
            announced_server(program, processors.server) as (url, server),
        ):
            comparison = Comparison(options.squall, options.seconds, scratch, url, server)
            if comparison.window_cpu == processors.server:
                print("With two processors the window shares the server's: rates suffer a little.")
            compare(comparison, options.rounds)
    except KeyboardInterrupt:
        return 130
    except (ServerFailed, OSError) as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
