"""A hit tells the truth about where it was found."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document
from indexer.matched import matched_by, wanted_of
from indexer.memory_engine import MemoryEngine
from indexer.operators import parts_of
from indexer.query import Alternative, Concept, Query

DOCUMENT = Document(
    "k", "zh-CN", "提币手续费是多少", "g", "1",
    aliases=("转出要多少钱", "network fee"), keywords=("费率",), breadcrumb="资金 提币",
)  # fmt: skip


def found(query: Query, strength: float, analyzer: Analyzer, elsewhere: str) -> Mapping[str, str]:
    engine = MemoryEngine(analyzer)
    engine.apply(Changes(put=(DOCUMENT,)))
    (best,) = engine.candidates(Query("", grams=("提币",)), 1).items
    return matched_by(best.card, DOCUMENT, wanted_of(query), (strength,), analyzer, elsewhere)


@pytest.mark.parametrize(
    ("typed", "other", "place"),
    [
        ("手续费", "", "title"),
        ("network", "", "alias"),
        ("费率", "", "tag"),
        ("资金", "", "category"),
        ("固定", "", "elsewhere"),
        ("commission", "手续费", "title"),
        ("gas", "network fee", "alias"),
        ("gas", "fee network", "elsewhere"),
        ("gas", "转出要费率", "elsewhere"),
    ],
)
def test_a_concept_is_found_where_it_stands_by_whatever_word(
    analyzer: Analyzer, typed: str, other: str, place: str
) -> None:
    said = [Alternative(typed, 1.0, "word")]
    said += [Alternative(other, 0.8, "glossary", parts_of(other, analyzer, "zh-CN"))] if other else []
    query = Query(typed, (Concept(typed, tuple(said)),))
    assert found(query, 1.0, analyzer, "elsewhere") == {typed: place}


def test_what_did_not_match_is_not_told(analyzer: Analyzer) -> None:
    query = Query("提币", (Concept("提币", (Alternative("提币", 1.0, "word"),)),))
    assert found(query, 0.0, analyzer, "text") == {}
