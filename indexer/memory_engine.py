"""An engine in plain Python that keeps everything in memory: what serves while an index is built, and the reference.

It is written to be read: every other engine must give the same candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document
from indexer.engine import Candidate, Candidates, Card, Details
from indexer.fields import EXACT, GRAMS, WORDS, Vector, lengths_of, vector_of
from indexer.query import GRAM_WEIGHT, Alternative, Concept, Parts, Query
from indexer.scoring import CUT, EXACT_BONUS, MOST_NEAR, averages_of, damps, idf, impact, locale_weight, weights_of
from indexer.segment import UNSPACED

Impacts = Mapping[str, float]  # by document key


class MemoryEngine:
    """Engine and EngineWriter in one; nothing is kept when it is gone."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._vectors: dict[str, Vector] = {}
        self._averages: tuple[float, ...] = ()
        self._index = _Index({}, {}, ())

    def apply(self, changes: Changes) -> None:
        """See EngineWriter.apply; a reader of the same object sees the change at once."""
        removed = set(changes.remove)
        documents = {key: document for key, document in self._index.documents.items() if key not in removed}
        documents.update({document.key: document for document in changes.put})
        self._vectors.update({document.key: vector_of(document, self._analyzer) for document in changes.put})
        self._vectors = {key: self._vectors[key] for key in documents}
        if documents and not self._averages:
            self._averages = averages_of(map(lengths_of, self._vectors.values()))
        self._index = _Index(documents, self._vectors, self._averages)

    def candidates(self, query: Query, limit: int, *, has_facets: bool = False) -> Candidates:
        """See Engine.candidates."""
        if query.is_empty:
            return Candidates(idfs=(0.0,) * len(query.concepts))
        return _Asked(query, self._index).candidates(limit, has_facets)

    def fingerprints(self) -> Mapping[str, str]:
        """See Engine.fingerprints."""
        return {key: document.fingerprint for key, document in self._index.documents.items()}

    def frequency(self, term: str) -> int:
        """See Engine.frequency."""
        return max(len(self._index.impacts(space, term)) for space in (WORDS, GRAMS))

    def vocabulary(self) -> Mapping[str, int]:
        """See Engine.vocabulary."""
        words = {term: len(found) for (space, term), found in self._index.postings.items() if space == WORDS}
        return {word: count for word, count in words.items() if word[0] < UNSPACED and word.isalpha()}

    def close(self) -> None:
        """Forgets everything."""
        self._vectors, self._index = {}, _Index({}, {}, ())


class _Index:
    """One moment: documents and their vectors by key, impacts by (space, term) and key."""

    def __init__(
        self, documents: Mapping[str, Document], vectors: Mapping[str, Vector], averages: Sequence[float]
    ) -> None:
        self.documents = documents
        self.vectors = vectors
        self.postings = _postings(vectors, averages)
        self.members: dict[str, list[Document]] = {}
        for document in documents.values():
            self.members.setdefault(document.group, []).append(document)

    def impacts(self, space: str, term: str) -> Impacts:
        return self.postings.get((space, term), {})

    def together(self, parts: Parts) -> Impacts:
        """Documents that hold every part, with the weakest part's impact."""
        lists = [self.impacts(*part) for part in parts]
        return {key: min(found[key] for found in lists) for key in lists[0] if all(key in found for found in lists)}

    def alternative(self, alternative: Alternative) -> Impacts:
        return self.together(alternative.parts or ((WORDS, alternative.term),))

    def strengths(self, concept: Concept) -> Impacts:
        """For each document that holds the concept, its best alternative's impact x weight."""
        best: dict[str, float] = {}
        for alternative in concept.alternatives:
            for key, value in self.alternative(alternative).items():
                best[key] = max(best.get(key, 0.0), value * alternative.weight)
        return best

    def idf(self, held: Impacts) -> float:
        return idf(len(self.documents), len(held))


@dataclass(frozen=True, slots=True)
class _Best:
    """A group: the key of its best document, and the score of that one."""

    group: str
    key: str
    score: float
    is_exact: bool

    @property
    def place(self) -> tuple[bool, float, str]:
        return not self.is_exact, -self.score, self.group


