"""A query as it was probably meant: what was typed stays, readings of pinyin and repairs stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.analysis.analyzer import Analyzer, Group
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.pinyin import SYLLABLES
from indexer.lexicon import Lexicon
from indexer.query import MAX_CONCEPTS, MAX_GRAMS, STOPWORD_WEIGHT, WEIGHTS, Alternative, Concept, Query
from indexer.spelling import is_everyday

Known = Callable[[str], int]

MAX_TOKENS = 8  # unknown words of one query that are looked into; a text with more is no typed query
_MAX_JOINED = 6


@dataclass(frozen=True, slots=True)
class Expanded:
    """query: with alternatives added. corrected: the text as it was probably meant, None where nothing was repaired."""

    query: Query
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the query. text: folded. is_open: it stands in a concept, in Latin letters or another alphabet, that
    the index doesn't know."""

    group: Group
    text: str
    is_han: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Meaning:
    text: str
    weight: float
    kind: str


@dataclass(frozen=True, slots=True)
class _Change:
    """Tokens first..last (without the last) mean one of these, the likeliest first."""

    first: int
    last: int
    meanings: tuple[_Meaning, ...]


def expanded(query: Query, lexicon: Lexicon, analyzer: Analyzer, known: Known) -> Expanded:
    """The query with what its unknown words may have meant. known: documents that hold a term, as a word or as a gram.
    Costs nothing but a look at each concept where all words are known and none is a single character."""
    concepts = {concept.surface: concept for concept in query.concepts}
    if not any(_is_doubtful(concept, known) for concept in query.concepts):
        return Expanded(query)
    locale = query.locales[0] if query.locales else "en"
    groups = analyzer.groups(query.text, locale)
    tokens = [_token_of(group, concepts.get(group.surface), known) for group in groups[:MAX_CONCEPTS]]
    changes = [*_latin_changes(tokens, query.text, lexicon, locale), *_han_changes(tokens, query.text, lexicon, known)]
    changes = _apart(sorted(changes, key=lambda change: (change.first, -change.last)))
    if not changes:
        return Expanded(query)
    corrected = _corrected(query.text, tokens, changes)
    grams = dict.fromkeys((*query.grams, *analyzer.grams(corrected, locale)))
    return Expanded(
        replace(query, concepts=_concepts(query, tokens, changes, analyzer, locale), grams=tuple(grams)[:MAX_GRAMS]),
        corrected,
    )


def _is_doubtful(concept: Concept, known: Known) -> bool:
    return len(concept.surface) == 1 or not any(known(alternative.term) for alternative in concept.alternatives)


def _token_of(group: Group, concept: Concept | None, known: Known) -> _Token:
    text = group.terms[0][1]
    han = is_han(text)
    terms = [alternative.term for alternative in concept.alternatives] if concept else []
    is_open = not han and not group.is_stopword and bool(terms) and not any(map(known, terms))
    return _Token(group, text, han, is_open)


def _latin_changes(tokens: Sequence[_Token], text: str, lexicon: Lexicon, locale: str) -> Iterator[_Change]:
    left = MAX_TOKENS
    at = 0
    while at < len(tokens) and left:
        change = None
        if tokens[at].is_open:
            left -= 1
            change = (
                _beside_han(tokens, at, lexicon)
                or _joined(tokens, at, text, lexicon)
                or _alone(tokens[at], at, lexicon, locale)
            )
        if change:
            yield change
        at = change.last if change else at + 1


def _alone(token: _Token, at: int, lexicon: Lexicon, locale: str) -> _Change | None:
    readings = () if is_everyday(token.text) else lexicon.pinyin(token.text)
    is_plain = token.group.surface.isalpha() and not any(reading.kind == "pinyin" for reading in readings)
    spellings = lexicon.spelled_like(token.text, locale) if is_plain else ()
    meanings = [_Meaning(word, weight, "spelling") for word, weight in spellings]
    meanings = meanings or [_Meaning("".join(r.words), r.weight, _kind(r.kind)) for r in readings]
    return _Change(at, at + 1, tuple(meanings)) if meanings else None


def _joined(tokens: Sequence[_Token], at: int, text: str, lexicon: Lexicon) -> _Change | None:
    """Syllables typed apart: ti bi, shou xu fei. The longest that reads as words wins."""
    end = at
    while end < min(len(tokens), at + _MAX_JOINED) and tokens[end].is_open and tokens[end].text in SYLLABLES:
        if end > at and not _touch(tokens[end - 1], tokens[end], text, " "):
            break
        end += 1
    for last in range(end, at + 1, -1):
        readings = lexicon.pinyin("".join(token.text for token in tokens[at:last]), is_whole=True)
        if readings:
            return _Change(at, last, tuple(_Meaning("".join(r.words), r.weight, "pinyin") for r in readings))
    return None


