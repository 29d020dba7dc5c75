"""What a question means with a glossary beside it, through an engine that holds a few articles."""

from __future__ import annotations

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document, Section
from indexer.lexicon import Lexicon
from indexer.memory_engine import MemoryEngine
from indexer.query import Query
from indexer.search import Search
from indexer.synonyms import Glossary, SynonymGroup
from indexer.wording import Wording

GROUPS = (
    SynonymGroup("withdraw", (("提币", "zh-CN"), ("提现", "zh-CN"), ("withdrawal", "en"), ("withdrawals", "en"))),
    SynonymGroup("fee", (("手续费", "zh-CN"), ("提币手续费", "zh-CN"), ("fee", "en"), ("frais", "fr"))),
    SynonymGroup("close", (("注销", "zh-CN"), ("close account", "en"))),
    SynonymGroup("company", (("公司账户", "zh-CN"), ("企业账户", "zh-CN"))),
)
TEXTS = {
    "zh-CN/withdraw": ("如何提币", "输入地址和金额。"),
    "zh-CN/fee": ("提币手续费是多少", "输入金额后显示。"),
    "zh-CN/close": ("如何注销账户", "注销后不可恢复。"),
    "zh-CN/stolen": ("账户被盗怎么办", "立即冻结。"),
    "zh-CN/company": ("企业账户", "公司资料。"),
    "en/withdraw": ("How to withdraw", "Enter the address."),
}


def document(key: str, title: str, text: str) -> Document:
    return Document(key, key.partition("/")[0], title, key, "1", sections=(Section("", "", text),))


@pytest.fixture(scope="module")
def search() -> Search:
    """The articles and their glossary."""
    surfaces = [surface for group in GROUPS for surface in group.surfaces]
    analyzer = Analyzer([text for text, _ in surfaces])
    engine = MemoryEngine(analyzer)
    engine.apply(Changes(tuple(document(key, *texts) for key, texts in TEXTS.items())))
    titles = [(title, key.partition("/")[0]) for key, (title, _) in TEXTS.items()]
    lexicon = Lexicon.of([*titles, *surfaces], analyzer, engine.vocabulary())
    return Search(engine, analyzer, Wording(Glossary(GROUPS, analyzer), lexicon))


def asked(search: Search, text: str, locale: str = "zh-CN") -> Query:
    return search.asked(text, (locale,))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("提现", "zh-CN/withdraw"),
        ("昨天提的币呢", "zh-CN/withdraw"),
        ("close my account", "zh-CN/close"),
        ("公司账户", "zh-CN/company"),
        ("号被人盗了", "zh-CN/stolen"),
        ("你好，请问提现要手续费吗，谢谢", "zh-CN/fee"),
        ("tixian shouxufei", "zh-CN/fee"),
        ("withdrawl fee", "zh-CN/fee"),
        ("withdraw", "en/withdraw"),
    ],
)
def test_other_words_find_the_article(search: Search, text: str, first: str) -> None:
    assert search.page(asked(search, text)).hits[0].document.key == first


def test_alternatives_are_those_that_the_index_can_match_and_none_that_another_makes_needless(search: Search) -> None:
    (concept,) = asked(search, "frais", "fr").concepts
    assert [one.term for one in concept.alternatives if one.kind == "glossary"] == ["手续费"]


def test_a_group_is_the_same_tuple_at_every_question(search: Search) -> None:
    assert search.wording is not None
    first, again = (search.wording.glossary.alternatives((0, 1), search.engine) for _ in range(2))
    assert first is again


def test_what_was_mended_is_shown_as_it_would_have_been_typed(search: Search) -> None:
    assert asked(search, "Withdrwa fee").corrected == "Withdraw fee"
    assert asked(search, "怎么tibi").corrected == "怎么提币"
    assert asked(search, "提币手续费").corrected == ""


def test_function_words_and_small_talk_bring_no_bigrams_of_their_own(search: Search) -> None:
    assert asked(search, "你好请问怎么提币").grams == ("么提", "提币")
    assert asked(search, "怎么").grams == ("怎么",)


@pytest.mark.parametrize(
    ("text", "locale", "language"),
    [
        ("withdraw", "zh-CN", "en"),
        ("withdraw", "en", ""),
        ("API提币", "zh-CN", ""),
        ("提币", "en", "zh"),
        ("", "en", ""),
    ],
)
def test_a_question_in_another_script_names_its_language(search: Search, text: str, locale: str, language: str) -> None:
    assert asked(search, text, locale).language == language


@pytest.mark.parametrize("text", ["提" * 500, "提的" * 300, "close my " * 80, "你好" * 300, "\ud800", "的了我" * 200])
def test_hostile_text_is_answered(search: Search, text: str) -> None:
    hits = search.page(asked(search, text))
    assert len(hits.hits) <= hits.total
