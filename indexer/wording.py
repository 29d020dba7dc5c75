"""What people mean by what they type: mistakes mended, pinyin read, and other words for the same thing added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.analysis.analyzer import Analyzer
from indexer.analysis.normalize import fold
from indexer.engine import Engine
from indexer.fields import exact_term
from indexer.lexicon import Lexicon
from indexer.query import MAX_CONCEPTS, MAX_GRAMS, Concept, Query
from indexer.rewrite import Usage, mended
from indexer.synonyms import Glossary
from indexer.words import Word, foreign_language, light_grams, talk_of, words_of


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that an index's editors and glossary use. Without one, a query means just what was typed."""

    glossary: Glossary
    lexicon: Lexicon

    def warm(self) -> None:
        """Makes now what the first questions would otherwise wait for."""
        self.lexicon.warm()

    def meant(self, query: Query, engine: Engine, analyzer: Analyzer) -> Query:
        """A plain query with the concepts that its words and their alternatives are; `corrected` is set where a mistake
        was surely mended."""
        locale = query.locale
        groups = analyzer.groups(query.text, locale)
        talk = talk_of(groups, analyzer, locale)
        usage = Usage(engine.frequency, self.glossary.has, lambda word: self.glossary.documents(word, engine))
        found = mended(query.text, groups, talk, self.lexicon, analyzer, locale, usage)
        if found:
            groups, talk = list(found.groups), talk_of(found.groups, analyzer, locale)
        text = found.text if found else query.text
        words = list(words_of(groups, talk, found.others if found else {}, analyzer, locale, engine.frequency))
        named = self.glossary.named([word.group for word in words], engine)
        grams = dict.fromkeys((*query.grams, *analyzer.grams(text, locale))) if found else query.grams
        light = light_grams(text, words, named, analyzer, locale)
        concepts = self._concepts(words, named, engine)
        return replace(
            query,
            concepts=concepts[:MAX_CONCEPTS],
            grams=tuple([gram for gram in grams if gram not in light] or grams)[:MAX_GRAMS],
            exact=exact_term(fold(text).text) if found else query.exact,
            corrected=text if found and found.is_sure else "",
            language=foreign_language(words, locale),
            is_cut=query.is_cut or len(concepts) > MAX_CONCEPTS,
        )

    def _concepts(
        self, words: Sequence[Word], named: Mapping[int, tuple[int, ...]], engine: Engine
    ) -> tuple[Concept, ...]:
        """One a word that differs from the others; small talk comes last."""
        concepts: dict[str, Concept] = {}
        for at, word in sorted(enumerate(words), key=lambda pair: pair[1].is_talk):
            if word.group.surface not in concepts:
                more = () if word.is_talk else self.glossary.alternatives(named.get(at, ()), engine)
                concepts[word.group.surface] = word.concept(more)
        return tuple(concepts.values())


def asked(
    text: str,
    locales: tuple[str, ...],
    filters: Mapping[str, str],
    engine: Engine,
    analyzer: Analyzer,
    wording: Wording | None,
) -> Query:
    """The query that a text means to a reader of locales[0]."""
    if wording is None:
        return Query.parse(text, analyzer, locales, filters)
    return wording.meant(Query.plain(text, analyzer, locales, filters), engine, analyzer)
