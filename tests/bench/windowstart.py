#!/usr/bin/env python3
"""What the window costs before anything runs: time to its first picture, memory, idle wake-ups.

The display is an Xvfb whose picture lies in a file, and the clock stops when the window's pixels
have appeared in it: from exec to what a user would see, nothing asked of the program itself. The
first start, which may read from disk, is shown apart. Needs Xvfb.
"""

from __future__ import annotations

import argparse
import mmap
import os
import shutil
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from children import Child, choose_processors, end_on_signals
from display import display
from measurement import spread_of
from servers import ServerFailed

ROOT = Path(__file__).resolve().parents[2]
PAINT_LIMIT = 15.0  # seconds
SETTLING = 2.0  # seconds from the picture to where nothing is left to do
# Of a window of 1000x720 in the upper left corner: menu, fields, tabs, foot.
SAMPLES = [(20, 10), (500, 60), (500, 400), (500, 700)]


class Screen:
    """The picture of an Xvfb, which writes it into a file in the form of xwd."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self._bytes[:100])
        self._pixels = header[0] + header[19] * 12  # behind the head and the colours
        self._line = header[12]

    def has_window(self) -> bool:
        return all(any(self._pixel(x, y)) for x, y in SAMPLES)

    def _pixel(self, x: int, y: int) -> bytes:
        at = self._pixels + y * self._line + x * 4
        return self._bytes[at : at + 3]


@contextmanager
def window(squall: Path, name: str, screen: Screen, cpu: int) -> Iterator[tuple[Child, float]]:
    """A window and the seconds from exec to its picture."""
    wait_for(lambda: not screen.has_window(), "the screen is not clear")
    with tempfile.TemporaryDirectory(prefix="squall-home-") as home:
        folders = dict.fromkeys(
            ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"), home
        )
        environment = {**os.environ, **folders, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        began = time.monotonic()
        child = Child([str(squall)], cpu, environment)
        try:
            wait_for(screen.has_window, "no window appears")
            yield child, time.monotonic() - began
        finally:
            child.stop(10)


def wait_for(condition: Callable[[], bool], words: str) -> None:
    deadline = time.monotonic() + PAINT_LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise ServerFailed(words)
        time.sleep(0.001)


def memory_mib(pid: int) -> tuple[float, float]:
    """Resident, and the part that no other process shares."""
    fields: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, amount, _ = line.split()
        fields[name.rstrip(":")] = int(amount)
    return fields["Rss"] / 1024, (fields["Private_Clean"] + fields["Private_Dirty"]) / 1024


def work_so_far(pid: int) -> tuple[float, int]:
    """Processor seconds and times on a processor, of all threads."""
    seconds, times = 0.0, 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        ran, _, slices = (task / "schedstat").read_text().split()
        seconds += int(ran) / 1e9
        times += int(slices)
    return seconds, times


def measure(squall: Path, rounds: int, idle_seconds: int) -> None:
    processors = choose_processors()
    starts = []
    with (
        tempfile.TemporaryDirectory(prefix="squall-screen-") as folder,
        display(processors.server, Path(folder)) as name,
    ):
        screen = Screen(Path(folder, "Xvfb_screen0"))
        for number in range(rounds + 1):
            with window(squall, name, screen, processors.client) as (child, seconds):
                starts.append(seconds * 1000)
                if number < rounds:
                    continue
                time.sleep(SETTLING)
                cpu, times = work_so_far(child.pid)
                time.sleep(idle_seconds)
                cpu_after, times_after = work_so_far(child.pid)
                resident, private = memory_mib(child.pid)
    warm = spread_of(starts[1:])
    print(f"first start     {starts[0]:7.0f} ms")
    if warm is not None:
        print(f"window painted  {warm.median:7.0f} ms ({warm.least:.0f} to {warm.most:.0f}), warm")
    print(f"memory          {resident:7.1f} MiB resident, {private:.1f} MiB of it its own")
    print(
        f"idle            {(cpu_after - cpu) * 1000:7.2f} ms of processor and "
        f"{times_after - times} wake-ups in {idle_seconds} s"
    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="warm starts (10)")
    parser.add_argument("--idle", type=int, default=10, metavar="S", help="seconds of idling (10)")
    parser.add_argument("--squall", type=Path, default=ROOT / "build/bench/squall", metavar="PATH")
    options = parser.parse_args()
    for program in ("Xvfb", str(options.squall)):
        if shutil.which(program) is None:
            parser.error(f"{program} is missing")
    return options


def main() -> int:
    options = parse_arguments()
    end_on_signals()
    try:
        measure(options.squall, options.rounds, options.idle)
    except KeyboardInterrupt:
        return 130
    except (ServerFailed, OSError) as error:
        print(f"not measured: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
