"""The weighted fields of a document, and the terms that a document has in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from indexer.analysis.analyzer import Analyzer, Counts
from indexer.analysis.normalize import fold
from indexer.document import Document

MAX_EXACT_CHARACTERS = 200
_EXACT_KEPT = 32_768  # titles and aliases, each looked at again and again
K1 = 1.2
WORDS, GRAMS, EXACT = SPACES = ("", "_grams", "exact")  # what is indexed apart: words, their grams, and whole titles


@dataclass(frozen=True, slots=True)
class Field:
    """boost: weight of a match here. b: how much a long field weakens a match (BM25's b, 0..1)."""

    name: str
    boost: float
    b: float


FIELDS = (
    Field("title", 4.0, 0.3),
    Field("alias", 3.5, 0.3),
    Field("heading", 2.0, 0.5),
    Field("body", 1.0, 0.75),
    Field("category", 0.3, 0.3),
)


class TitleWords(NamedTuple):
    """A title or an alias, with its words."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vector:
    """The terms of one document. words, grams: by field name, term -> occurrences. lengths: by field, in words.
    exact: the title and the aliases, each as one term. titles: the same with their words."""

    words: Mapping[str, Mapping[str, int]]
    grams: Mapping[str, Mapping[str, int]]
    lengths: Mapping[str, int]
    exact: tuple[str, ...]
    titles: tuple[TitleWords, ...] = ()


def lengths_of(vector: Vector) -> tuple[int, ...]:
    """The words of each field, in the order of FIELDS."""
    return tuple(vector.lengths.get(field.name, 0) for field in FIELDS)


def texts_of(document: Document) -> Iterator[tuple[str, str]]:
    """Pairs (field name, text) of a document, in the order of FIELDS."""
    yield "title", document.title
    yield "alias", "\n".join((*document.aliases, *document.keywords))
    yield "heading", "\n".join(section.title for section in document.sections if section.title)
    yield "body", "\n".join(section.text for section in document.sections)
    yield "category", document.breadcrumb


def vector_of(document: Document, analyzer: Analyzer) -> Vector:
    """The terms of a document, by the one analyzer that queries use as well."""
    counts = {
        name: analyzer.counts(text, document.locale, chars=name == "title")
        for name, text in texts_of(document)
        if text and name != "alias"
    }
    others = [analyzer.counts(other, document.locale) for other in (*document.aliases, *document.keywords)]
    if others:
        counts["alias"] = _of_any(others)
    titles = (document.title, *document.aliases)
    held = (counts["title"].words if "title" in counts else (), *(count.words for count in others))
    return Vector(
        words={name: count.words for name, count in counts.items()},
        grams={name: count.grams for name, count in counts.items() if count.grams},
        lengths={name: count.length for name, count in counts.items()},
        exact=tuple(dict.fromkeys(filter(None, map(exact_title, titles)))),
        titles=tuple(TitleWords(title, tuple(words)) for title, words in zip(titles, held, strict=False)),
    )


@lru_cache(maxsize=_EXACT_KEPT)
def exact_title(title: str) -> str:
    """A title or an alias as one term."""
    return exact_term(fold(title).text)


def _of_any(counts: Sequence[Counts]) -> Counts:
    """The counts of texts of which each could stand for all: a term as often as in one of them, their mean length."""
    words: dict[str, int] = {}
    grams: dict[str, int] = {}
    for count in counts:
        for merged, terms in ((words, count.words), (grams, count.grams)):
            for term, times in terms.items():
                merged[term] = max(times, merged.get(term, 0))
    return Counts(words, grams, round(sum(count.length for count in counts) / len(counts)))


def exact_term(folded: str) -> str:
    """A folded title as one term: letters and digits only, so that spaces and punctuation don't matter."""
    return "".join(filter(str.isalnum, folded))[:MAX_EXACT_CHARACTERS]
