"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Callable

from measurement import REFERENCE, Cell, Spread, cpu, rate

UNKNOWN = "—"
COLUMNS = (
    "client",
    "CPU per request",
    "× Squall",
    "requests/s",
    "× Squall",
    "p50",
    "p99",
    "peak memory",
    "core busy",
)

HOW_TO_READ = """\
Medians over the rounds. *CPU per request* is what the whole client process used, user and system,
start included, divided by the requests that it completed; *× Squall* is the ratio to Squall in the
same round, with the smallest and the largest of the rounds behind it. *Core busy* says how much of
its one processor the client used: where that is below 100 %, the server was the limit, and the
rates say more about the server than about the client. *floor* is no load tester, but what the
system calls alone cost. Each tool counts its own requests and takes its own percentiles; — means
that it does not tell."""


def report(setting: dict[str, str], cells: list[Cell]) -> str:
    parts = ["# Squall and other load testers", "![Ratios to Squall](peers.svg)", HOW_TO_READ]
    parts.append("\n".join(f"- {name}: {value}" for name, value in setting.items()))
    parts += [section(cell) for cell in cells]
    return "\n\n".join(parts) + "\n"


def section(cell: Cell) -> str:
    parts = [f"## {cell.title[0].upper()}{cell.title[1:]}"]
    if cell.runs:
        lines = [COLUMNS, ["---"] + ["---:"] * (len(COLUMNS) - 1)]
        lines += [row(cell, tool) for tool in in_order(cell)]
        parts.append("\n".join("| " + " | ".join(line) + " |" for line in lines))
    if cell.notes:
        parts.append("\n".join(f"- {note}" for note in cell.notes))
    return "\n\n".join(parts)


def in_order(cell: Cell) -> list[str]:
    """Squall first, the others by what they need."""

    def key(tool: str) -> tuple[bool, float]:
        return tool != REFERENCE, cell.typical(tool, cpu) or float("inf")

    return sorted(cell.runs, key=key)


def row(cell: Cell, tool: str) -> list[str]:
    return [
        f"**{tool}**" if tool == REFERENCE else tool,
        shown(cell.typical(tool, cpu), microseconds),
        ratio(cell.ratio(tool, cpu)),
        shown(cell.typical(tool, rate), "{:,.0f}".format),
        ratio(cell.ratio(tool, rate)),
        shown(cell.typical(tool, lambda run: run.p50_us), microseconds),
        shown(cell.typical(tool, lambda run: run.p99_us), microseconds),
        shown(cell.typical(tool, lambda run: run.peak_rss_mib), "{:.1f} MiB".format),
        shown(cell.typical(tool, lambda run: run.busy), "{:.0%}".format),
    ]


def shown(value: float | None, words: Callable[[float], str]) -> str:
    return UNKNOWN if value is None else words(value)


def microseconds(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.1f} ms"
    return f"{value:.0f} µs" if value >= 100 else f"{value:.2f} µs"


def ratio(spread: Spread | None) -> str:
    if spread is None:
        return UNKNOWN
    if spread.least == spread.most == 1:
        return "1"
    return f"{spread.median:.2f} ({spread.least:.2f}–{spread.most:.2f})"
