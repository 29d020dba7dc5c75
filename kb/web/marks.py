"""Text with its matches marked, as safe HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from indexer.hits import Marked


def marked(text: Marked) -> Markup:
    """The escaped text with <mark> around its ranges; ranges out of order or out of the text are left out."""
    return marked_ranges(text.text, text.ranges)


def marked_ranges(text: str, ranges: Iterable[tuple[int, int]]) -> Markup:
    """As `marked`, of plain parts."""
    kept: Callable[[str], str] = str if escape(text) == text else escape  # most texts hold nothing to escape
    pieces: list[str] = []
    done = 0
    for start, end in ranges:
        if not done <= start < end <= len(text):
            continue
        pieces += (kept(text[done:start]), "<mark>", kept(text[start:end]), "</mark>")
        done = end
    return Markup("".join((*pieces, kept(text[done:]))))