def _beside_han(tokens: Sequence[_Token], at: int, lexicon: Lexicon) -> _Change | None:
    """A word half typed and half chosen: ti币, 提b."""
    for first, last in ((at, at + 2), (at - 1, at + 1), (at, at + 3), (at - 1, at + 2), (at - 2, at + 1)):
        if first < 0 or last > len(tokens) or not all(t.is_han or t is tokens[at] for t in tokens[first:last]):
            continue
        if any(a.group.end != b.group.start for a, b in pairwise(tokens[first:last])):
            continue
        readings = lexicon.pinyin("".join(token.text for token in tokens[first:last]))
        if readings:
            return _Change(first, last, tuple(_Meaning("".join(r.words), r.weight, "pinyin") for r in readings))
    return None


def _han_changes(tokens: Sequence[_Token], text: str, lexicon: Lexicon, known: Known) -> Iterator[_Change]:
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and tokens[end].is_han and (end == start or _in_one_run(tokens, end, text)):
            end += 1
        pieces = [token.text for token in tokens[start:end]]
        for repair in lexicon.sounds_like("".join(pieces), pieces, known) if pieces else ():
            borders = [sum(map(len, pieces[:place])) for place in range(len(pieces) + 1)]
            first, last = start + borders.index(repair.start), start + borders.index(repair.end)
            yield _Change(first, last, (_Meaning(repair.text, repair.weight, "sound"),))
        start = max(end, start + 1)


def _in_one_run(tokens: Sequence[_Token], at: int, text: str) -> bool:
    before, after = tokens[at - 1], tokens[at]
    spaced = " " if len(before.text) == len(after.text) == 1 else ""
    return _touch(before, after, text, spaced)


def _touch(before: _Token, after: _Token, text: str, between: str) -> bool:
    return text[before.group.end : after.group.start] in ("", between)


def _kind(kind: str) -> str:
    return "initials" if kind == "initials" else "pinyin"


def _apart(changes: Sequence[_Change]) -> list[_Change]:
    kept: list[_Change] = []
    for change in changes:
        if not kept or change.first >= kept[-1].last:
            kept.append(change)
    return kept


def _corrected(text: str, tokens: Sequence[_Token], changes: Sequence[_Change]) -> str:
    parts = []
    at = 0
    for change in changes:
        parts += [text[at : tokens[change.first].group.start], change.meanings[0].text]
        at = tokens[change.last - 1].group.end
    return "".join((*parts, text[at:]))


def _concepts(
    query: Query, tokens: Sequence[_Token], changes: Sequence[_Change], analyzer: Analyzer, locale: str
) -> tuple[Concept, ...]:
    typed = {concept.surface: concept for concept in query.concepts}
    changed: dict[str, tuple[Concept, ...]] = {}
    for change in changes:
        mine = tokens[change.first : change.last]
        surfaces = [token.group.surface for token in mine if token.group.surface in typed]
        made = _meant(change, [typed[surface] for surface in surfaces], query.text, mine, analyzer, locale)
        changed |= {surface: () for surface in surfaces if surface not in changed}
        if surfaces:
            changed[surfaces[0]] = (*changed[surfaces[0]], *made)
    found = [new for surface, concept in typed.items() for new in changed.get(surface, (concept,))]
    return tuple(found[:MAX_CONCEPTS])


def _meant(
    change: _Change, typed: Sequence[Concept], text: str, tokens: Sequence[_Token], analyzer: Analyzer, locale: str
) -> tuple[Concept, ...]:
    """The concepts of a change: one a word of its likeliest meaning, with its other meanings and what was typed."""
    words = [analyzer.groups(meaning.text, locale) for meaning in change.meanings]
    alternatives: list[dict[str, Alternative]] = [{} for _ in words[0]]
    for meaning, groups in zip(change.meanings, words, strict=True):
        for place, group in enumerate(groups):
            for kind, term in group.terms:
                found = alternatives[min(place, len(alternatives) - 1)]
                found.setdefault(term, Alternative(term, round(meaning.weight * WEIGHTS[kind], 3), meaning.kind))
    for place, concept in enumerate(typed):
        found = alternatives[place * len(alternatives) // len(typed)]
        for alternative in concept.alternatives:
            if alternative.term not in found or found[alternative.term].weight < alternative.weight:
                found[alternative.term] = alternative
    whole = text[tokens[0].group.start : tokens[-1].group.end]
    return tuple(
        Concept(
            whole if len(words[0]) == 1 else group.surface,
            tuple(found.values()),
            STOPWORD_WEIGHT if group.is_stopword else 1.0,
        )
        for group, found in zip(words[0], alternatives, strict=True)
    )
