"""One contract for every engine: the same documents and the same query give the same candidates."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from whoosh import index
from whoosh.query import Term

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document, Section
from indexer.engine import Candidates, Engine, IndexUnusable
from indexer.fields import WORDS
from indexer.memory_engine import MemoryEngine
from indexer.query import Query
from indexer.whoosh_engine import MERGE_ABOVE, WhooshEngine, WhooshWriter

FEES = Document(
    "zh-CN/fees",
    "zh-CN",
    "提币手续费是多少",
    "fees",
    "1",
    sections=(Section("", "", "按网络收取固定数量。"),),
    filters={"lang": ("zh-CN",), "category": ("funds",), "tag": ("手续费",)},
)
FEES_EN = Document(
    "en/fees",
    "en",
    "Withdrawal fees",
    "fees",
    "1",
    sections=(Section("", "", "A fixed amount a network."),),
    filters={"lang": ("en",), "category": ("funds",)},
)
PASSWORD = Document(
    "zh-CN/password",
    "zh-CN",
    "忘记密码怎么办",
    "password",
    "1",
    aliases=("登不上去",),
    sections=(Section("s-重置", "重置", "点击忘记密码，验证邮箱后重置。"),),
    filters={"lang": ("zh-CN",), "category": ("account",)},
)
KEYS_EN = Document(
    "en/keys",
    "en",
    "Create an API key",
    "keys",
    "1",
    sections=(Section("", "", "Keys may trade or withdraw."),),
    filters={"lang": ("en",), "category": ("api",)},
)
ALL = (FEES, FEES_EN, PASSWORD, KEYS_EN)
ZH = ("zh-CN", "en")
Opened = Callable[[Changes], Engine]


@pytest.fixture(params=["memory", "whoosh"])
def opened(request: Any, analyzer: Analyzer, tmp_path: Path) -> Iterator[Opened]:
    """Applies changes to one engine and opens it anew."""
    engines: list[Engine] = []
    memory = MemoryEngine(analyzer)
    writer = WhooshWriter.create(tmp_path / "index", analyzer) if request.param == "whoosh" else memory

    def apply(changes: Changes) -> Engine:
        writer.apply(changes)
        engines.append(WhooshEngine(tmp_path / "index") if request.param == "whoosh" else memory)
        return engines[-1]

    yield apply
    for engine in engines:
        engine.close()


@pytest.fixture
def ask(analyzer: Analyzer) -> Callable[..., Candidates]:
    """Candidates of an engine for a text."""

    def candidates(engine: Engine, text: str, locales: tuple[str, ...] = ZH, **filters: str) -> Candidates:
        return engine.candidates(Query.parse(text, analyzer, locales, filters), 50, has_facets=True)

    return candidates


def keys(found: Candidates) -> list[str]:
    return [item.document.key for item in found.items]


def test_what_was_put_is_found_and_comes_back_whole(opened: Opened, ask: Any) -> None:
    found = ask(opened(Changes(ALL)), "忘记密码")
    assert found.items[0].document == PASSWORD


def test_a_group_is_shown_once_in_the_readers_locale_even_when_another_matched(opened: Opened, ask: Any) -> None:
    engine = opened(Changes(ALL))
    assert keys(ask(engine, "withdrawal fees"))[0] == "zh-CN/fees"
    assert keys(ask(engine, "提币手续费", ("en", "zh-CN")))[0] == "en/fees"
    assert keys(ask(engine, "withdrawal")).count("en/fees") == 0


def test_filters_exclude_and_never_show_an_excluded_translation(opened: Opened, ask: Any) -> None:
    engine = opened(Changes(ALL))
    assert keys(ask(engine, "提币手续费 fees", lang="en")) == ["en/fees"]
    assert keys(ask(engine, "fees", category="api")) == []
    assert keys(ask(engine, "手续费", tag="手续费")) == ["zh-CN/fees"]


def test_a_title_typed_in_full_comes_first_whatever_its_spacing(opened: Opened, ask: Any) -> None:
    found = ask(opened(Changes(ALL)), "create  an API-key")
    assert keys(found)[0] == "en/keys"
    assert found.items[0].is_exact


def test_facets_count_groups_over_the_whole_result(opened: Opened, ask: Any) -> None:
    found = ask(opened(Changes(ALL)), "withdraw", ("en",))
    assert found.facets["category"] == {"funds": 1, "api": 1}
    assert found.total == 2


def test_a_removed_document_is_gone_and_a_changed_one_is_found_by_its_new_text(opened: Opened, ask: Any) -> None:
    opened(Changes(ALL))
    changed = Document("zh-CN/password", "zh-CN", "找回口令", "password", "2")
    engine = opened(Changes((changed,), ("en/keys",)))
    assert keys(ask(engine, "口令")) == ["zh-CN/password"]
    assert keys(ask(engine, "重置")) == []
    assert keys(ask(engine, "API key", ("en",))) == []
    assert engine.fingerprints() == {"zh-CN/fees": "1", "en/fees": "1", "zh-CN/password": "2"}


def test_a_key_put_twice_keeps_the_last(opened: Opened, ask: Any) -> None:
    twice = (FEES, Document("zh-CN/fees", "zh-CN", "充值说明", "fees", "9"))
    engine = opened(Changes(twice))
    assert engine.fingerprints() == {"zh-CN/fees": "9"}
    assert keys(ask(engine, "手续费")) == []


@pytest.mark.parametrize("text", ["", "   ", "！？。", "\x00", "😀", "***", "NOT NOT a", '"', "a" * 5000, "的" * 3000])
def test_any_text_can_be_asked(opened: Opened, ask: Any, text: str) -> None:
    assert ask(opened(Changes(ALL)), text).total <= len(ALL)


def test_an_empty_engine_answers_nothing(opened: Opened, ask: Any) -> None:
    assert ask(opened(Changes()), "提币").items == ()


def test_whoosh_and_memory_agree_over_many_segments_and_deletions(analyzer: Analyzer, tmp_path: Path) -> None:
    words = ["提币", "充值", "手续费", "密码", "withdraw", "fees", "网络", "认证", "API", "deposit", "冻结", "账户"]
    random_words = random.Random(7)
    memory, writer = MemoryEngine(analyzer), WhooshWriter.create(tmp_path / "index", analyzer)
    for round_number in range(MERGE_ABOVE + 2):
        put = tuple(_random_document(random_words, words, round_number) for _ in range(10))
        changes = Changes(put, (f"zh-CN/{random_words.randrange(300)}",))
        memory.apply(changes)
        writer.apply(changes)
    before = _answers(WhooshEngine(tmp_path / "index"), analyzer, words)
    assert before == _answers(memory, analyzer, words)
    assert writer.merge()
    assert _answers(WhooshEngine(tmp_path / "index"), analyzer, words) == before


def _random_document(source: random.Random, words: list[str], fingerprint: int) -> Document:
    number = source.randrange(300)
    body = "".join(source.choices(words, k=source.randrange(3, 30)))
    title = " ".join(source.choices(words, k=3))
    return Document(
        f"zh-CN/{number}", "zh-CN", title, f"g{number % 200}", str(fingerprint), sections=(Section("", "", body),)
    )


def _answers(engine: Engine, analyzer: Analyzer, words: list[str]) -> list[list[tuple[str, float]]]:
    queries = [f"{a}{b}" for a in words for b in words]
    found = (engine.candidates(Query.parse(text, analyzer, ZH), 50) for text in queries)
    return [[(item.document.key, round(item.score, 4)) for item in one.items] for one in found]


def test_whoosh_reads_by_its_own_means_what_was_written(analyzer: Analyzer, tmp_path: Path) -> None:
    writer = WhooshWriter.create(tmp_path / "index", analyzer)
    writer.apply(Changes(ALL))
    writer.apply(Changes(remove=("en/keys",)))
    with index.open_dir(str(tmp_path / "index"), "terms").searcher() as searcher:
        assert [hit.docnum for hit in searcher.search(Term("words", "手续费"))] == [0]
        assert [hit.docnum for hit in searcher.search(Term("key", "zh-CN/password"))] == [2]
        assert searcher.reader().doc_frequency("words", "withdraw") == 2  # until the deleted one is merged away
        assert sorted(searcher.reader().all_doc_ids()) == [0, 1, 2]
        assert searcher.reader().postings("words", "手续费".encode()).weight() > 0


def test_creating_over_an_index_is_refused(analyzer: Analyzer, tmp_path: Path) -> None:
    WhooshWriter.create(tmp_path, analyzer)
    with pytest.raises(IndexUnusable, match="holds an index already"):
        WhooshWriter.create(tmp_path, analyzer)


def test_a_folder_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="rebuilt from the articles"):
        WhooshEngine(tmp_path)


def test_a_writer_that_fails_leaves_the_old_state_and_no_lock(analyzer: Analyzer, tmp_path: Path) -> None:
    writer = WhooshWriter.create(tmp_path, analyzer)
    writer.apply(Changes((FEES,)))

    def failing() -> Iterator[Any]:
        raise OSError("disk full")
        yield

    with pytest.raises(OSError, match="disk full"):
        writer.apply_batches(failing())
    writer.apply(Changes((PASSWORD,)))
    assert set(WhooshEngine(tmp_path).fingerprints()) == {"zh-CN/fees", "zh-CN/password"}


class Alike:
    """Groups that are near in meaning, as an embedding model would say."""

    def __init__(self, **similarities: float) -> None:
        self._similarities = similarities
        self.groups = tuple(sorted(similarities, key=lambda name: -similarities[name]))

    def similarities(self, groups: Sequence[str]) -> list[float | None]:
        return [self._similarities.get(group) for group in groups]


def test_what_is_near_in_meaning_is_a_candidate_once_and_where_it_passes(opened: Opened, analyzer: Analyzer) -> None:
    engine = opened(Changes(ALL))
    query = replace(Query.parse("密码", analyzer, ZH), near=Alike(keys=0.9, password=0.8, gone=0.7, fees=0.6))
    found = engine.candidates(query, 1, has_facets=True)
    assert keys(found) == ["zh-CN/password", "en/keys", "zh-CN/fees"]
    assert found.total == 3
    assert found.facets["category"] == {"account": 1, "api": 1, "funds": 1}
    filtered = replace(query, filters={"category": "funds"})
    assert keys(engine.candidates(filtered, 10)) == ["zh-CN/fees"]
    excluded = replace(query, excluded=(((WORDS, "api"),),))
    assert "en/keys" not in keys(engine.candidates(excluded, 10))
