"""Where each character of a changed text came from; computed only when someone asks for an original place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, pairwise, repeat

from indexer.analysis.chinese_variants import HAN, simplified

_HAN_RUNS = re.compile(f"[{HAN}]+")
# Characters that normalise one by one, whatever their neighbour of the same kind (ASCII, common Han, full-width ASCII).
_LONE = "\x00-\x7f\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e"
_LONE_RUN = re.compile(f"[{_LONE}]+(?![^{_LONE}])")
# What is folded character by character: without marks that join, without what is left out.
_PLAIN = re.compile(
    "[\t\n\r -~\xa0-\xac\xae-\u02ff\u0400-\u0481\u048a-\u052f\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3041-\u3096"
    "\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)
_DIFF_LIMIT = 128  # SequenceMatcher is quadratic at worst; unbroken Han runs of real articles are shorter

_SHIFTED = {("delete", "equal", "insert"), ("insert", "equal", "delete")}  # one word for another: 滑鼠 -> 鼠标


@dataclass(frozen=True, slots=True)
class Spans:
    """For each character of a later text, the range of the earlier text that it came from."""

    starts: list[int]
    ends: list[int]

    def after(self, earlier: Spans) -> Spans:
        """Spans from the later text straight back to the text before the earlier step."""
        starts = [earlier.starts[i] for i in self.starts]
        return Spans(starts, [earlier.ends[i - 1] if i else 0 for i in self.ends])


def is_plain(before: str, after: str) -> bool:
    """Whether each character of a folded text surely came from the one at the same place."""
    if before == after:
        return True
    if len(before) != len(after) or not _PLAIN.fullmatch(before):
        return False
    return before.isascii() or _cuts(before) == _cuts(after)


def deletions(pattern: re.Pattern[str], before: str) -> Spans:
    """Spans of a step that deletes every match of the pattern."""
    kept: list[int] = []
    at = 0
    for match in pattern.finditer(before):
        kept.extend(range(at, match.start()))
        at = match.end()
    kept.extend(range(at, len(before)))
    return Spans(kept, [i + 1 for i in kept])


def clusters(step: Callable[[str], str], before: str, after: str) -> Spans:
    """Spans of a step that changes each character cluster (a base and its marks) for itself; `after` may be cut."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _cluster_ranges(before):
        if len(starts) >= len(after):
            break
        if end - start > 1 and _LONE_RUN.fullmatch(before, start, end):
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            length = len(step(before[start:end]))
            starts.extend(repeat(start, length))
            ends.extend(repeat(end, length))
    missing = len(after) - len(starts)
    starts.extend(repeat(len(before), missing))
    ends.extend(repeat(len(before), missing))
    return Spans(starts[: len(after)], ends[: len(after)])


def _cluster_ranges(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        run = _LONE_RUN.match(text, at)
        end = run.end() if run else at + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        yield at, end
        at = end


def _joins(character: str) -> bool:
    """Whether normalisation may melt the character into the one before it."""
    if character < "\u0300":
        return False
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first)[0] == "M" or "\u1160" <= first <= "\u11ff"


def han_runs(before: str, after: str) -> Spans:
    """Spans of a step that rewrites Han runs: character by character where the length stayed, else by difference."""
    if len(before) == len(after):
        cut_before, cut_after = _cuts(before), _cuts(after)
        if cut_before == cut_after:
            return Spans(list(range(len(after))), list(range(1, len(after) + 1)))
    spans = Spans([], [])
    offset = 0
    for one, other in _pairs(before, after):
        _extend(spans, one, other, offset)
        offset += len(one)
    return spans


def _cuts(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _HAN_RUNS.finditer(text)]


def _pieces(text: str) -> list[str]:
    """The text cut at the borders of its Han runs: other, Han, other, Han, ..., other."""
    borders = [0, *chain.from_iterable(_cuts(text)), len(text)]
    return [text[start:end] for start, end in pairwise(borders)]


def _pairs(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Pieces that answer each other, line by line, and within a line run by run where the runs answer each other."""
    befores, afters = before.split("\n"), after.split("\n")
    if len(befores) != len(afters):
        yield before, after
        return
    for number, (one, other) in enumerate(zip(befores, afters, strict=True)):
        if number:
            yield "\n", "\n"
        ones, others = _pieces(one), _pieces(other)
        if ones[::2] == others[::2]:
            yield from zip(ones, others, strict=True)
        else:
            yield one, other


def _extend(spans: Spans, one: str, other: str, offset: int) -> None:
    if len(one) == len(other):
        spans.starts.extend(range(offset, offset + len(one)))
        spans.ends.extend(range(offset + 1, offset + len(one) + 1))
        return
    for start, end, length in _changes(one, other):
        exact = end - start == length
        spans.starts.extend(range(offset + start, offset + end) if exact else repeat(offset + start, length))
        spans.ends.extend(range(offset + start + 1, offset + end + 1) if exact else repeat(offset + end, length))


def _changes(one: str, other: str) -> Iterator[tuple[int, int, int]]:
    """(start, end) in the one text and the length in the other, ascending."""
    if max(len(one), len(other)) > _DIFF_LIMIT:
        for index in range(len(other)):
            start = index * len(one) // len(other)
            yield start, min(len(one), start + 2), 1
        return
    lone = [simplified(character) for character in one]  # so that the difference sees only changed words
    steps = SequenceMatcher(None, lone, other, autojunk=False).get_opcodes()
    at = 0
    while at < len(steps):
        tags = tuple(step[0] for step in steps[at : at + 3])
        last = at + 2 if tags in _SHIFTED and steps[at + 1][2] - steps[at + 1][1] == 1 else at
        start, end = steps[at][1], steps[last][2]
        yield max(0, start - 1) if start == end else start, end, steps[last][4] - steps[at][3]
        at = last + 1


def expansions(before: str, lengths: list[int]) -> Spans:
    """Spans of a step that turns each character into `lengths[i]` characters."""
    starts = list(chain.from_iterable(repeat(i, n) for i, n in zip(range(len(before)), lengths, strict=True)))
    return Spans(starts, [i + 1 for i in starts])
