"""Text with its matches marked, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from indexer.hits import Marked


def marked(text: Marked) -> Markup:
    """The escaped text with <mark> around its ranges; ranges out of order or out of the text are left out."""
    return marked_ranges(text.text, text.ranges)


def marked_ranges(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """As `marked`, of plain parts."""
    pieces: list[Markup] = []
    done = 0
    for start, end in ranges:
        if not done <= start < end <= len(text):
            continue
        pieces += [escape(text[done:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join([*pieces, escape(text[done:])])
