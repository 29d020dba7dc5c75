"""The numbers of an explanation are those that made the score."""

from __future__ import annotations

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document, Section
from indexer.memory_engine import MemoryEngine
from indexer.query import Query
from indexer.search import Search

DOCUMENTS = (
    Document("en/fees", "en", "Withdrawal fees", "fees", "1", sections=(Section("", "", "A fixed network fee."),)),
    Document("en/stuck", "en", "Withdrawal stuck", "stuck", "1", boost=2.0),
    Document("zh-CN/limit", "zh-CN", "提币限额", "limit", "1", sections=(Section("", "", "withdrawal 提币"),)),
)
QUERIES = ("withdrawal fee", "network", "提币 withdrawal", "withdrawal fees", "how much is the withdrawal")


@pytest.fixture
def search(analyzer: Analyzer) -> Search:
    engine = MemoryEngine(analyzer)
    engine.apply(Changes(put=DOCUMENTS))
    return Search(engine, analyzer)


@pytest.mark.parametrize("text", QUERIES)
def test_the_numbers_make_the_score(search: Search, text: str) -> None:
    hits = search.page(search.asked(text, ("en", "zh-CN"), is_explained=True)).hits
    assert hits
    for hit in hits:
        found = hit.explanation
        assert found is not None
        assert found.score == hit.score
        assert found.total == pytest.approx(found.score, rel=1e-4)
        assert all(c.contribution == pytest.approx(c.idf * c.weight * c.strength) for c in found.concepts)
        assert {c.surface for c in found.concepts if c.strength > 0} == set(hit.matched_by)
        assert found.grams >= -1e-4


def test_a_factor_is_that_of_the_locale_and_the_boost(search: Search) -> None:
    hits = search.page(search.asked("withdrawal", ("en", "zh-CN"), is_explained=True)).hits
    weights = {hit.document.key: dict(hit.explanation.factors)["locale"] for hit in hits if hit.explanation}
    assert weights == {"en/fees": 1.0, "en/stuck": 2.0, "zh-CN/limit": 0.8}


def test_an_exact_title_is_told(search: Search) -> None:
    first = search.page(search.asked("withdrawal fees", ("en",), is_explained=True)).hits[0]
    assert first.explanation is not None
    assert (first.document.key, first.explanation.is_exact) == ("en/fees", True)


def test_nothing_is_explained_unasked(search: Search, analyzer: Analyzer) -> None:
    assert all(hit.explanation is None for hit in search.page(Query.parse("withdrawal", analyzer, ("en",))).hits)
