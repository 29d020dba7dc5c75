"""A Latin run with digits as one word with its parts: erc-20 -> erc20, erc, 20; getOrderBook -> get, order, book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.analysis.term import Form

_SEPARATOR = re.compile(r"[-_‐,']|(?<![0-9])\.|\.(?![0-9])")  # a dot between digits belongs to them: v1.2.3, 0.08
_PART = re.compile(r"[0-9]+(?:\.[0-9]+)*|[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[^\W0-9_A-Z]+|[A-Z]")
_SIGN = re.compile(r"[+#]+$|^\.")
_AMOUNT = re.compile(r"[0-9]{1,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_AFTER_APOSTROPHE = {"s", "t", "d", "m", "ll", "re", "ve"}  # user's, don't, we'll: no words of their own


def forms(run: str) -> list[Form]:
    """The word without its separators, then its parts by ascending start; the run is cased, the forms are not."""
    sign = _SIGN.search(run)
    if sign:
        start, end = (1, len(run)) if sign.start() == 0 else (0, sign.start())
        return [Form(run.casefold(), 0, len(run), "word"), Form(run[start:end].casefold(), start, end, "part")]
    word = _SEPARATOR.sub("", run).casefold()
    found = [Form(word, 0, len(run), "word")]
    seen = {(word, 0)}
    for start, end in () if _AMOUNT.fullmatch(run) else _part_ranges(run):
        text = run[start:end].casefold()
        if text != word and (text, start) not in seen:
            seen.add((text, start))
            found.append(Form(text, start, end, "part"))
    return found


def _part_ranges(run: str) -> Iterator[tuple[int, int]]:
    for start, end in _piece_ranges(run):
        if end - start > 1 or run[start].isdigit():
            yield start, end
        parts = list(_PART.finditer(run, start, end))
        for part in parts if len(parts) > 1 else ():
            if part.end() - part.start() > 1:
                yield part.span()


def _piece_ranges(run: str) -> Iterator[tuple[int, int]]:
    """The ranges between separators, without what an English apostrophe leaves behind."""
    at = 0
    for separator in (*_SEPARATOR.finditer(run), None):
        end = separator.start() if separator else len(run)
        leftover = at and run[at - 1] == "'" and run[at:end].casefold() in _AFTER_APOSTROPHE
        if end > at and not leftover:
            yield at, end
        at = separator.end() if separator else end
