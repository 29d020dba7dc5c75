"""What each step of a search, and each file of the glossary, adds to the answers: a set asked without it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from bench.progress import followed
from bench.relevance import content
from bench.relevance.measure import Answer, asked
from bench.relevance.metrics import DEPTH, percentile
from bench.relevance.sets import JudgedSet, Question
from bench.relevance.shown import Figures, figures
from bench.table import share, table
from indexer.lexicon import Lexicon
from indexer.query import Query
from indexer.search import Search
from indexer.synonyms import NOTHING, Glossary
from indexer.windows import Windows
from indexer.wording import Wording
from kb import glossary, moment
from kb.center import HelpCenter
from kb.moment import Moment

Changed = Callable[[Query], Query]
_SHOWN = ("ndcg@10", "success@1", "zero")


@dataclass(frozen=True, slots=True)
class Lesser:
    """The product without a step, as a searcher. changed: what becomes of each query."""

    moment: Moment
    search: Search
    judged: JudgedSet
    changed: Changed

    def answer(self, question: Question) -> tuple[Sequence[str], float]:
        """See Searcher.answer."""
        chain = self.moment.shelves.site.chain(content.locale_of(question.lang))
        hits = self.search.page(self.changed(self.search.asked(question.text, chain)), per_page=DEPTH)
        found = [self.judged.rows[content.row_number(hit.document.group)].id for hit in hits.hits]
        return found, hits.confidence


@dataclass(frozen=True, slots=True)
class Step:
    """figures: without it, with what it adds as `differences`. costs: milliseconds of the processor that it adds to
    each question, the question asked with it and without it in turn."""

    figures: Figures
    costs: Sequence[float]

    def json(self) -> dict[str, object]:
        """Plain values, under the names that are printed."""
        return self.figures.json() | {"cost_ms": round(mean(self.costs), 3), "cost_p95_ms": round(_p95(self.costs), 3)}


def ablated(center: HelpCenter, judged: JudgedSet, product: Sequence[Answer]) -> Mapping[str, Step]:
    """What each step adds."""
    now = moment.opened(center.settings)
    steps = {name: Lesser(now, search, judged, changed) for name, search, changed in _steps(now)}
    whole = Lesser(now, now.search, judged, _same)
    asked(whole, judged, "once more")
    return {name: _step(name, lesser, whole, judged, product) for name, lesser in steps.items()}


def _step(name: str, lesser: Lesser, whole: Lesser, judged: JudgedSet, product: Sequence[Answer]) -> Step:
    answers = asked(lesser, judged, name)  # which makes ready what the first question would pay for
    costs = []
    for place, question in enumerate(followed(judged.questions, f"{judged.name}: {name}, cost, question")):
        pair = (whole, lesser) if place % 2 else (lesser, whole)  # whoever is first warms the other's caches
        took = [_milliseconds(searcher, question) for searcher in pair]
        costs.append(took[0] - took[1] if place % 2 else took[1] - took[0])
    return Step(figures(answers, judged, product), costs)


def _milliseconds(searcher: Lesser, question: Question) -> float:
    """Of the processor, that an answer takes."""
    began = time.thread_time()
    searcher.answer(question)
    return (time.thread_time() - began) * 1000


def text(found: Mapping[str, Step]) -> str:
    """A table: what is lost without each step, and the milliseconds of the processor that it costs a question."""
    rows: list[tuple[str, ...]] = [("lost without", *_SHOWN, "mean ms", "p95 ms")]
    for name, step in found.items():
        cells = (step.figures.differences.get(key) for key in _SHOWN)
        lost = (f"{cell[0]:+.3f} ({cell[1][0]:+.3f} {cell[1][1]:+.3f})" if cell else share(None) for cell in cells)
        rows.append((name, *lost, f"{mean(step.costs):+.3f}", f"{_p95(step.costs):+.3f}"))
    return table(rows)


def _p95(costs: Sequence[float]) -> float:
    return percentile(costs, 0.95)


def _steps(now: Moment) -> Iterator[tuple[str, Search, Changed]]:
    search, wording = now.search, now.search.wording
    yield "bigrams", search, lambda query: replace(query, grams=())
    yield "exact titles", search, lambda query: replace(query, exact="")
    if wording is None:
        return
    nobody = Lexicon({}, {}, search.analyzer)
    none = Glossary((), search.analyzer)
    yield "any wording", replace(search, wording=None), _same
    yield "pinyin and repairs", replace(search, wording=Wording(wording.glossary, nobody)), _same
    yield "glossary", replace(search, wording=Wording(none, wording.lexicon)), _same
    groups = glossary.groups_of(now.library)
    windows = wording.glossary.windows
    for field in dict.fromkeys(group.field for group in groups):
        left = frozenset(number for number, group in enumerate(groups) if group.field != field)
        lesser = Glossary(groups, search.analyzer, _Fewer(windows, left), wording.glossary.doubtful)
        yield f"glossary: {field}", replace(search, wording=Wording(lesser, wording.lexicon)), _same


def _same(query: Query) -> Query:
    return query


class _Fewer(Windows):
    """The phrases of some numbers; the tables are those of them all."""

    def __init__(self, whole: Windows, left: frozenset[int]) -> None:
        self._numbers, self._sizes = whole._numbers, whole._sizes
        self._left = left | {NOTHING}

    def numbers_of(self, phrase: Iterable[str]) -> Sequence[int]:
        """See Windows.numbers_of."""
        return tuple([number for number in super().numbers_of(phrase) if number in self._left])
