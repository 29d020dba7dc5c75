"""The sections of a document that answer a query, and the few lines of them to show, with marks.

Matches are found in folded text, where all spellings are one, and marked at their places in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from indexer.analysis.normalize import Folded, fold, fold_all
from indexer.document import Document, Section
from indexer.hits import Marked, SectionHit
from indexer.probe import Match, Probe

WINDOW = 160  # characters of a snippet: two lines on a phone in Chinese, three in English
SCANNED = 40_000  # characters of a section that are looked at; the rest of a huge one can't be the answer's start
MAX_SECTIONS = 3
SECTION_SHARE = 0.5  # sections below this share of the best section's score aren't linked
TITLE_FACTOR = 2.0
LEAD_SHARE = 0.5
MOST_IN_PART, MOST_IN_WINDOW = 200, 40  # matches that are looked at; in 160 characters there are few more
TEXTS_KEPT = 1_000  # of recent hits, about 6 kB each
TITLES_KEPT = 16_384
BREAKS = ("\n", "。", ". ", "！", "？", "；")
_WORD = re.compile(r"\S+")


def section_hits(document: Document, probe: Probe) -> tuple[SectionHit, ...]:
    """The sections that answer, best first, at most MAX_SECTIONS; empty when the words aren't in the text."""
    prepared = _prepared(document.sections)
    held = _answering(prepared.starts, probe.matches(prepared.joined, document.locale))
    if not held:
        return ()
    held.sort(key=lambda row: -row.score)
    bar = held[0].score * SECTION_SHARE
    return tuple([_section_hit(document.sections, prepared, row) for row in held[:MAX_SECTIONS] if row.score >= bar])


def best_snippet(found: Sequence[SectionHit]) -> Marked:
    """The lead's snippet where it answers nearly as well as the best section: it was written to answer first."""
    leads = (section for section in found if not section.anchor and section.score >= found[0].score * LEAD_SHARE)
    return next(leads, found[0]).snippet


def snippet(text: str, locale: str, probe: Probe) -> Marked:
    """About WINDOW characters of the text around the best matches, marked; its beginning when nothing matches."""
    folded = fold(text[:SCANNED])
    return _snippet(folded, probe.matches(folded.text, locale)[:MOST_IN_PART], len(text))


