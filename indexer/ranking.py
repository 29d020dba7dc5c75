"""The order of candidates: the engine's score, how much of the query is covered, how close the title is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer.engine import Candidate, Candidates, Card
from indexer.fields import K1, WORDS, exact_title
from indexer.query import Alternative, Concept, Near, Query

POOL = 50  # candidates that are put in a new order
UNCOVERED = 0.5  # what a document keeps of its score when it covers nothing; flat from .35 to 1 over seven sets
TITLE = 1.0  # the most that a title alike adds, as a share of the score; flat from .6 to 1.2
ALIAS = 0.5  # of that where it is an alias that is alike: a title says what the whole text is about
MEANT = 0.6  # of a word of the title where it is another one for what was typed
WHOLE = frozenset(("word", "stem", "pinyin", "initials", "spelling", "sound"))  # kinds that name a concept whole
BY_WORDS = 0.15  # of a score where meaning is looked at too; .1 to .2 alike on four sets, .3 loses .03
GOOD_SIMILARITY = 0.35  # from which on meaning alone makes a good answer
GOOD_COVERAGE = 0.4  # below this share of the query's idf even the best hit is no good answer


class _Asked(NamedTuple):
    """What a title may say of a concept. own: as it was typed. others: other words for it, all of one needed. phrases:
    others that are part of a title, folded."""

    own: frozenset[str]
    others: tuple[frozenset[str], ...]
    phrases: tuple[str, ...]

    def share(self, title: str, words: frozenset[str]) -> float:
        """How much of the concept a title says: all, MEANT or nothing."""
        if not words.isdisjoint(self.own):
            return 1.0
        is_meant = any(map(words.issuperset, self.others)) or any(phrase in title for phrase in self.phrases)
        return MEANT if is_meant else 0.0


class Ranked(NamedTuple):
    """A candidate with its final score: the engine's x every factor, + meaning. factors: with their names. coverage:
    share of the query's idf that it matches. likeness: how alike the query and its title are. similarity: of the
    query's meaning, all 0..1. meaning: what it adds to the score."""

    candidate: Candidate
    score: float
    coverage: float
    likeness: float = 0.0
    factors: tuple[tuple[str, float], ...] = ()
    similarity: float = 0.0
    meaning: float = 0.0


def ranked(query: Query, found: Candidates) -> list[Ranked]:
    """The first POOL candidates best first: exact titles, then by score, ties by key. The others follow in the
    engine's order, so that a hit stands at one place however many are asked for."""
    weights = [concept.weight * idf for concept, idf in zip(query.concepts, found.idfs, strict=True)]
    patterns = [tuple([strength > 0 for strength in row.strengths]) for row in found.items]
    covered = {pattern: _share(pattern, weights) for pattern in dict.fromkeys(patterns)}
    known = [weight if any(held) else 0.0 for weight, *held in zip(weights, *covered, strict=True)]
    factor_of = {pattern: UNCOVERED + (1 - UNCOVERED) * _share(pattern, known) for pattern in covered}
    asked = [_asked(concept) for concept in query.concepts]
    rows = []
    for candidate, pattern in zip(found.items, patterns, strict=True):
        alike = _likeness(query, asked, candidate.card)
        factors = (("coverage", factor_of[pattern]), ("title", 1 + TITLE * alike))
        score = candidate.score * factors[0][1] * factors[1][1]
        rows.append(Ranked(candidate, score, covered[pattern], alike, factors))
    pool, others = rows[:POOL], rows[POOL:]
    if query.near is not None:
        near = frozenset(query.near.groups)
        pool += [row for row in others if row.candidate.card.group in near]
        pool = _mixed(pool, query.near)
        others = [row for row in others if row.candidate.card.group not in near]
    return [*sorted(pool, key=_place), *others]


def _mixed(rows: Sequence[Ranked], near: Near) -> list[Ranked]:
    """The rows with what they are worth by their words and by their meaning together. One of whose meaning nothing is
    known, as in a language that the model can't read, is as near as its words are good."""
    top = max((row.score for row in rows), default=0.0) or 1.0
    found = near.similarities([row.candidate.card.group for row in rows])
    nearest = max((value for value in found if value is not None), default=0.0)
    mixed = []
    for row, known in zip(rows, found, strict=True):
        similarity = row.score / top * nearest if known is None else known
        meaning = (1.0 - BY_WORDS) * similarity * top
        factors = (*row.factors, ("words", BY_WORDS))
        score = row.score * BY_WORDS + meaning
        mixed.append(row._replace(score=score, factors=factors, similarity=similarity, meaning=meaning))
    return mixed


def confidence(query: Query, found: Candidates, rows: Sequence[Ranked]) -> float:
    """How sure the best hit answers, 0..1: its score as a share of what the query's words could give at most.

    The raw score says little (AUROC .85 on clinc150's out-of-scope queries), its share of the query's idf .92.
    """
    best = max((row.candidate.score * (0.5 + 0.5 * row.coverage) for row in rows[:POOL]), default=0.0)
    possible = sum(concept.weight * idf for concept, idf in zip(query.concepts, found.idfs, strict=True)) * (K1 + 1)
    by_words = min(1.0, best / possible) if possible else 0.0
    return by_words if query.near is None else (by_words + _nearest(rows)) / 2


def is_no_answer(rows: Sequence[Ranked]) -> bool:
    """Whether not even the best hit is a good answer."""
    covered = max((row.coverage for row in rows[:POOL]), default=0.0)
    return not rows or (covered < GOOD_COVERAGE and _nearest(rows) < GOOD_SIMILARITY)


def _nearest(rows: Sequence[Ranked]) -> float:
    return max((row.similarity for row in rows), default=0.0)


def _place(row: Ranked) -> tuple[bool, float, str]:
    return not row.candidate.is_exact, -row.score, row.candidate.key


def _share(pattern: Sequence[bool], weights: Sequence[float]) -> float:
    """The share of the weights at the places that are matched."""
    total = sum(weights)
    matched = sum([weight for is_matched, weight in zip(pattern, weights, strict=True) if is_matched])
    return matched / total if total else 1.0


def _asked(concept: Concept) -> _Asked:
    own = frozenset([one.term for one in concept.alternatives if one.kind in WHOLE])
    meant = [one for one in concept.alternatives if one.kind == "glossary"]
    others = [frozenset([term for _, term in one.parts]) for one in meant if _is_of_words(one)]
    phrases = [exact_title(one.term) for one in meant if not _is_of_words(one)]
    return _Asked(own, tuple(dict.fromkeys(others)), tuple(dict.fromkeys(phrases)))


def _is_of_words(alternative: Alternative) -> bool:
    return all(space == WORDS for space, _ in alternative.parts)


def _likeness(query: Query, asked: Sequence[_Asked], card: Card) -> float:
    """How alike a query and the title or an alias are, 0..1: by words, or by the share of it that the query begins."""
    best, weight = 0.0, 1.0
    for title, words in card.titles:
        folded = exact_title(title)
        if asked and words:
            alike = sum([one.share(folded, words) for one in asked])
            best = max(best, weight * min(1.0, 2 * alike / (len(asked) + len(words))))
        if query.exact and folded.startswith(query.exact):
            best = max(best, weight * min(1.0, len(query.exact) / len(title)))
        weight = ALIAS
    return best
