"""The words of a query: which are small talk, which the index holds in parts only, and the concept of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from indexer.analysis.analyzer import Analyzer, Group
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.languages import language_for, language_of
from indexer.fields import GRAMS
from indexer.query import STOPWORD_WEIGHT, WEIGHTS, Alternative, Concept
from indexer.small_talk import small_talk
from indexer.windows import tokens_of

TALK_WEIGHT = 0.2  # flat from 0 to .4 over four sets of exchange questions
CHARACTER_WEIGHT = 0.5  # of a lone Chinese character that a title has in a word; flat from .3 to .7


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query as it was meant. is_talk: it is small talk. others: what else it may mean."""

    group: Group
    is_talk: bool
    others: tuple[Alternative, ...] = ()

    def concept(self, more: tuple[Alternative, ...]) -> Concept:
        """Its concept, with more alternatives from the glossary."""
        own = {term: Alternative(term, WEIGHTS[kind], kind) for kind, term in self.group.terms}
        for other in self.others:
            own.setdefault(other.term, other)
        return Concept(self.group.surface, (*own.values(), *self._in_titles(), *more), self._weight)

    @property
    def _weight(self) -> float:
        if self.is_talk:
            return TALK_WEIGHT
        return STOPWORD_WEIGHT if self.group.is_stopword else 1.0

    def _in_titles(self) -> Iterator[Alternative]:
        """A lone character wherever a title has it: 盗 in 账户被盗."""
        word = self.group.terms[0][1]
        if len(word) == 1 and is_han(word) and not self.is_talk and not self.group.is_stopword:
            yield Alternative(word, CHARACTER_WEIGHT, "char", ((GRAMS, word),))


def talk_of(groups: Sequence[Group], analyzer: Analyzer, locale: str) -> frozenset[int]:
    """The places of small talk; none where that is all there is."""
    talk = small_talk(analyzer).words(tokens_of(groups), locale)
    says_more = any(at not in talk and not group.is_stopword for at, group in enumerate(groups))
    return talk if says_more else frozenset()


def words_of(
    groups: Sequence[Group],
    talk: Collection[int],
    others: Mapping[int, tuple[Alternative, ...]],
    analyzer: Analyzer,
    locale: str,
    known: Callable[[str], int],
) -> Iterator[Word]:
    """The words of a query in order; a long Chinese one that the index doesn't hold by its parts: 公司账户."""
    for at, group in enumerate(groups):
        word = group.terms[0][1]
        is_one = at in talk or len(word) < 3 or not is_han(word) or len(word) != len(group.surface) or known(word)
        parts = (group,) if is_one else _parts(group, analyzer, locale)
        yield from (Word(part, at in talk, others.get(at, ())) for part in parts)


def light_grams(
    text: str, words: Sequence[Word], named: Collection[int], analyzer: Analyzer, locale: str
) -> frozenset[str]:
    """Grams of nothing but small talk and function words that stand together; not of words that the glossary has.
    named: places of those."""
    light: list[str] = []
    is_light = [word.is_talk or (word.group.is_stopword and at not in named) for at, word in enumerate(words)]
    for is_stretch, stretch in groupby(zip(is_light, words, strict=True), key=lambda pair: pair[0]):
        if is_stretch:
            found = [word.group for _, word in stretch]
            light += analyzer.grams(text[found[0].start : found[-1].end], locale)
    if not light:
        return frozenset()
    elsewhere = Counter(analyzer.grams(text, locale)) - Counter(light)
    return frozenset(gram for gram in light if gram not in elsewhere)


def foreign_language(words: Sequence[Word], locale: str) -> str:
    """The language of the words where none of them is of the script that a locale is written in, else ""."""
    own = language_of(locale)
    found = {language_for(word.group.terms[0][1], own) for word in words}
    return found.pop() if len(found) == 1 and own not in found else ""


def _parts(group: Group, analyzer: Analyzer, locale: str) -> Iterator[Group]:
    """The longest parts of a word from the left, and the characters between them."""
    parts = {text for kind, text in group.terms if kind == "part"}
    word = group.terms[0][1]
    at = 0
    while at < len(word):
        end = next((end for end in range(len(word), at + 1, -1) if word[at:end] in parts), at + 1)
        for part in analyzer.groups(group.surface[at:end], locale):
            yield replace(part, start=group.start + at + part.start, end=group.start + at + part.end)
        at = end
