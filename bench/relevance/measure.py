"""Asks a searcher every question of a set, and sums up what the answers are worth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bench.progress import followed
from bench.relevance import content, metrics
from bench.relevance.metrics import DEPTH, Interval
from bench.relevance.sets import JudgedSet, Question
from kb.center import HelpCenter

Worth = Callable[[Sequence[str], Mapping[str, float]], float]
WORTH: Mapping[str, Worth] = {
    "ndcg@10": metrics.ndcg,
    "mrr@10": metrics.reciprocal_rank,
    "recall@10": metrics.recall,
    "success@1": lambda found, grades: metrics.success(found, grades, 1),
    "success@5": lambda found, grades: metrics.success(found, grades, 5),
    "zero": lambda found, grades: float(not found),
}
WARM_UP = 20  # titles asked before the clock runs


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a question. found: row ids, best first. confidence: the searcher's own, in its best answer."""

    question: Question
    found: tuple[str, ...]
    confidence: float = 0.0
    ms: float = 0.0


class Searcher(Protocol):
    """Something that can be asked: the product or a peer."""

    def answer(self, question: Question) -> tuple[Sequence[str], float]:
        """The ids of the first ten rows, best first, and a confidence in the first of them."""


class Product:
    """The product as a searcher: a reader's call, with the rows' own ids in the answer."""

    def __init__(self, center: HelpCenter, judged: JudgedSet, is_scoped: bool) -> None:
        self._center = center
        self._ids = [row.id for row in judged.rows]
        self._is_scoped = is_scoped

    def answer(self, question: Question) -> tuple[Sequence[str], float]:
        """See Searcher.answer."""
        locale = content.locale_of(question.lang)
        only = locale if self._is_scoped else ""
        hits = self._center.search(question.text, locale, only_locale=only, per_page=DEPTH)
        found = [self._ids[content.row_number(hit.document.group)] for hit in hits.hits]
        return found, float(getattr(hits, "confidence", 0.0))


@dataclass(frozen=True, slots=True)
class Summary:
    """means, intervals: by the names of WORTH. n: questions that have an answer. oos_auroc: how well the confidence
    tells them from those that have none; None where the set has no such."""

    means: Mapping[str, float]
    intervals: Mapping[str, Interval]
    n: int
    p50_ms: float
    p95_ms: float
    oos_auroc: float | None = None

    def json(self) -> dict[str, object]:
        """Plain values, under the names that are printed."""
        values: dict[str, object] = {name: round(value, 4) for name, value in self.means.items()}
        values |= {"p50_ms": round(self.p50_ms, 3), "p95_ms": round(self.p95_ms, 3), "n": self.n}
        values["oos_auroc"] = None if self.oos_auroc is None else round(self.oos_auroc, 4)
        values["intervals"] = {name: [round(low, 4), round(high, 4)] for name, (low, high) in self.intervals.items()}
        return values


def asked(searcher: Searcher, judged: JudgedSet, name: str) -> list[Answer]:
    """An answer to every question, in the set's order."""
    for row in judged.rows[:: len(judged.rows) // WARM_UP + 1]:
        searcher.answer(Question(row.id, row.lang, row.title))
    answers = []
    for question in followed(judged.questions, f"{judged.name}: {name}, question"):
        began = time.perf_counter()
        found, confidence = searcher.answer(question)
        answers.append(Answer(question, tuple(found), confidence, (time.perf_counter() - began) * 1000))
    return answers


def worth(answers: Iterable[Answer], judged: JudgedSet) -> dict[str, list[float]]:
    """What each answer to a question that has one is worth, by the names of WORTH."""
    judgeable = [answer for answer in answers if not answer.question.is_oos]
    return {
        name: [value(answer.found, judged.grades[answer.question.id]) for answer in judgeable]
        for name, value in WORTH.items()
    }


def summary(answers: Sequence[Answer], judged: JudgedSet) -> Summary:
    """The means over the answers, with their intervals."""
    values = worth(answers, judged)
    n = len(values["zero"])
    times = [answer.ms for answer in answers]
    inside = [answer.confidence for answer in answers if not answer.question.is_oos]
    outside = [answer.confidence for answer in answers if answer.question.is_oos]
    return Summary(
        means={name: sum(row) / n if n else 0.0 for name, row in values.items()},
        intervals={name: metrics.interval(row) for name, row in values.items()} if n else {},
        n=n,
        p50_ms=metrics.percentile(times, 0.5),
        p95_ms=metrics.percentile(times, 0.95),
        oos_auroc=metrics.auroc(inside, outside),
    )


def grouped(answers: Sequence[Answer], key: Callable[[Question], str]) -> dict[str, list[Answer]]:
    """The answers by a name of their question, in the names' order; questions without the name are left out."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        if name := key(answer.question):
            groups.setdefault(name, []).append(answer)
    return dict(sorted(groups.items()))
