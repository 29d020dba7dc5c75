"""What was asked: a list of concepts, each one idea with its alternatives. User text is never an engine's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from indexer.analysis.analyzer import Analyzer, Group
from indexer.analysis.normalize import fold
from indexer.fields import exact_term

MAX_CHARACTERS = 400
NO_LOCALE = "en"  # how texts are read where nobody says
MAX_CONCEPTS = 32
MAX_GRAMS = 64
STOPWORD_WEIGHT = 0.4  # deleting function words costs recall; banking77, clinc150: .4 > .2, .6
GRAM_WEIGHT = 0.5
Parts = tuple[tuple[str, str], ...]  # (space, term): all of them must be there
WEIGHTS = {"word": 1.0, "stem": 0.95, "part": 0.5, "char": 0.3}


class Alternative(NamedTuple):
    """One way to say a concept: a term of the index, how well it stands for what was typed (0..1), and its kind. parts:
    what must all be there, where one term isn't enough; `term` is then what people read."""

    term: str
    weight: float
    kind: str
    parts: Parts = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea of the query. A document scores by its best alternative, with one idf for the union of them all."""

    surface: str
    alternatives: tuple[Alternative, ...]
    weight: float = 1.0


class Near(Protocol):
    """What is near to a question in meaning, whatever its words."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are nearest, best first."""

    def similarities(self, groups: Sequence[str]) -> Sequence[float | None]:
        """How near each of some groups is, 0..1; None where nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Query:
    """text: what was typed, cut to MAX_CHARACTERS. grams: character bigrams, evidence beside the concepts. exact: the
    whole text as a title would be kept. locales: the reader's chain, best first; other locales come after it.
    filters: exact values that a document must have. required: what it must hold, each a conjunction of parts as an
    Alternative has them. excluded: what no document of its group may hold. is_cut: the text or the concepts were more
    than the caps allow. corrected: the text as it was probably meant, "" where nothing was mended. language: that of
    the words where none is of the reader's script, else ""; texts in it count as the reader's own. is_explained:
    whether candidates must say how they came to their score. near: groups that are candidates though they may hold
    none of the words; None where meaning isn't looked at."""

    text: str
    concepts: tuple[Concept, ...] = ()
    grams: tuple[str, ...] = ()
    exact: str = ""
    locales: tuple[str, ...] = ()
    filters: Mapping[str, str] = field(default_factory=dict)
    required: tuple[Parts, ...] = ()
    excluded: tuple[Parts, ...] = ()
    is_cut: bool = False
    corrected: str = ""
    is_explained: bool = False
    language: str = ""
    near: Near | None = field(default=None, compare=False)

    @staticmethod
    def parse(
        text: str, analyzer: Analyzer, locales: tuple[str, ...], filters: Mapping[str, str] | None = None
    ) -> Query:
        """The query for a text as typed by a reader of locales[0]; any text is valid, an empty one has no concepts."""
        query = Query.plain(text, analyzer, locales, filters)
        concepts = {group.surface: _concept_of(group) for group in analyzer.groups(query.text, query.locale)}
        is_cut = query.is_cut or len(concepts) > MAX_CONCEPTS
        return replace(query, concepts=tuple(concepts.values())[:MAX_CONCEPTS], is_cut=is_cut)

    @staticmethod
    def plain(
        text: str, analyzer: Analyzer, locales: tuple[str, ...], filters: Mapping[str, str] | None = None
    ) -> Query:
        """The same, still without concepts."""
        kept = text[:MAX_CHARACTERS]
        return Query(
            text=kept,
            grams=tuple(dict.fromkeys(analyzer.grams(kept, locales[0] if locales else NO_LOCALE)))[:MAX_GRAMS],
            exact=exact_term(fold(kept).text),
            locales=locales,
            filters=dict(filters or {}),
            is_cut=len(text) > MAX_CHARACTERS,
        )

    @property
    def locale(self) -> str:
        """The reader's first one."""
        return self.locales[0] if self.locales else NO_LOCALE

    @property
    def is_empty(self) -> bool:
        """True when nothing in the text can be searched: only spaces, punctuation or symbols."""
        return not self.concepts and not self.grams


def _concept_of(group: Group) -> Concept:
    alternatives = tuple(Alternative(term, WEIGHTS[kind], kind) for kind, term in group.terms)
    return Concept(group.surface, alternatives, STOPWORD_WEIGHT if group.is_stopword else 1.0)
