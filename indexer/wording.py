"""What people mean by what they type: mistakes mended, pinyin read, and other words for the same thing added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from indexer.analysis.analyzer import Analyzer, Group
from indexer.analysis.chinese_variants import is_han
from indexer.analysis.languages import language_for, language_of
from indexer.analysis.normalize import fold
from indexer.engine import Engine
from indexer.fields import exact_term
from indexer.lexicon import Lexicon
from indexer.query import MAX_CONCEPTS, MAX_GRAMS, STOPWORD_WEIGHT, WEIGHTS, Alternative, Concept, Query
from indexer.rewrite import mended
from indexer.small_talk import small_talk
from indexer.synonyms import Glossary
from indexer.windows import tokens_of

TALK_WEIGHT = 0.1
CHARACTER_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that an index's editors and glossary use. Without one, a query means just what was typed."""

    glossary: Glossary
    lexicon: Lexicon

    def meant(self, query: Query, engine: Engine, analyzer: Analyzer) -> Query:
        """The query with what its words may also mean; `corrected` is set where a mistake was mended."""
        locale = query.locales[0] if query.locales else "en"
        text, groups, grams = query.text, analyzer.groups(query.text, locale), query.grams
        talk = _talk(groups, analyzer)
        others: Mapping[int, tuple[Alternative, ...]] = {}
        found = mended(text, groups, talk, self.lexicon, analyzer, locale, engine.frequency, self.glossary.has)
        if found:
            text, groups, others = found.text, list(found.groups), found.others
            talk = _talk(groups, analyzer)
            grams = (*grams, *analyzer.grams(text, locale))
        words = list(_known_words(groups, talk, others, analyzer, locale, engine.frequency))
        named = self.glossary.named([word.group for word in words])
        concepts: dict[str, Concept] = {}
        for at, word in sorted(enumerate(words), key=lambda pair: pair[1].is_talk):
            if word.group.surface not in concepts:
                more = () if word.is_talk else self.glossary.alternatives(named.get(at, ()), engine)
                concepts[word.group.surface] = word.concept(more)
        light = _light_grams(text, words, named, analyzer, locale)
        kept = [gram for gram in dict.fromkeys(grams) if gram not in light]
        return replace(
            query,
            concepts=tuple(concepts.values())[:MAX_CONCEPTS],
            grams=tuple(kept or grams)[:MAX_GRAMS],
            exact=exact_term(fold(text).text) if found else query.exact,
            corrected=text if found else "",
            language=_foreign([word.group for word in words], locale),
        )


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the query as it was meant. others: what else it may mean."""

    group: Group
    is_talk: bool
    others: tuple[Alternative, ...] = ()

    @property
    def is_light(self) -> bool:
        return self.is_talk or self.group.is_stopword

    def concept(self, more: tuple[Alternative, ...]) -> Concept:
        """Its concept with more alternatives from the glossary."""
        own = {term: Alternative(term, WEIGHTS[kind], kind) for kind, term in self.group.terms}
        for other in self.others:
            own.setdefault(other.term, other)
        alternatives = tuple(own.values())
        word = self.group.terms[0][1]
        if len(word) == 1 and is_han(word) and not self.is_light:
            alternatives = (*alternatives, Alternative(word, CHARACTER_WEIGHT, "char", (("_grams", word),)))
        weight = TALK_WEIGHT if self.is_talk else STOPWORD_WEIGHT if self.group.is_stopword else 1.0
        return Concept(self.group.surface, alternatives + more, weight)


def asked(
    text: str,
    locales: tuple[str, ...],
    filters: Mapping[str, str],
    engine: Engine,
    analyzer: Analyzer,
    wording: Wording | None,
) -> Query:
    """The query that a text means to a reader of locales[0]."""
    query = Query.parse(text, analyzer, locales, filters)
    return wording.meant(query, engine, analyzer) if wording else query


def _talk(groups: Sequence[Group], analyzer: Analyzer) -> frozenset[int]:
    """The places of small talk; none where that is all there is."""
    talk = small_talk(analyzer).words(tokens_of(groups))
    says_more = any(at not in talk and not group.is_stopword for at, group in enumerate(groups))
    return talk if says_more else frozenset()


def _foreign(groups: Sequence[Group], locale: str) -> str:
    """The language of the words where none of them is of the script that a locale is written in, else ""."""
    own = language_of(locale)
    found = {language_for(group.terms[0][1], own) for group in groups}
    return found.pop() if len(found) == 1 and own not in found else ""


def _known_words(
    groups: Sequence[Group],
    talk: frozenset[int],
    others: Mapping[int, tuple[Alternative, ...]],
    analyzer: Analyzer,
    locale: str,
    known: Callable[[str], int],
) -> Iterator[_Word]:
    """The words of a query; a long Chinese one that the index doesn't hold by its parts."""
    for at, group in enumerate(groups):
        word = group.terms[0][1]
        if at in talk or len(word) < 3 or not is_han(word) or len(word) != len(group.surface) or known(word):
            yield _Word(group, at in talk, others.get(at, ()))
        else:
            yield from (_Word(part, False, others.get(at, ())) for part in _parts(group, analyzer, locale))


def _parts(group: Group, analyzer: Analyzer, locale: str) -> Iterator[Group]:
    parts = {text for kind, text in group.terms if kind == "part"}
    word = group.terms[0][1]
    at = 0
    while at < len(word):
        end = next((end for end in range(len(word), at + 1, -1) if word[at:end] in parts), at + 1)
        for part in analyzer.groups(group.surface[at:end], locale):
            yield replace(part, start=group.start + at + part.start, end=group.start + at + part.end)
        at = end


def _light_grams(
    text: str, words: Sequence[_Word], named: Collection[int], analyzer: Analyzer, locale: str
) -> set[str]:
    """Grams of nothing but function words and small talk that stand together, and that the glossary has no use for."""
    light: list[str] = []
    for is_light, stretch in groupby(enumerate(words), key=lambda pair: pair[1].is_light and pair[0] not in named):
        if is_light:
            found = [word.group for _, word in stretch]
            light += analyzer.grams(text[found[0].start : found[-1].end], locale)
    elsewhere = Counter(analyzer.grams(text, locale)) - Counter(light) if light else Counter()
    return {gram for gram in light if gram not in elsewhere}
