"""What each step of a search, and each file of the glossary, adds to the answers: a set asked without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.relevance import content
from bench.relevance.measure import Answer, asked
from bench.relevance.metrics import DEPTH
from bench.relevance.sets import JudgedSet, Question
from bench.relevance.shown import Figures, figures
from bench.table import milliseconds, share, table
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


def ablated(center: HelpCenter, judged: JudgedSet, product: Sequence[Answer]) -> Mapping[str, Figures]:
    """The figures without each step, with what it adds as `differences`; the whole stands first."""
    now = moment.opened(center.settings)
    return {
        name: figures(asked(Lesser(now, search, judged, changed), judged, name), judged, product)
        for name, search, changed in _steps(now)
    }


def text(found: Mapping[str, Figures]) -> str:
    """A table: what is lost without each step, and the milliseconds that are left."""
    rows: list[tuple[str, ...]] = [("lost without", *_SHOWN, "p50 ms", "p95 ms")]
    for name, row in found.items():
        cells = (row.differences.get(key) for key in _SHOWN)
        lost = (f"{cell[0]:+.3f} ({cell[1][0]:+.3f} {cell[1][1]:+.3f})" if cell else share(None) for cell in cells)
        rows.append((name, *lost, milliseconds(row.overall.p50_ms), milliseconds(row.overall.p95_ms)))
    return table(rows)


def _steps(now: Moment) -> Iterator[tuple[str, Search, Changed]]:
    search, wording = now.search, now.search.wording
    yield "nothing", search, _same
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
        lesser = Glossary(groups, search.analyzer, _only(windows, left))
        yield f"glossary: {field}", replace(search, wording=Wording(lesser, wording.lexicon)), _same


def _same(query: Query) -> Query:
    return query


def _only(windows: Windows, left: frozenset[int]) -> Windows:
    """The phrases of some numbers."""
    kept = {phrase: [n for n in numbers if n in left or n == NOTHING] for phrase, numbers in windows.numbers.items()}
    return Windows({phrase: numbers for phrase, numbers in kept.items() if numbers}, windows.sizes)
