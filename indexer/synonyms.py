"""Groups of surfaces, in any language, that mean the same: what else a reader may have called what an article says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.analysis import script
from indexer.analysis.analyzer import SPACED, Analyzer, Group
from indexer.analysis.normalize import fold
from indexer.operators import parts_of
from indexer.query import Alternative, Concept, Query

LONGEST = 12  # tokens of a surface; Han, kana and Hangul count a character each
MAX_WINDOWS = 12  # groups that one query may use


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """surfaces: (text, locale or ""), each standing for all others. narrow: surfaces that find the others, but aren't
    found by them. weight: how well they stand for each other, 0..1."""

    id: str
    surfaces: tuple[tuple[str, str], ...]
    narrow: tuple[tuple[str, str], ...] = ()
    weight: float = 0.8


@dataclass(frozen=True, slots=True)
class _Token:
    """What is compared: a character of a packed script, or a word of a spaced one by its form and by its stem."""

    word: str
    stem: str
    concept: str


class Glossary:
    """The groups, ready for queries: a window of the query that is a surface brings in the others of its group."""

    def __init__(self, groups: Iterable[SynonymGroup], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._groups = tuple(groups)
        self._windows: dict[tuple[str, ...], list[int]] = {}
        self._alternatives: dict[int, tuple[Alternative, ...]] = {}
        rows = [(n, *surface) for n, group in enumerate(self._groups) for surface in (*group.surfaces, *group.narrow)]
        folded = fold("\n".join(" ".join(text.split()) for _, text, _ in rows)).cased.split("\n")
        for (number, _, locale), text in zip(rows, folded, strict=True):
            self._note(text, locale or "en", number)

    def _note(self, folded: str, locale: str, number: int) -> None:
        words: list[str] = []
        stems: list[str] = []
        for run in script.run_texts(folded):
            if script.kind_of(run[0]) in SPACED:
                token = _tokens(self._analyzer.groups(run, locale))[0]
                words.append(token.word)
                stems.append(token.stem)
            else:
                words += run
                stems += run
        for window in {tuple(words), tuple(stems)}:
            if 0 < len(window) <= LONGEST and sum(map(len, window)) > 1:
                numbers = self._windows.setdefault(window, [])
                if number not in numbers:
                    numbers.append(number)

    def widened(self, query: Query, text: str = "") -> Query:
        """The query with the surfaces of every group that it names as alternatives of the concepts that name it.
        text: the query's text as it was probably meant, where that differs."""
        locale = query.locales[0] if query.locales else "en"
        tokens = _tokens(self._analyzer.groups(text or query.text, locale))
        added: dict[str, list[Alternative]] = {}
        for first, last, numbers in self._found(tokens):
            alternatives = [alternative for number in numbers for alternative in self._alternatives_of(number)]
            for concept in dict.fromkeys(token.concept for token in tokens[first:last]):
                added.setdefault(concept, []).extend(alternatives)
        if not added:
            return query
        return replace(query, concepts=tuple(_with(concept, added) for concept in query.concepts))

    def _found(self, tokens: Sequence[_Token]) -> list[tuple[int, int, list[int]]]:
        """Windows (first, last, group numbers) that are surfaces, the longest first, none over another."""
        found: list[tuple[int, int, list[int]]] = []
        at = 0
        while at < len(tokens) and len(found) < MAX_WINDOWS:
            last, numbers = self._longest(tokens, at)
            if numbers:
                found.append((at, last, numbers))
            at = last
        return found

    def _longest(self, tokens: Sequence[_Token], at: int) -> tuple[int, list[int]]:
        for last in range(min(len(tokens), at + LONGEST), at, -1):
            window = tokens[at:last]
            numbers = self._windows.get(tuple(token.word for token in window))
            numbers = numbers or self._windows.get(tuple(token.stem for token in window))
            if numbers:
                return last, numbers
        return at + 1, []

    def _alternatives_of(self, number: int) -> tuple[Alternative, ...]:
        if number not in self._alternatives:
            group = self._groups[number]
            surfaces = ((text, parts_of(text, self._analyzer, locale or "en")) for text, locale in group.surfaces)
            made = (Alternative(text, group.weight, "glossary", parts) for text, parts in surfaces)
            unique = {alternative.parts: alternative for alternative in made if alternative.parts}
            self._alternatives[number] = tuple(unique.values())
        return self._alternatives[number]


def _with(concept: Concept, added: Mapping[str, list[Alternative]]) -> Concept:
    more = added.get(concept.surface)
    if not more:
        return concept
    unique = {(alternative.term, alternative.parts): alternative for alternative in (*concept.alternatives, *more)}
    return replace(concept, alternatives=tuple(unique.values()), weight=1.0)


def _is_spaced(group: Group) -> bool:
    return bool(group.terms) and script.kind_of(group.terms[0][1][0]) in SPACED


def _tokens(groups: Sequence[Group]) -> list[_Token]:
    tokens: list[_Token] = []
    for group in groups:
        word = group.terms[0][1]
        if _is_spaced(group):
            stems = [text for kind, text in group.terms if kind == "stem"]
            tokens.append(_Token(word, stems[-1] if stems else word, group.surface))
        else:
            tokens += [_Token(character, character, group.surface) for character in word]
    return tokens