def beginning(text: str) -> Marked:
    """The first characters of a text, WINDOW or a few more, with nothing marked."""
    return _collapsed(text, 0, min(len(text), WINDOW + WINDOW // 4), len(text), ())


def marked(text: str, locale: str, probe: Probe) -> Marked:
    """The text with the ranges that match; neighbours are joined."""
    folded = _folded(text)
    return _marked(folded, probe.matches(folded.text, locale))


@lru_cache(maxsize=TITLES_KEPT)
def _folded(text: str) -> Folded:
    return fold(text)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """parts: title and text of each section in turn. joined: the folded texts of all, a line each. starts: of each part
    in it, and one more."""

    parts: tuple[Folded, ...]
    joined: str
    starts: tuple[int, ...]


@lru_cache(maxsize=TEXTS_KEPT)
def _prepared(sections: tuple[Section, ...]) -> _Prepared:
    parts = fold_all([part for section in sections for part in (section.title, section.text[:SCANNED])])
    texts = [part.text for part in parts]
    starts = tuple(accumulate((len(text) + 1 for text in texts), initial=0))
    return _Prepared(tuple(parts), "\n".join(texts), starts)


class _Answering(NamedTuple):
    """A section, and the matches in its title and in its text by their places in the joined text. score: the weights of
    the concepts that it holds, those in its title counting more."""

    number: int
    in_title: Sequence[Match]
    in_text: Sequence[Match]
    score: float


def _answering(starts: Sequence[int], matches: Sequence[Match]) -> list[_Answering]:
    """The sections that hold any of the matches in the joined text, in order."""
    by_part: dict[int, Sequence[Match]] = {}
    at = 0
    while at < len(matches):
        part = bisect_right(starts, matches[at].start) - 1
        until = bisect_left(matches, starts[part + 1], at, key=itemgetter(0))
        by_part[part] = matches[at : min(until, at + MOST_IN_PART)]
        at = until
    found = []
    for number in dict.fromkeys([part // 2 for part in by_part]):
        in_title, in_text = by_part.get(2 * number, ()), by_part.get(2 * number + 1, ())
        weights = _best_weights(in_text)
        for concept, weight in _best_weights(in_title).items() if in_title else ():
            weights[concept] = max(TITLE_FACTOR * weight, weights.get(concept, 0.0))
        found.append(_Answering(number, in_title, in_text, sum(weights.values())))
    return found


def _section_hit(sections: Sequence[Section], prepared: _Prepared, held: _Answering) -> SectionHit:
    section, at = sections[held.number], 2 * held.number
    in_title, in_text = _from(prepared.starts[at], held.in_title), _from(prepared.starts[at + 1], held.in_text)
    title, text = prepared.parts[at], prepared.parts[at + 1]
    return SectionHit(section.anchor, _marked(title, in_title), _snippet(text, in_text, len(section.text)), held.score)


def _from(start: int, matches: Sequence[Match]) -> list[Match]:
    """Matches by their places from `start` on."""
    return [Match(first - start, last - start, concept, weight) for first, last, concept, weight in matches]


def _marked(folded: Folded, matches: Iterable[Match]) -> Marked:
    return Marked(folded.original, _joined(folded.origin(match.start, match.end) for match in matches))


def _snippet(folded: Folded, matches: Sequence[Match], length: int) -> Marked:
    """A part of a folded text with its matches. length: of the whole text, of which it may be the beginning."""
    first, last = _best_window(matches, len(folded.text))
    start, end = folded.origin(first, last)
    start = _sentence_start(folded.original, start)
    end = min(max(end, start + WINDOW), start + WINDOW + WINDOW // 4, len(folded.original))
    ranges = (folded.origin(match.start, match.end) for match in matches)
    return _collapsed(folded.original, start, end, length, ranges)


def _collapsed(text: str, start: int, end: int, length: int, ranges: Iterable[tuple[int, int]]) -> Marked:
    """text[start:end] with single spaces and dots where it goes on, and the ranges of the text that are in it."""
    part = text[start:end]
    words = " ".join(part.split())
    lead = "…" if start > 0 else ""
    shown = f"{lead}{words}{'…' if end < length else ''}"
    inside = [(max(first, start), min(last, end)) for first, last in ranges if first < end and last > start]
    if not inside or not words:
        return Marked(shown)
    if len(words) == len(part.strip()):  # every gap is one character already
        moved = len(lead) - start - (len(part) - len(part.lstrip()))
        least, most = len(lead), len(lead) + len(words)
        return Marked(shown, _joined((max(least, a + moved), min(most, b + moved)) for a, b in inside))
    return Marked(shown, _joined(_moved(text, start, end, len(lead), inside)))


def _moved(text: str, start: int, end: int, lead: int, ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of text[start:end] as they are where its words stand a space apart, after `lead` characters."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text, start, end)]
    firsts = [first for first, _ in words]
    places = list(accumulate((last - first + 1 for first, last in words), initial=lead))

    def moved(place: int) -> int:
        at = max(0, bisect_right(firsts, place) - 1)
        return places[at] + max(0, min(place, words[at][1]) - words[at][0])

    return ((moved(first), moved(last - 1) + 1) for first, last in ranges)


def _best_weights(matches: Iterable[Match]) -> dict[int, float]:
    """The best weight of each concept among the matches."""
    best: dict[int, float] = {}
    for _, _, concept, weight in matches:
        if weight > best.get(concept, 0.0):
            best[concept] = weight
    return best


def _best_window(matches: Sequence[Match], length: int) -> tuple[int, int]:
    """The range of about WINDOW characters that holds the most weight of distinct concepts; the first of equals."""
    best, best_score = (0, min(WINDOW, length)), 0.0
    if matches and matches[-1].end <= matches[0].start + WINDOW:
        return matches[0].start, min(matches[0].start + WINDOW, length)
    most = sum(_best_weights(matches).values())
    for at, first in enumerate(matches):
        until = first.start + WINDOW
        score = sum(_best_weights(match for match in matches[at : at + MOST_IN_WINDOW] if match.end <= until).values())
        if score > best_score:
            best, best_score = (first.start, min(until, length)), score
            if score >= most:
                break
    return best


def _sentence_start(text: str, at: int) -> int:
    """The nearest sensible start before a match: a line or sentence that begins at most a third of a window earlier."""
    floor = max(0, at - WINDOW // 3)
    if floor == 0:
        return 0
    starts = [place + len(mark) for mark in BREAKS if (place := text.rfind(mark, floor, at)) >= 0]
    return max(starts, default=text.find(" ", floor, at) + 1 or at)


def _joined(ranges: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            if end > joined[-1][1]:
                joined[-1] = (joined[-1][0], end)
        elif end > start:
            joined.append((start, end))
    return tuple(joined)
