"""Why a hit stands where it stands: the numbers that its score is made of, and nothing that decides anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from indexer.query import Alternative, Concept, Query
from indexer.ranking import Ranked, covered, titled
from indexer.scoring import LOCALE_WEIGHTS


@dataclass(frozen=True, slots=True)
class ExplainedConcept:
    """contribution: weight x idf x strength, 0 where it didn't match. term, kind, alternative_weight: of the
    alternative that stands for it."""

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
    """score: (contributions of the concepts + grams) x every factor. engine_score: before coverage and title count.
    coverage: share of the query's idf that matched. likeness: of the title, both 0..1."""

    score: float
    engine_score: float
    coverage: float
    likeness: float
    is_exact: bool
    locale_weight: float
    grams: float
    concepts: tuple[ExplainedConcept, ...]

    @property
    def factors(self) -> tuple[tuple[str, float], ...]:
        """What the sum is multiplied with, by name."""
        return (
            ("locale", self.locale_weight),
            ("coverage", covered(self.coverage)),
            ("title", titled(self.likeness)),
        )

    @property
    def total(self) -> float:
        """The score, made of the other numbers."""
        return (sum(c.contribution for c in self.concepts) + self.grams) * prod(value for _, value in self.factors)


def explanation(row: Ranked, query: Query, idfs: Sequence[float]) -> Explanation:
    """The explanation of a row of `ranked`; idfs: of the query's concepts. What the concepts don't give came from
    grams, and from other translations of the document."""
    found = row.candidate
    pairs = zip(query.concepts, idfs, found.strengths, strict=True)
    concepts = tuple(_explained(concept, idf, strength) for concept, idf, strength in pairs)
    weight = _locale_weight(found.document.locale, query.locales) * found.document.boost
    return Explanation(
        score=row.score,
        engine_score=found.score,
        coverage=row.coverage,
        likeness=row.likeness,
        is_exact=found.is_exact,
        locale_weight=weight,
        grams=found.score / weight - sum(concept.contribution for concept in concepts),
        concepts=concepts,
    )


def _explained(concept: Concept, idf: float, strength: float) -> ExplainedConcept:
    said = concept.alternatives[0] if concept.alternatives else Alternative("", 0.0, "")
    value = concept.weight * idf * strength
    return ExplainedConcept(concept.surface, concept.weight, idf, strength, value, said.term, said.kind, said.weight)


def _locale_weight(locale: str, chain: Sequence[str]) -> float:
    place = chain.index(locale) if locale in chain else len(chain)
    return LOCALE_WEIGHTS[min(place, len(LOCALE_WEIGHTS) - 1)]
