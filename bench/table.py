"""Figures in columns, as plain text."""

from __future__ import annotations

from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows with their cells in columns, the first to the left, the others to the right; the first row is the head.
    A row of one cell stands as a line of its own."""
    widths = [max(map(len, column)) for column in zip(*(row for row in rows if len(row) > 1), strict=True)]
    lines = []
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=False)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)


def share(value: float | None) -> str:
    """A figure between -1 and 1: "0.709", "-" for none."""
    return "-" if value is None else f"{value:.3f}"


def milliseconds(value: float) -> str:
    """A time with three digits, or more where they stand before the point: "0.235", "12.6", "1,650"."""
    return f"{value:,.0f}" if value >= 100 else f"{value:#.3g}"
