"""Long runs: any text can be searched, and arrays find just what plain scoring finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document
from indexer.engine import Candidates, Engine
from indexer.memory_engine import MemoryEngine
from indexer.query import Query
from indexer.whoosh_engine import WhooshEngine, WhooshWriter
from kb.center import HelpCenter
from kb.settings import Settings
from tests.conftest import opened
from tests.places import ROOT

pytestmark = pytest.mark.soak
LOCALES = ("zh-CN", "zh-TW", "en", "ja", "ko", "es", "ar")
LETTERS = (
    "提币充值手续费到账密码验证abcdefghij ABC 0123 -_.'\"“”「」:：（）!?，。 的了吗 ひらカナ 한글 กขค"
    " مرحبا ёжик é ß ﬃ ＴＲＣ２０\u200b\u0301😀"
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """The articles of the repository, published and opened."""
    with closing(opened(Settings(content=ROOT / "articles", data=tmp_path_factory.mktemp("demo")))) as center:
        yield center


def any_text(picks: random.Random, words: list[str]) -> str:
    """Something that might be typed, pasted or sent by a program."""
    kind = picks.randrange(4)
    if kind == 0:
        return "".join(chr(picks.randrange(1, 0x20000)) for _ in range(picks.randrange(1, 40)))
    if kind == 1:
        return "".join(picks.choices(LETTERS, k=picks.randrange(1, 60)))
    if kind == 2:
        return picks.choice(LETTERS) * picks.randrange(1, 2000)
    return picks.choice(("", " ", "-", '"')).join(picks.choices(words, k=picks.randrange(1, 8)))


def words_of(documents: list[Document], analyzer: Analyzer) -> list[str]:
    return sorted({word for document in documents for word in analyzer.word_set(document.title, document.locale)})


def documents_of(center: HelpCenter) -> list[Document]:
    found = (center.search(article.title, article.locale, per_page=3).hits for article in center.articles())
    return list({hit.document.key: hit.document for hits in found for hit in hits}.values())


@pytest.mark.timeout(3600)
def test_a_hundred_thousand_texts_of_any_kind_are_answered(demo: HelpCenter, analyzer: Analyzer) -> None:
    picks = random.Random(2026)
    words = words_of(documents_of(demo), analyzer)
    for _ in range(100_000):
        hits = demo.search(any_text(picks, words), picks.choice(LOCALES))
        assert len(hits.hits) <= hits.total


@pytest.mark.timeout(3600)
def test_ten_thousand_queries_find_what_plain_scoring_finds(
    demo: HelpCenter, analyzer: Analyzer, tmp_path: Path
) -> None:
    picks = random.Random(10_000)
    documents = documents_of(demo)
    words = words_of(documents, analyzer)
    plain, writer = MemoryEngine(analyzer), WhooshWriter.create(tmp_path / "index", analyzer)
    for part in (documents[::2], documents[1::2], documents[:20]):
        plain.apply(Changes(tuple(part)))
        writer.apply(Changes(tuple(part)))
    arrays = WhooshEngine(tmp_path / "index")
    for _ in range(10_000):
        locale = picks.choice(LOCALES)
        query = Query.parse(any_text(picks, words), analyzer, (locale, "en"))
        assert_alike(asked(plain, query), asked(arrays, query))


def asked(engine: Engine, query: Query) -> Candidates:
    return engine.candidates(query, 10, has_facets=True)


def assert_alike(one: Candidates, other: Candidates) -> None:
    """The same groups with the same scores; which of two stands first is free where they differ by a rounding."""
    assert (one.total, one.facets) == (other.total, other.facets)
    assert [item.score for item in one.items] == pytest.approx([item.score for item in other.items], rel=1e-4)
    ours, theirs = ({item.key: item.score for item in found.items} for found in (one, other))
    least = min(ours.values(), default=0.0) * (1 + 1e-4)
    assert {key for key, score in ours.items() if score > least} <= theirs.keys()
