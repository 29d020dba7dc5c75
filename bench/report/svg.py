"""Horizontal bar charts as SVG text, made by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH = 760
LEFT, RIGHT = 170, 90
BAR, GAP, GROUP_GAP = 13, 3, 12
TOP, BOTTOM = 64, 34
COLOURS = ("#0f766e", "#9ca3af", "#d97706", "#6366f1", "#be185d", "#65a30d", "#0284c7")
FONT = "font-family='system-ui, sans-serif' font-size='12'"


@dataclass(frozen=True, slots=True)
class Bar:
    """series: which of the legend's names it belongs to. low, high: ends of its whisker, None for none."""

    series: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Bars that stand together under one label."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """unit: written after the figures. is_log: each step of the axis is ten times the one before."""

    title: str
    groups: tuple[Group, ...]
    unit: str = ""
    is_log: bool = False

    def svg(self) -> str:
        """The picture; a chart without bars is its title alone."""
        height = TOP + BOTTOM + sum(_height(group) + GROUP_GAP for group in self.groups)
        label = quoteattr(self.title)
        lines = [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
            f"role='img' aria-label={label}>",
            f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>",
            f"<text x='16' y='24' font-weight='600' font-family='system-ui, sans-serif' font-size='15'>"
            f"{escape(self.title)}</text>",
            *self._legend(),
            *self._axis(height),
            *self._bars(),
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    @property
    def _series(self) -> list[str]:
        return list(dict.fromkeys(bar.series for group in self.groups for bar in group.bars))

    def _legend(self) -> Iterator[str]:
        at = 16.0
        for number, name in enumerate(self._series):
            yield f"<rect x='{at:.0f}' y='36' width='10' height='10' fill='{COLOURS[number % len(COLOURS)]}'/>"
            yield f"<text x='{at + 14:.0f}' y='45' {FONT}>{escape(name)}</text>"
            at += 34 + 7 * len(name)

    def _ends(self) -> tuple[float, float]:
        """The values at the left and the right end of the axis."""
        values = [bar.high if bar.high is not None else bar.value for group in self.groups for bar in group.bars]
        most = max(values, default=1.0) or 1.0
        if not self.is_log:
            return 0.0, most if most > 1 else 1.0
        least = min((bar.value for group in self.groups for bar in group.bars if bar.value > 0), default=1.0)
        return 10 ** math.floor(math.log10(least)), 10 ** math.ceil(math.log10(most * 1.0001))

    def _x(self, value: float) -> float:
        low, high = self._ends()
        share = (value - low) / (high - low)
        if self.is_log:
            share = math.log10(max(value, low) / low) / math.log10(high / low)
        return LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, max(0.0, share))

    def _axis(self, height: int) -> Iterator[str]:
        for value in _ticks(*self._ends(), self.is_log):
            x = self._x(value)
            yield f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{TOP - 6}' y2='{height - BOTTOM}' stroke='#e5e7eb'/>"
            anchor = f"<text x='{x:.1f}' y='{height - BOTTOM + 16}' text-anchor='middle' fill='#4b5563' {FONT}>"
            yield f"{anchor}{value:g}{escape(self.unit)}</text>"

    def _bars(self) -> Iterator[str]:
        series = self._series
        y = TOP
        for group in self.groups:
            middle = y + _height(group) / 2 + 4
            yield f"<text x='{LEFT - 8}' y='{middle:.1f}' text-anchor='end' {FONT}>{escape(group.label)}</text>"
            for bar in group.bars:
                yield from self._bar(bar, y, COLOURS[series.index(bar.series) % len(COLOURS)])
                y += BAR + GAP
            y += GROUP_GAP

    def _bar(self, bar: Bar, y: int, colour: str) -> Iterator[str]:
        end = self._x(bar.value)
        width = max(1.0, end - LEFT)
        shown = f"{_figure(bar.value)}{self.unit}"
        yield f"<rect x='{LEFT}' y='{y}' width='{width:.1f}' height='{BAR}' fill='{colour}'>"
        yield f"<title>{escape(bar.series)}: {escape(shown)}</title></rect>"
        if bar.low is not None and bar.high is not None:
            low, end = self._x(bar.low), max(end, self._x(bar.high))
            middle = y + BAR / 2
            yield f"<line x1='{low:.1f}' x2='{self._x(bar.high):.1f}' y1='{middle}' y2='{middle}' stroke='#111827'/>"
        yield f"<text x='{end + 5:.1f}' y='{y + BAR - 2}' {FONT}>{escape(shown)}</text>"


def _height(group: Group) -> int:
    return len(group.bars) * (BAR + GAP)


def _ticks(low: float, high: float, is_log: bool) -> Sequence[float]:
    if is_log:
        return [low * 10**power for power in range(round(math.log10(high / low)) + 1)]
    step = 10 ** math.floor(math.log10(high))
    step = step / 5 if high / step <= 2 else step / 2 if high / step <= 5 else step
    return [round(step * count, 10) for count in range(int(high / step) + 1)]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
