"""The load testers: how each is told what to do, and how its report is read."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from children import Outcome


@dataclass(frozen=True)
class Target:
    url: str
    connections: int
    seconds: int
    scratch: Path  # a folder for files of the tool's own
    streams: int = 0  # HTTP/2 with so many requests in flight on each connection; 0: HTTP/1.1

    @property
    def port(self) -> str:
        return self.url.split(":")[2].split("/")[0]

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]


@dataclass(frozen=True)
class Report:
    """What a tool says itself. None: it does not."""

    requests: int
    seconds: float
    failures: int = 0
    p50_us: float | None = None
    p99_us: float | None = None


@dataclass(frozen=True)
class Tool:
    name: str
    program: str
    arguments: Callable[[Target], list[str]]
    read: Callable[[str, Target], Report]
    version: str | None = None  # the option that makes it print its version

    def command(self, target: Target) -> list[str]:
        return [self.program, *self.arguments(target)]

    def is_installed(self) -> bool:
        return shutil.which(self.program) is not None

    def version_number(self) -> str | None:
        if self.version is None:
            return None
        command = [self.program, self.version]
        asked = subprocess.run(command, capture_output=True, text=True, timeout=10)
        found = re.search(r"\d+\.\d+(\.\d+)*", asked.stdout + asked.stderr)
        return found.group(0) if found else None


class Unreadable(Exception):
    """A report without the figures that it should have."""


def read_report(tool: Tool, outcome: Outcome, target: Target) -> Report:
    """Raises Unreadable when the tool failed or nothing was answered."""
    if outcome.timed_out:
        raise Unreadable("did not end in time")
    if outcome.status != 0:
        raise Unreadable(outcome.last_words())
    try:
        report = tool.read(outcome.output, target)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Unreadable(f"its report cannot be read: {error}") from error
    if report.requests <= 0 or report.seconds <= 0:
        raise Unreadable("no request was answered")
    return report


def number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"no match for {pattern}")
    return float(found.group(1))


def optional(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    return float(found.group(1)) if found else 0.0


def squall_tool(program: Path, extra: list[str], name: str = "squall") -> Tool:
    def arguments(target: Target) -> list[str]:
        return (
            ["run", "--duration", f"{target.seconds}s", "--connections", str(target.connections)]
            + ["--threads", "1", "--progress", "none", "--format", "json", *extra]
            + (["-k"] if target.url.startswith("https:") else [])
            + (["--http", "2", "--streams", str(target.streams)] if target.streams else [])
            + [target.url]
        )

    def read(output: str, _target: Target) -> Report:
        result = json.loads(output)
        latency = result["latency_us"]["response"]
        return Report(
            requests=result["requests"]["completed"],
            seconds=result["elapsed_s"],
            failures=result["requests"]["failed"],
            p50_us=latency["p50"],
            p99_us=latency["p99"],
        )

    return Tool(name, str(program), arguments, read, None if extra else "--version")


def wrk_tool() -> Tool:
    units = {"us": 1.0, "ms": 1e3, "s": 1e6, "m": 60e6}

    def arguments(target: Target) -> list[str]:
        load = ["-t1", f"-c{target.connections}", f"-d{target.seconds}s"]
        return [*load, "--latency", target.url]

    def percentile(percent: int, output: str) -> float:
        found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)\s*$", output, re.MULTILINE)
        if found is None:
            raise ValueError(f"no {percent} % line")
        return float(found.group(1)) * units[found.group(2)]

    def read(output: str, _target: Target) -> Report:
        requests = number(r"(\d+) requests in ", output)
        socket_errors = re.search(r"Socket errors: (.*)", output)
        failures = sum(map(int, re.findall(r"\d+", socket_errors[1]))) if socket_errors else 0
        return Report(
            requests=int(requests),
            seconds=requests / number(r"Requests/sec:\s+([\d.]+)", output),
            failures=failures + int(optional(r"Non-2xx or 3xx responses: (\d+)", output)),
            p50_us=percentile(50, output),
            p99_us=percentile(99, output),
        )

    return Tool("wrk", "wrk", arguments, read, "-v")


def h2load_tool() -> Tool:
    def arguments(target: Target) -> list[str]:
        load = ["-t1", f"-c{target.connections}", f"-D{target.seconds}"]
        return [f"-m{target.streams}" if target.streams else "--h1", *load, target.url]

    def read(output: str, _target: Target) -> Report:
        done = number(r"requests: .* (\d+) done", output)
        return Report(
            requests=int(done),
            seconds=done / number(r"finished in .*, ([\d.]+) req/s", output),
            failures=int(number(r" (\d+) failed", output)),
        )

    return Tool("h2load", "h2load", arguments, read, "--version")


def hey_tool() -> Tool:
    def arguments(target: Target) -> list[str]:
        return ["-z", f"{target.seconds}s", "-c", str(target.connections), target.url]

    def percentile(percent: int, output: str) -> float:
        return number(rf"{percent}% in ([\d.]+) secs", output) * 1e6

    def read(output: str, _target: Target) -> Report:
        good = optional(r"\[200\]\s+(\d+) responses", output)
        statuses = re.findall(r"\[\d+\]\s+(\d+) responses", output)
        errors = output.partition("Error distribution:")[2]
        failed_requests = sum(map(int, re.findall(r"^\s+\[(\d+)\]", errors, re.MULTILINE)))
        return Report(
            requests=int(good),
            seconds=number(r"Total:\s+([\d.]+) secs", output),
            failures=sum(map(int, statuses)) - int(good) + failed_requests,
            p50_us=percentile(50, output),
            p99_us=percentile(99, output),
        )

    return Tool("hey", "hey", arguments, read)


def ab_tool() -> Tool:
    def table(target: Target) -> Path:
        return target.scratch / "ab.csv"

    def arguments(target: Target) -> list[str]:
        # -t sets a number of requests of its own, so -n comes after it.
        load = ["-c", str(target.connections), "-t", str(target.seconds)]
        most = ["-n", str(500_000 * target.seconds)]
        return ["-q", "-k", *load, *most, "-e", str(table(target)), target.url]

    def read(output: str, target: Target) -> Report:
        with table(target).open(newline="") as file:
            percentiles = {row[0]: float(row[1]) * 1e3 for row in list(csv.reader(file))[1:]}
        return Report(
            requests=int(number(r"Complete requests:\s+(\d+)", output)),
            seconds=number(r"Time taken for tests:\s+([\d.]+) seconds", output),
            failures=int(optional(r"Failed requests:\s+(\d+)", output))
            + int(optional(r"Non-2xx responses:\s+(\d+)", output)),
            p50_us=percentiles["50"],
            p99_us=percentiles["99"],
        )

    return Tool("ab", "ab", arguments, read, "-V")


def floor_tool(program: Path, extra: list[str], name: str = "floor") -> Tool:
    def arguments(target: Target) -> list[str]:
        load = ["--connections", str(target.connections), "--seconds", str(target.seconds)]
        latency = ["--latency"] if target.connections == 1 else []
        return ["--port", target.port, "--path", target.path, *load, *latency, *extra]

    def read(output: str, _target: Target) -> Report:
        figures = json.loads(output)
        return Report(
            requests=figures["requests"],
            seconds=figures["seconds"],
            p50_us=figures.get("p50_us"),
            p99_us=figures.get("p99_us"),
        )

    return Tool(name, str(program), arguments, read)
