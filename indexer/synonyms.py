"""Groups of surfaces, in any language, that mean the same: what else a reader may have called what an article says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakKeyDictionary

from indexer.analysis.analyzer import Analyzer, Group
from indexer.analysis.chinese_variants import is_han
from indexer.engine import Engine
from indexer.fields import WORDS
from indexer.operators import parts_of
from indexer.query import Alternative
from indexer.windows import Row, Token, Wanted, Window, Windows, is_spaced, tokens_of

MAX_WINDOWS = 12  # groups that one query may use
INSIDE = 0.4  # what a group counts that is named inside a longer surface
NOTHING = -1  # the number of phrases that mean none of the groups

Surface = tuple[str, str]  # a text and its locale, or ""


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """surfaces: each standing for all others. narrow: those that find the others, but aren't found by them. weight: how
    well they stand for each other, 0..1. field: the subject that it belongs to. ambiguous: those of the surfaces that
    mean this only beside another word of the field. unlike: phrases that hold one of them and mean something else."""

    id: str
    surfaces: tuple[Surface, ...]
    narrow: tuple[Surface, ...] = ()
    weight: float = 0.8
    field: str = ""
    ambiguous: tuple[Surface, ...] = ()
    unlike: tuple[Surface, ...] = ()


def surface_rows(groups: Sequence[SynonymGroup]) -> list[Row]:
    """The surfaces of groups as rows of Windows, each with the number of its group."""
    rows = [(n, *surface) for n, group in enumerate(groups) for surface in (*group.surfaces, *group.narrow)]
    return rows + [(NOTHING, *surface) for group in groups for surface in group.unlike]


def doubtful_rows(groups: Sequence[SynonymGroup]) -> list[Row]:
    """The ambiguous surfaces alone, each with the number of the group in which it is one."""
    return [(n, *surface) for n, group in enumerate(groups) for surface in group.ambiguous]


class Glossary:
    """The groups, ready for queries: a window of the query that is a surface brings in the others of its group.
    windows: their surfaces, as phrases with the numbers of the groups. doubtful: the ambiguous ones of them."""

    def __init__(
        self,
        groups: Iterable[SynonymGroup],
        analyzer: Analyzer,
        windows: Windows | None = None,
        doubtful: Windows | None = None,
    ) -> None:
        """windows, doubtful: of the surface_rows and doubtful_rows of the same groups; to make them takes seconds."""
        self._analyzer = analyzer
        said = tuple(groups)
        self.windows = windows or Windows.of(surface_rows(said), analyzer)
        self.doubtful = doubtful or Windows.of(doubtful_rows(said), analyzer)
        self._count = len(said)
        # each once more, weaker: its number + count stands for it where it is named inside a longer surface
        self._groups = (*said, *(replace(group, weight=group.weight * INSIDE) for group in said))
        self._made: dict[int, tuple[Alternative, ...]] = {}
        self._held: WeakKeyDictionary[Engine, dict[tuple[int, ...], tuple[Alternative, ...]]] = WeakKeyDictionary()

    def has(self, word: str) -> bool:
        """Whether a folded word of a packed script is a surface."""
        return self.windows.has(tuple(word))

    def documents(self, word: str, engine: Engine) -> int:
        """How many documents of an index hold a folded word of a packed script or another surface of its groups."""
        numbers = tuple(number for number in self.windows.numbers_of(word) if number != NOTHING)
        others = self.alternatives(numbers, engine)
        return max([engine.frequency(word), *(min(engine.frequency(term) for _, term in one.parts) for one in others)])

    def named(self, groups: Sequence[Group], engine: Engine | None = None) -> Mapping[int, tuple[int, ...]]:
        """By the place of a query's word the numbers of the groups that it names, alone or with others. Of the fields
        of a surface that has several, those count of which another word is there; an ambiguous one needs such a
        word, or an index that speaks of its group by a sure one, unless nothing else was asked. engine: of an index; a
        surface none of whose others it holds gives way to shorter ones: of "check gift card balance", gift card."""
        tokens = tokens_of(groups)
        found = self._found(tokens, groups, partial(self._leads, engine=engine))
        doubted = [self._doubted(tokens, window) for window in found]
        fields = [self._fields(window, doubts) for window, doubts in zip(found, doubted, strict=True)]
        named: dict[int, dict[int, None]] = {}
        for at, window in enumerate(found):
            beside = set().union(*fields[:at], *fields[at + 1 :])
            meant = _numbers_of(window)
            if len(window.places) < len(tokens):
                meant = self._meant(meant, self._open_doubts(doubted[at], engine), beside, len(fields[at]) > 1)
            for place in window.groups if meant else ():
                named.setdefault(place, {}).update(dict.fromkeys(meant))
        for window in found:
            for place, numbers in self._inside(window, tokens, groups, engine):
                named.setdefault(place, {}).update(dict.fromkeys(numbers))
        return {place: tuple(numbers) for place, numbers in named.items()}

    def _found(self, tokens: Sequence[Token], groups: Sequence[Group], is_wanted: Wanted) -> list[Window]:
        """The surfaces in a query, at most MAX_WINDOWS, those that stand apart last."""
        found = [each for each in self.windows.found(tokens, is_wanted) if not _is_function_word(each, groups)]
        taken = {place for window in found for place in window.places}
        found += self.windows.across(tokens, taken, is_wanted)
        found += self.windows.apart(tokens, taken)
        return found[:MAX_WINDOWS]

    def _meant(self, numbers: Sequence[int], doubts: Sequence[int], beside: set[str], is_of_several: bool) -> list[int]:
        """Those of the groups of a surface that are meant beside words of other fields. doubts: groups in which it is
        ambiguous. is_of_several: it belongs to several fields."""
        witnessed = [number for number in numbers if self._groups[number].field in beside]
        if witnessed and is_of_several:
            return witnessed
        return [number for number in numbers if number not in doubts or number in witnessed]

    def _open_doubts(self, doubts: Sequence[int], engine: Engine | None) -> Sequence[int]:
        """Those of the doubted groups of which an index says nothing by a surface that is sure: where articles speak of
        validators, nodes are theirs."""
        if engine is None:
            return doubts
        return [number for number in doubts if not self._is_spoken_of(number, engine)]

    def _is_spoken_of(self, number: int, engine: Engine) -> bool:
        ambiguous = {text for text, _ in self._groups[number].ambiguous}
        return any(one.term not in ambiguous for one in self.alternatives((number,), engine))

    def _inside(
        self, window: Window, tokens: Sequence[Token], groups: Sequence[Group], engine: Engine | None
    ) -> Iterator[tuple[int, list[int]]]:
        """The groups that shorter phrases in a window name, by place of their words: what else would find "track my
        package" among Chinese articles than parcel, beside tracking number?"""
        if engine is None or len(window.groups) < 2:
            return
        outer = {NOTHING, *window.numbers}

        def is_wanted(numbers: Sequence[int]) -> bool:
            return outer.isdisjoint(numbers) and self._leads(numbers, engine)

        within = [tokens[place] for place in window.places]
        for part in self.windows.found(within, is_wanted):
            if not _is_function_word(part, groups):
                weaker = [number + self._count for number in part.numbers]
                yield from ((place, weaker) for place in part.groups)

    def stretches(self, groups: Sequence[Group]) -> Iterator[tuple[int, int, tuple[SynonymGroup, ...]]]:
        """The stretches of a text that are surfaces, each by start and end in characters with its groups, in order.
        groups: the words of the text."""
        tokens = tokens_of(groups)
        places = [place for group in groups for place in _token_places(group)]
        for window in self.windows.found(tokens):
            numbers = _numbers_of(window)
            if numbers and not _is_function_word(window, groups):
                start, end = places[window.places[0]][0], places[window.places[-1]][1]
                yield start, end, tuple(self._groups[number] for number in numbers)

    def _leads(self, numbers: Sequence[int], engine: Engine | None) -> bool:
        """Whether a phrase of these numbers means nothing else, or something that the index holds."""
        return NOTHING in numbers or any(engine is None or self.alternatives((number,), engine) for number in numbers)

    def _doubted(self, tokens: Sequence[Token], window: Window) -> Sequence[int]:
        """The groups in which the phrase of a window is ambiguous."""
        words = [tokens[place].word for place in window.places]
        stems = [tokens[place].stem for place in window.places]
        return self.doubtful.numbers_of(words) or self.doubtful.numbers_of(stems)

    def _fields(self, window: Window, doubts: Sequence[int]) -> set[str]:
        """The fields of the groups that a window may mean without another word beside it; of several it is one."""
        return {self._groups[number].field for number in window.numbers if number not in (NOTHING, *doubts)}

    def alternatives(self, numbers: tuple[int, ...], engine: Engine) -> tuple[Alternative, ...]:
        """The surfaces of groups that an index can match; the very same tuple whenever they are asked for again."""
        if not numbers:
            return ()
        held = self._held.setdefault(engine, {})
        if numbers not in held:
            held[numbers] = tuple(_useful(self._alternatives_of(numbers), engine))
        return held[numbers]

    def _alternatives_of(self, numbers: tuple[int, ...]) -> Iterator[Alternative]:
        for number in numbers:
            if number not in self._made:
                group = self._groups[number]
                made = (self._alternative(text, locale or "en", group.weight) for text, locale in group.surfaces)
                unique = {alternative.parts: alternative for alternative in made if alternative.parts}
                self._made[number] = tuple(unique.values())
            yield from self._made[number]

    def _alternative(self, text: str, locale: str, weight: float) -> Alternative:
        """A surface as index terms that must all be there: a Chinese word of two characters; else as a phrase, whose
        grams meet words that the dictionary cuts in another way."""
        parts = parts_of(text, self._analyzer, locale, are_lone_words=True)
        if len(parts) == 1 and is_han(word := parts[0][1]) and self._analyzer.pieces(word) == [word]:
            parts = ((WORDS, word),)
        return Alternative(text, weight, "glossary", parts)


