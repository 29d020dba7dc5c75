"""Why a hit stands where it stands: the numbers that its score is made of, and nothing that decides anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from indexer.engine import Details
from indexer.query import Alternative, Concept, Query
from indexer.ranking import Ranked

_NONE = Alternative("", 0.0, "")


@dataclass(frozen=True, slots=True)
class ExplainedConcept:
    """contribution: weight x idf x strength, 0 where it didn't match. term, kind, alternative_weight: of the
    alternative that matched best, "" and 0 where none did."""

    surface: str
    weight: float
    idf: float
    strength: float
    contribution: float
    term: str
    kind: str
    alternative_weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """score: (contributions of the concepts + grams) x every factor, by name, + meaning. engine_score: before the
    ranking's own factors. coverage: share of the query's idf that matched. likeness: of the title. similarity: of the
    meaning, all 0..1."""

    score: float
    engine_score: float
    coverage: float
    likeness: float
    is_exact: bool
    grams: float
    factors: tuple[tuple[str, float], ...]
    concepts: tuple[ExplainedConcept, ...]
    similarity: float = 0.0
    meaning: float = 0.0

    @property
    def total(self) -> float:
        """The score, made of the other numbers."""
        by_words = (sum(c.contribution for c in self.concepts) + self.grams) * prod(value for _, value in self.factors)
        return by_words + self.meaning


def explanation(row: Ranked, query: Query, idfs: Sequence[float], details: Details) -> Explanation:
    """The explanation of a row of `ranked`. idfs: of the query's concepts. details: of its candidate."""
    rows = zip(query.concepts, idfs, details.strengths, details.alternatives, strict=True)
    return Explanation(
        score=row.score,
        engine_score=row.candidate.score,
        coverage=row.coverage,
        likeness=row.likeness,
        is_exact=row.candidate.is_exact,
        grams=details.grams,
        factors=(("locale", details.factor), *row.factors),
        concepts=tuple(_explained(*one) for one in rows),
        similarity=row.similarity,
        meaning=row.meaning,
    )


def _explained(concept: Concept, idf: float, strength: float, alternative: int) -> ExplainedConcept:
    best = concept.alternatives[alternative] if alternative >= 0 else _NONE
    value = concept.weight * idf * strength
    return ExplainedConcept(concept.surface, concept.weight, idf, strength, value, best.term, best.kind, best.weight)
