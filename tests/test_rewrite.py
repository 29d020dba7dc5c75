"""A mistyped or romanised query with what it meant beside what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.lexicon import Lexicon
from indexer.query import MAX_CONCEPTS, MAX_GRAMS, Query
from indexer.rewrite import Expanded, expanded

TEXTS = [
    "提币手续费是多少",
    "如何充值法币",
    "身份认证失败的原因",
    "谷歌验证器丢失",
    "如何冻结账户",
    "API密钥 K线图",
    "Reset a forgotten password",
    "Withdrawal fees and deposits",
]
MEANT = [
    ("tibi", "提币"),
    ("TiBi", "提币"),
    ("tibi shouxufei", "提币 手续费"),
    ("ti bi", "提币"),
    ("shou xu fei", "手续费"),
    ("tb sxf", "提币 手续费"),
    ("ti币", "提币"),
    ("提b", "提币"),
    ("tib手续费", "提币手续费"),
    ("dongjie zhanghu", "冻结 账户"),
    ("充直法币", "充值法币"),
    ("身份任证失败", "身份认证失败"),
    ("身份任證失敗", "身份认证失败"),
    ("forgotton pasword", "forgotten password"),
    ("withdrwal fees", "withdrawal fees"),
    ("API蜜钥 tibi", "API密钥 提币"),
]
WELL_WRITTEN = [
    "提币手续费",
    "API密钥",
    "K线图",
    "withdrawal",
    "how do women change the password",
    "天气怎么样",
    "",
    "？！",
]

Ask = Callable[..., Expanded]


@pytest.fixture(scope="module")
def lexicon(analyzer: Analyzer) -> Lexicon:
    """The words of a few titles."""
    vocabulary = {word: 1 for text in TEXTS for word in analyzer.word_set(text, "en") if word.isascii()}
    return Lexicon.of([(text, "zh-CN") for text in TEXTS], analyzer, vocabulary)


@pytest.fixture(scope="module")
def ask(analyzer: Analyzer, lexicon: Lexicon) -> Ask:
    """The expanded query of a text."""
    counts = [analyzer.counts(text, "zh-CN") for text in TEXTS]

    def known(term: str) -> int:
        return sum(term in count.words or (len(term) > 1 and term in count.grams) for count in counts)

    return lambda text: expanded(Query.parse(text, analyzer, ("zh-CN",)), lexicon, analyzer, known)


def terms(query: Query) -> list[set[str]]:
    return [{alternative.term for alternative in concept.alternatives} for concept in query.concepts]


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_a_query_is_understood(ask: Ask, analyzer: Analyzer, typed: str, meant: str) -> None:
    found = ask(typed)
    assert found.corrected == meant
    wanted = Query.parse(meant, analyzer, ("zh-CN",))
    assert len(found.query.concepts) == len(wanted.concepts)
    for concept, typed_well in zip(found.query.concepts, wanted.concepts, strict=True):
        assert {alternative.term for alternative in typed_well.alternatives[:1]} <= {
            alternative.term for alternative in concept.alternatives
        }
    assert set(wanted.grams) <= set(found.query.grams)


@pytest.mark.parametrize(("typed", "_meant"), MEANT)
def test_what_was_typed_stays(ask: Ask, analyzer: Analyzer, typed: str, _meant: str) -> None:
    typed_query, found = Query.parse(typed, analyzer, ("zh-CN",)), ask(typed).query
    assert set().union(*terms(typed_query)) <= set().union(*terms(found))
    assert set(typed_query.grams) <= set(found.grams)
    assert (found.text, found.exact, found.locales) == (typed_query.text, typed_query.exact, typed_query.locales)


@pytest.mark.parametrize("typed", WELL_WRITTEN)
def test_a_query_that_is_written_well_stays_as_it_is(ask: Ask, analyzer: Analyzer, typed: str) -> None:
    assert ask(typed) == Expanded(Query.parse(typed, analyzer, ("zh-CN",)))


@pytest.mark.parametrize(
    ("typed", "kind", "weight"),
    [("tibi", "pinyin", 0.9), ("sxf", "initials", 0.5), ("充直", "sound", 0.8), ("pasword", "spelling", 0.7)],
)
def test_an_alternative_says_where_it_comes_from(ask: Ask, typed: str, kind: str, weight: float) -> None:
    alternatives = [a for concept in ask(typed).query.concepts for a in concept.alternatives]
    assert (kind, weight) in {(alternative.kind, alternative.weight) for alternative in alternatives}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="提币充值手续费任证abiotshuxf -'é的ти1", max_size=450))
def test_any_text_can_be_expanded(ask: Ask, text: str) -> None:
    found = ask(text).query
    assert len(found.concepts) <= MAX_CONCEPTS
    assert len(found.grams) <= MAX_GRAMS


@pytest.mark.parametrize("part", ["ana", "xian", "ti币", "提b", "充直", "tb ", "ti ", "depsoit ", "а"])
def test_a_hostile_text_stays_within_the_caps(ask: Ask, part: str) -> None:
    found = ask(part * 400).query
    assert len(found.concepts) <= MAX_CONCEPTS
    assert len(found.grams) <= MAX_GRAMS
