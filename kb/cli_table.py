"""Columns for a terminal, where a Chinese character is as wide as two letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from kb.cli_frame import printable

WIDEST = 44  # cells of a column
_GAP = "  "
_MORE = "…"


def width_of(text: str) -> int:
    """Cells that a text takes in a terminal: two for wide characters, none for marks that stand on others."""
    return sum(map(_cells, text))


def cut(text: str, most: int = WIDEST) -> str:
    """The text on one line, in at most so many cells."""
    shown = printable(text)
    if width_of(shown) <= most:
        return shown
    kept, left = "", most - width_of(_MORE)
    for character in shown:
        left -= _cells(character)
        if left < 0:
            break
        kept += character
    return kept + _MORE


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table. Columns of numbers stand right; the last column, which may be long or run from right to
    left, is neither cut nor filled up."""
    cells = [[*map(cut, row[:-1]), printable(row[-1])] for row in (heads, *rows)]
    widths = [max(map(width_of, column)) for column in zip(*cells, strict=True)]
    are_numbers = [
        all(cell.strip("-%.,0123456789") == "" for cell in column) for column in zip(*cells[1:], strict=True)
    ]
    return [
        _GAP.join(
            [
                *map(_filled, row[:-1], widths, are_numbers),
                row[-1],
            ]
        ).rstrip()
        for row in cells
    ]


def _filled(cell: str, width: int, is_number: bool) -> str:
    space = " " * (width - width_of(cell))
    return space + cell if is_number else cell + space


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
