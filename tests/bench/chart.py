"""The report as a picture: bars relative to Squall, as SVG that needs no script and no font."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from measurement import REFERENCE, Cell, Run, Spread, cpu, rate
from tables import in_order

WIDTH = 980
MARGIN = 24
NAMES = 130  # width of the column of tool names
GAP = 40  # between the panels
ROW = 20
BAR = 12
CELL_HEAD = 34
HEAD = 128
AXIS = HEAD - 8  # where the lines of the scale begin

INK = "#1f2933"
QUIET = "#52606d"
FAINT = "#9aa5b1"
FAINT_LINE = "#e4e7eb"
LINE = "#d64545"
COLOURS = {
    "wrk": "#4477aa",
    "h2load": "#5fb3cf",
    "hey": "#c9a227",
    "ab": "#b8657a",
    "floor": "#a3abb5",
    "floor --spin": "#c3c9d0",
    "squall --spin off": "#3d8b5f",
    "squall before": "#3d8b5f",
}


@dataclass(frozen=True)
class Panel:
    title: str
    hint: str
    figure: Callable[[Run], float]
    ticks: tuple[float, ...]  # longer bars are cut off after the last, with the figure beside
    left: float

    @property
    def most(self) -> float:
        return self.ticks[-1]

    @property
    def width(self) -> float:
        return (WIDTH - 2 * MARGIN - NAMES - 2 * GAP) / 2 - 40  # room for the figure

    def x(self, value: float) -> float:
        return self.left + min(value, self.most) / self.most * self.width


def panels() -> list[Panel]:
    left = MARGIN + NAMES
    second = left + (WIDTH - left - MARGIN + GAP) / 2
    return [
        Panel(
            "Processor time per request", "longer: needs more than Squall", cpu, (1, 2, 3, 4), left
        ),
        Panel("Requests per second", "shorter: slower than Squall", rate, (0.5, 1, 1.5, 2), second),
    ]


def picture(cells: list[Cell]) -> str:
    shown = [cell for cell in cells if cell.good_runs(REFERENCE) and rows_of(cell)]
    height = HEAD + sum(cell_height(cell) for cell in shown) + MARGIN
    parts = [*opening(height)]
    parts += [part for panel in panels() for part in panel_head(panel, height)]
    top = float(HEAD)
    for cell in shown:
        parts += cell_parts(cell, top)
        top += cell_height(cell)
    return "\n".join([*parts, "</svg>"]) + "\n"


def opening(height: float) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" font-family="sans-serif" font-size="12" '
        f'fill="{INK}" role="img">',
        "<title>Load testers relative to Squall</title>",
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>',
        text(MARGIN, 34, "Load testers relative to Squall", size=18, bold=True),
        text(
            MARGIN,
            54,
            "Medians of the ratios within a round; the thin lines span smallest and largest.",
            colour=QUIET,
        ),
    ]


def panel_head(panel: Panel, height: float) -> list[str]:
    bottom = height - MARGIN / 2
    parts = [
        text(panel.left, 80, panel.title, bold=True),
        text(panel.left, 96, panel.hint, colour=QUIET, size=11),
    ]
    for at in panel.ticks:
        x, is_squall = panel.x(at), at == 1
        label = "Squall" if is_squall else f"{at:g}×"
        parts.append(vertical(x, AXIS, bottom, LINE if is_squall else FAINT_LINE))
        colour = LINE if is_squall else FAINT
        parts.append(text(x, AXIS - 3, label, size=10, anchor="middle", colour=colour))
    parts.append(vertical(panel.left, AXIS, bottom, FAINT))
    return parts


def cell_parts(cell: Cell, top: float) -> list[str]:
    parts = [text(MARGIN, top + 22, cell.title, bold=True, halo=True)]
    for index, tool in enumerate(rows_of(cell)):
        y = top + CELL_HEAD + index * ROW
        parts.append(text(MARGIN + NAMES - 8, y + BAR - 2, tool, anchor="end"))
        for panel in panels():
            spread = cell.ratio(tool, panel.figure)
            if spread is not None:
                parts += bar(panel, spread, y, COLOURS.get(tool, FAINT))
    return parts


def bar(panel: Panel, spread: Spread, y: float, colour: str) -> list[str]:
    end = panel.x(spread.median)
    middle = y + BAR / 2
    low, high = panel.x(spread.least), panel.x(spread.most)
    parts = [
        f'<rect x="{panel.left:.1f}" y="{y:.1f}" width="{end - panel.left:.1f}" '
        f'height="{BAR}" fill="{colour}"/>',
        f'<path d="M{low:.1f} {middle:.1f}H{high:.1f}" stroke="{INK}"/>',
    ]
    if spread.median > panel.most:
        parts.append(
            f'<path d="M{end - 12:.1f} {y + BAR + 2:.1f}l6 -{BAR + 4}" '
            f'stroke="#ffffff" stroke-width="3"/>'
        )
    label = f"{spread.median:.2f}×"
    parts.append(text(max(end, high) + 5, y + BAR - 2, label, size=11, halo=True))
    return parts


def rows_of(cell: Cell) -> list[str]:
    return [tool for tool in in_order(cell) if tool != REFERENCE and cell.ratio(tool, cpu)]


def cell_height(cell: Cell) -> float:
    return CELL_HEAD + ROW * len(rows_of(cell)) + 8


def vertical(x: float, top: float, bottom: float, colour: str) -> str:
    return f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{colour}"/>'


def text(
    x: float,
    y: float,
    words: str,
    size: int = 12,
    bold: bool = False,
    anchor: str = "start",
    colour: str = INK,
    halo: bool = False,  # a white edge, where lines run behind
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    edge = ' stroke="#ffffff" stroke-width="4" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight} text-anchor="{anchor}" '
        f'fill="{colour}"{edge}>{escape(words)}</text>'
    )