class _Asked:
    """A query asked of an index."""

    def __init__(self, query: Query, index: _Index) -> None:
        self._query = query
        self._index = index
        self._strengths = [index.strengths(concept) for concept in query.concepts]
        self._idfs = tuple(index.idf(strengths) for strengths in self._strengths)
        self._grams = [index.impacts(GRAMS, gram) for gram in query.grams]
        self._exact = index.impacts(EXACT, query.exact)
        self._required = [index.together(parts) for parts in query.required]
        excluded = (key for parts in query.excluded for key in index.together(parts))
        self._excluded = {index.documents[key].group for key in excluded}

    def candidates(self, limit: int, has_facets: bool) -> Candidates:
        kept = self._kept()
        near = self._near()
        first = _by_group((*kept[:limit], *near))
        every = _by_group((*kept, *near))
        items = tuple(map(self._candidate, first.values()))
        facets = _facets(self._shown(group) for group in every) if has_facets else {}
        return Candidates(items, len(every), self._idfs, facets)

    def _kept(self) -> list[_Best]:
        """The groups that reach the cut or are exact, best first."""
        found = {key for held in (*self._strengths, *self._grams, self._exact) for key in held}
        scores = {key: score for key in found if self._may_show(key) and (score := self._score(key)) > 0}
        exact = {self._index.documents[key].group for key in self._exact if key in scores}
        best: dict[str, _Best] = {}
        for key, score in scores.items():
            group = self._index.documents[key].group
            if group not in best or score > best[group].score:
                best[group] = _Best(group, key, score, group in exact)
        least = max(scores.values(), default=0.0) * CUT
        return sorted((one for one in best.values() if one.is_exact or one.score >= least), key=lambda one: one.place)

    def _near(self) -> list[_Best]:
        """The first of the nearest groups that have a document that passes, nearest first."""
        found = []
        for group in self._query.near.groups if self._query.near else ():
            passing = [one.key for one in self._index.members.get(group, ()) if self._may_show(one.key)]
            if passing:
                key = max(passing, key=self._score)
                found.append(_Best(group, key, self._score(key), is_exact=False))
        return found[:MOST_NEAR]

    def _may_show(self, key: str) -> bool:
        document = self._index.documents[key]
        filters = document.filters
        return (
            all(value in filters.get(name, ()) for name, value in self._query.filters.items())
            and all(key in held for held in self._required)
            and document.group not in self._excluded
        )

    def _score(self, key: str) -> float:
        rows = zip(self._query.concepts, self._idfs, self._strengths, strict=True)
        concepts = sum(weight * concept.weight * held.get(key, 0.0) for concept, weight, held in rows)
        return (concepts + self._gram_score(key) + EXACT_BONUS * (key in self._exact)) * self._factor(key)

    def _gram_score(self, key: str) -> float:
        return sum(GRAM_WEIGHT * self._index.idf(held) * held[key] for held in self._grams if key in held)

    def _factor(self, key: str) -> float:
        document = self._index.documents[key]
        return locale_weight(document.locale, self._query.locales, self._query.language) * document.boost

    def _place(self, document: Document) -> int:
        chain = self._query.locales
        return chain.index(document.locale) if document.locale in chain else len(chain)

    def _shown(self, group: str) -> Document:
        """The document that shows a group: in the reader's best locale, even if another one matched."""
        fitting = (document for document in self._index.members[group] if self._may_show(document.key))
        return min(fitting, key=lambda document: (self._place(document), document.locale, document.key))

    def _candidate(self, best: _Best) -> Candidate:
        document = self._shown(best.group)
        members = [member.key for member in self._index.members[best.group]]
        return Candidate(
            card=_card(document, self._index.vectors[document.key]),
            score=best.score,
            strengths=tuple(max(held.get(key, 0.0) for key in members) for held in self._strengths),
            is_exact=best.is_exact,
            details=self._details(best.key) if self._query.is_explained else None,
        )

    def _details(self, key: str) -> Details:
        return Details(
            strengths=tuple(held.get(key, 0.0) for held in self._strengths),
            alternatives=tuple(self._strongest(concept, key) for concept in self._query.concepts),
            grams=self._gram_score(key),
            factor=self._factor(key),
        )

    def _strongest(self, concept: Concept, key: str) -> int:
        values = [self._index.alternative(one).get(key, 0.0) * one.weight for one in concept.alternatives]
        return max(range(len(values)), key=values.__getitem__) if any(values) else -1


def _by_group(found: Iterable[_Best]) -> dict[str, _Best]:
    """Each group as it came first."""
    groups: dict[str, _Best] = {}
    for one in found:
        groups.setdefault(one.group, one)
    return groups


def _postings(vectors: Mapping[str, Vector], averages: Sequence[float]) -> dict[tuple[str, str], dict[str, float]]:
    """Impacts by (space, term) and document key."""
    postings: dict[tuple[str, str], dict[str, float]] = {}
    for key, vector in vectors.items():
        damped = damps(lengths_of(vector), averages)
        for space, counts in ((WORDS, vector.words), (GRAMS, vector.grams)):
            for term, weight in weights_of(counts, damped).items():
                postings.setdefault((space, term), {})[key] = impact(weight)
        for term in vector.exact:
            postings.setdefault((EXACT, term), {})[key] = impact(1.0)
    return postings


def _facets(shown: Iterable[Document]) -> dict[str, dict[str, int]]:
    """By filter name, how many of the documents have each value."""
    counts: dict[str, Counter[str]] = {}
    for document in shown:
        for name, values in document.filters.items():
            counts.setdefault(name, Counter()).update(dict.fromkeys(values, 1))
    return {name: dict(found) for name, found in counts.items()}


def _card(document: Document, vector: Vector) -> Card:
    titles = tuple((text, frozenset(words)) for text, words in vector.titles)
    return Card(document.key, document.group, document.locale, titles, load=lambda: document)
