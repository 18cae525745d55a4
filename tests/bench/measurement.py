"""Figures of runs: what one run gave, what several give together, and ratios to Squall."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

REFERENCE = "squall"


@dataclass(frozen=True)
class Run:
    """One run of one tool. All figures but the percentiles are there."""

    requests: int
    requests_per_s: float
    cpu_us_per_request: float  # of the whole process, user and system
    busy: float  # share of one core that the client used while it ran
    peak_rss_mib: float
    failures: int
    p50_us: float | None
    p99_us: float | None


@dataclass(frozen=True)
class Spread:
    median: float
    least: float
    most: float


@dataclass
class Cell:
    """A server and a number of connections, with the runs of each tool by round."""

    key: str  # short, for --only
    title: str
    runs: dict[str, list[Run | None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # why there are no figures, or doubtful ones

    def add(self, tool: str, run: Run | None) -> None:
        self.runs.setdefault(tool, []).append(run)

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def good_runs(self, tool: str) -> list[Run]:
        return [run for run in self.runs.get(tool, []) if run is not None]

    def typical(self, tool: str, figure: Callable[[Run], float | None]) -> float | None:
        values = [figure(run) for run in self.good_runs(tool)]
        known = [value for value in values if value is not None]
        return median(known) if known else None

    def ratio(self, tool: str, figure: Callable[[Run], float]) -> Spread | None:
        """Against Squall in the same round, since a machine is not equally fast all the time."""
        pairs = zip(self.runs.get(tool, []), self.runs.get(REFERENCE, []))
        ratios = [figure(run) / figure(base) for run, base in pairs if run and base]
        return spread_of(ratios)


def spread_of(values: Sequence[float]) -> Spread | None:
    return Spread(median(values), min(values), max(values)) if values else None


def cpu(run: Run) -> float:
    return run.cpu_us_per_request


def rate(run: Run) -> float:
    return run.requests_per_s
