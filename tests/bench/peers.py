#!/usr/bin/env python3
"""Squall beside wrk, h2load, hey, ab and the floor, on loopback.

The server is pinned to one processor and the client to another. The tools take turns, several
rounds of them, and what counts is the ratio to Squall within a round. The report goes to a folder:
peers.md (tables), peers.svg (a picture) and peers.json (every run).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median

import chart
import tables
from children import (
    Child,
    Outcome,
    Processors,
    choose_processors,
    end_on_signals,
    raise_descriptor_limit,
)
from machine import describe_machine
from measurement import Cell, Run
from plans import PLANS, QUICK, Plan
from servers import ServerFailed, announced_server, missing_for_nginx, nginx, prepare_nginx
from tools import (
    Target,
    Tool,
    Unreadable,
    ab_tool,
    floor_tool,
    h2load_tool,
    hey_tool,
    read_report,
    squall_tool,
    wrk_tool,
)

ROOT = Path(__file__).resolve().parents[2]
BEFORE = "squall before"
SPARE_DESCRIPTORS = 200
SETUP_SECONDS = 0.4  # of a run, beside its own time; for the estimate alone


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Bench:
    """Measures one cell after the other."""

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self._options = options
        self._scratch = scratch
        self._processors: Processors = choose_processors()
        self._descriptors = raise_descriptor_limit()
        os.sched_setaffinity(0, {self._processors.server})  # this program stays out of the way
        self._tools = installed_tools(options)
        self._has_nginx = self._prepare_nginx()
        self.cells: list[Cell] = []

    def measure_all(self, plans: list[Plan]) -> None:
        for plan in plans:
            cell = Cell(plan.key, plan.title)
            self.cells.append(cell)
            say(f"{plan.title}:")
            try:
                self._measure(plan, cell)
            except (ServerFailed, OSError) as error:
                cell.note(f"not measured: {error}")
            for note in cell.notes:
                say(f"  {note}")

    def setting(self) -> dict[str, str]:
        how = f"{self._options.rounds} of {self._options.seconds} s for each tool, in turns"
        where = (
            f"server on processor {self._processors.server}, "
            f"client on processor {self._processors.client}"
            if self._processors.are_apart()
            else "server and client share the only processor"
        )
        known = [(name, tool.version_number()) for name, tool in self._tools.items()]
        tools = ", ".join(f"{name} {version}" for name, version in known if version)
        return {
            **describe_machine(),
            "Tools": tools,
            "Runs": f"{how}; {where}",
            "Start of Squall": f"{self._start_cost() * 1e3:.0f} ms of processor time in each run",
        }

    def _start_cost(self) -> float:
        """Of a run of a single request."""
        program = self._options.build / "bin/benchserver"
        with announced_server(program, self._processors.server) as (url, _):
            return median(self._squall_once(url).cpu_seconds for _ in range(5))

    def _measure(self, plan: Plan, cell: Cell) -> None:
        needed = plan.connections + SPARE_DESCRIPTORS
        if self._descriptors < needed:
            cell.note(f"skipped: ulimit -n allows {self._descriptors} of {needed} files")
            return
        names = tool_names(plan, self._options)
        tools = [self._tools[name] for name in names if name in self._tools]
        with self._server(plan) as url:
            seconds = self._options.seconds * plan.stretch
            target = Target(url, plan.connections, seconds, self._scratch, plan.streams)
            if plan.server == "https" and not self._can_do_https(target):
                cell.note("skipped: this squall cannot do HTTPS")
                return
            for turn in range(self._options.rounds):
                # There and back again, so that no tool always follows the same one.
                for tool in tools if turn % 2 == 0 else reversed(tools):
                    self._run_once(tool, target, cell)

    def _run_once(self, tool: Tool, target: Target, cell: Cell) -> None:
        child = Child(tool.command(target), self._processors.client, self._environment())
        outcome = child.wait(target.seconds * 2 + 15)
        try:
            report = read_report(tool, outcome, target)
        except Unreadable as error:
            cell.add(tool.name, None)
            cell.note(f"{tool.name}: {error}")
            return
        run = Run(
            requests=report.requests,
            requests_per_s=report.requests / report.seconds,
            cpu_us_per_request=outcome.cpu_seconds / report.requests * 1e6,
            busy=outcome.cpu_seconds / outcome.elapsed_seconds,
            peak_rss_mib=outcome.peak_rss_kib / 1024,
            failures=report.failures,
            p50_us=report.p50_us,
            p99_us=report.p99_us,
        )
        cell.add(tool.name, run)
        if report.failures > 0:
            cell.note(f"{tool.name}: {report.failures} requests of a run failed")
        say(f"  {tool.name:18}{run.requests_per_s:10.0f}/s{run.cpu_us_per_request:9.2f} µs CPU")

    @contextmanager
    def _server(self, plan: Plan) -> Iterator[str]:
        cpu = self._processors.server
        if plan.server in ("benchserver", "delayserver"):
            with announced_server(self._options.build / "bin" / plan.server, cpu) as (url, _):
                yield url + plan.path
            return
        if not self._has_nginx:
            raise ServerFailed("nginx or openssl is not installed")
        with nginx(self._scratch / "nginx", cpu, self._descriptors) as urls:
            yield urls[plan.server] + plan.path

    def _can_do_https(self, target: Target) -> bool:
        return self._squall_once(target.url, "-k").status == 0

    def _squall_once(self, url: str, *options: str) -> Outcome:
        program = str(self._options.squall)
        command = [program, "run", "-n", "1", "-c", "1", "--progress", "none", *options, url]
        return Child(command, self._processors.client, self._environment()).wait(20)

    def _prepare_nginx(self) -> bool:
        if missing := missing_for_nginx():
            say(f"{missing} is not installed: cells with nginx are skipped")
            return False
        folder = self._scratch / "nginx"
        folder.mkdir()
        prepare_nginx(folder)
        return True

    def _environment(self) -> dict[str, str]:
        # A home of its own, so that runs leave nothing in the user's history or settings.
        home = str(self._scratch)
        folders = {name: home for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        return {**os.environ, **folders, "LC_ALL": "C.UTF-8"}


def installed_tools(options: argparse.Namespace) -> dict[str, Tool]:
    floor = options.build / "bin" / "floor"
    everything = [
        squall_tool(options.squall, []),
        squall_tool(options.squall, ["--spin", "off"], "squall --spin off"),
        floor_tool(floor, []),
        floor_tool(floor, ["--spin"], "floor --spin"),
        wrk_tool(),
        h2load_tool(),
        hey_tool(),
        ab_tool(),
    ]
    if options.before:
        everything.append(squall_tool(options.before, [], BEFORE))
    for tool in everything:
        if not tool.is_installed():
            say(f"{tool.name} is not installed: skipped")
    return {tool.name: tool for tool in everything if tool.is_installed()}


def chosen_plans(options: argparse.Namespace) -> list[Plan]:
    plans = [plan for plan in PLANS if not options.quick or plan.key in QUICK]
    return [plan for plan in plans if options.only.search(plan.key)]


def tool_names(plan: Plan, options: argparse.Namespace) -> tuple[str, ...]:
    return ("squall", BEFORE) if options.before else plan.tools


def estimated_minutes(plans: list[Plan], options: argparse.Namespace) -> float:
    seconds = 0.0
    for plan in plans:
        runs = len(tool_names(plan, options)) * options.rounds
        seconds += runs * (options.seconds * plan.stretch + SETUP_SECONDS)
    return seconds / 60


def write_report(bench: Bench, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    setting = bench.setting()
    cells = [cell for cell in bench.cells if cell.runs or cell.notes]
    everything = {"setting": setting, "cells": [asdict(cell) for cell in cells]}
    (folder / "peers.json").write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n")
    (folder / "peers.md").write_text(tables.report(setting, cells))
    (folder / "peers.svg").write_text(chart.picture(cells))
    say(f"written: {folder}/peers.md, peers.svg, peers.json")


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--only", type=pattern, default=pattern(""), metavar="REGEX", help="cells whose key matches"
    )
    parser.add_argument("--list", action="store_true", help="print the keys of the cells, and end")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of every tool (3)")
    parser.add_argument("--seconds", type=int, default=2, metavar="S", help="of every run (2)")
    parser.add_argument("--quick", action="store_true", help="a few cells, two rounds of 1 s")
    parser.add_argument("--build", type=Path, default=ROOT / "build/bench", metavar="DIR")
    parser.add_argument("--squall", type=Path, metavar="PATH", help="another build of squall")
    parser.add_argument(
        "--before", type=Path, metavar="PATH", help="an older squall, in the place of the others"
    )
    parser.add_argument("--output", type=Path, metavar="DIR", help="for the report (BUILD/peers)")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = min(options.rounds, 2), 1
    if options.rounds < 1 or options.seconds < 1:
        parser.error("--rounds and --seconds are at least 1")
    options.squall = options.squall or options.build / "squall"
    options.output = options.output or options.build / "peers"
    for program in (options.squall, options.before, options.build / "bin/benchserver"):
        if program and not options.list and not program.is_file():
            parser.error(f"{program} is missing; packaging/bootstrap.sh bench builds it")
    return options


def main() -> int:
    options = parse_arguments()
    plans = chosen_plans(options)
    if options.list:
        print("\n".join(plan.key for plan in plans))
        return 0
    if not plans:
        say(f"no cell matches {options.only.pattern}; peers.py --list names them")
        return 2
    end_on_signals()
    say(f"{len(plans)} cells, about {estimated_minutes(plans, options):.1f} minutes")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="squall-peers-") as scratch:
        bench = Bench(options, Path(scratch))
        status = 0
        try:
            bench.measure_all(plans)
        except KeyboardInterrupt:
            say("interrupted: the report holds what was measured so far")
            status = 130
        write_report(bench, options.output)
    say(f"took {(time.monotonic() - began) / 60:.1f} minutes")
    return status


if __name__ == "__main__":
    sys.exit(main())