def _is_function_word(window: Window, groups: Sequence[Group]) -> bool:
    """Whether a window is one function word of several that were asked: "for" is no form of the Spanish foro."""
    return len(groups) > 1 and len(window.groups) == 1 and groups[window.groups[0]].is_stopword


def _numbers_of(window: Window) -> list[int]:
    """The groups of a window, none for a phrase that means nothing of them."""
    return [number for number in window.numbers if number != NOTHING]


def _token_places(group: Group) -> list[tuple[int, int]]:
    """Start and end of each token of a word: each character of a packed script, else the whole."""
    length = 1 if is_spaced(group) else len(group.terms[0][1])
    if length == group.end - group.start:
        return [(place, place + 1) for place in range(group.start, group.end)]
    return [(group.start, group.end)] * length


def _useful(alternatives: Iterable[Alternative], engine: Engine) -> Iterator[Alternative]:
    """Those whose parts the index holds, without those that need more than another one of no less weight does: where
    they match, it matches as strongly."""
    known = [one for one in alternatives if all(engine.frequency(term) for _, term in one.parts)]
    needed = [(frozenset(one.parts), one.weight) for one in known]
    for place, one in enumerate(known):
        parts = needed[place][0]
        if not any(
            other <= parts and weight >= one.weight and (other < parts or weight > one.weight or at < place)
            for at, (other, weight) in enumerate(needed)
            if at != place
        ):
            yield one
