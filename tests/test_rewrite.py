"""A mistyped or romanised text as it was meant, with what was typed beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.lexicon import Lexicon
from indexer.rewrite import Mended, Usage, mended

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
    ("PASWORD", "PASSWORD"),
    ("Withdrwal fees", "Withdrawal fees"),
]
WELL_WRITTEN = [
    "提币手续费",
    "API密钥",
    "K线图",
    "withdrawal",
    "how do women change the password",
    "my tb ride and the password",
    "天气怎么样",
    "",
    "？！",
]

Ask = Callable[..., Mended | None]


@pytest.fixture(scope="module")
def lexicon(analyzer: Analyzer) -> Lexicon:
    """The words of a few titles, and one that only other sites use."""
    vocabulary = {word: 1 for text in TEXTS for word in analyzer.word_set(text, "en") if word.isascii()}
    return Lexicon.of([(text, "zh-CN") for text in (*TEXTS, "体现", "提现")], analyzer, vocabulary)


@pytest.fixture(scope="module")
def ask(analyzer: Analyzer, lexicon: Lexicon) -> Ask:
    """What a text was meant to be."""
    counts = [analyzer.counts(text, "zh-CN") for text in TEXTS]

    def known(term: str) -> int:
        return sum(term in count.words or (len(term) > 1 and term in count.grams) for count in counts)

    def meant(text: str, talk: tuple[int, ...] = (), surfaces: tuple[str, ...] = ()) -> Mended | None:
        groups = analyzer.groups(text, "zh-CN")
        usage = Usage(known, surfaces.__contains__, surfaces.count)
        return mended(text, groups, talk, lexicon, analyzer, "zh-CN", usage)

    return meant


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_a_text_is_understood(ask: Ask, analyzer: Analyzer, typed: str, meant: str) -> None:
    found = ask(typed)
    assert found is not None
    assert found.text == meant
    assert found.groups == tuple(analyzer.groups(meant, "zh-CN"))


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_what_was_typed_stays_beside_it(ask: Ask, analyzer: Analyzer, typed: str, meant: str) -> None:
    found = ask(typed)
    assert found is not None
    words = [group.terms for group in found.groups] + [[(a.kind, a.term) for a in row] for row in found.others.values()]
    terms = {term for row in words for _, term in row}
    assert {term for group in analyzer.groups(typed, "zh-CN") for _, term in group.terms} <= terms


@pytest.mark.parametrize("typed", WELL_WRITTEN)
def test_a_text_that_is_written_well_stays_as_it_is(ask: Ask, typed: str) -> None:
    assert ask(typed) is None


def test_a_word_that_is_written_well_becomes_no_word_that_articles_lack(analyzer: Analyzer) -> None:
    lexicon = Lexicon.of([("一切", "zh-CN"), ("提现", "zh-CN")], analyzer, {})
    usage = Usage(lambda term: term in ("提", "现", "提现"), lambda word: word == "一切", lambda _: 1)
    for typed, meant in (("一起", None), ("体现", "提现")):
        found = mended(typed, analyzer.groups(typed, "zh-CN"), (), lexicon, analyzer, "zh-CN", usage)
        assert (found and found.text) == meant, typed


def test_a_text_may_end_where_a_word_lacks_its_last_character(analyzer: Analyzer) -> None:
    lexicon = Lexicon.of([("再试试", "zh-CN")], analyzer, {})
    groups = analyzer.groups("要等多久才能再试", "zh-CN")
    usage = Usage(lambda _: 0, lambda word: word == "再试试", lambda _: 1)
    found = mended("要等多久才能再试", groups, (), lexicon, analyzer, "zh-CN", usage)
    assert found is None or found.text == "要等多久才能再试试"


def test_a_glossary_word_that_leads_to_nothing_here_was_not_meant(analyzer: Analyzer, lexicon: Lexicon) -> None:
    groups = analyzer.groups("提显", "zh-CN")
    usage = Usage(lambda _: 0, lambda word: word == "提现", lambda _: 0)
    assert mended("提显", groups, (), lexicon, analyzer, "zh-CN", usage) is None


def test_capitals_beside_chinese_words_are_a_name(ask: Ask) -> None:
    assert ask("SXF 提币") is None


def test_first_letters_beside_whole_words_are_only_a_guess(ask: Ask) -> None:
    assert [found and found.is_sure for found in map(ask, ("sxf 提币", "tb sxf", "tibi 手续费"))] == [False, True, True]


def test_small_talk_is_not_mended(ask: Ask) -> None:
    assert ask("pasword", (0,)) is None


def test_a_word_that_neither_the_index_nor_the_glossary_has_was_not_meant(ask: Ask) -> None:
    assert ask("提显") is None
    found = ask("提显", (), ("提现",))
    assert found is not None
    assert found.text == "提现"


@pytest.fixture(scope="module")
def homophones(analyzer: Analyzer) -> Callable[[Callable[[str], int]], Mended | None]:
    """What pinyin of two words means where documents speak of them so often; titles hold the first one more often."""
    lexicon = Lexicon.of([("时机", "zh"), ("时机", "zh"), ("世纪", "zh")], analyzer, {})
    groups = analyzer.groups("shiji", "zh-CN")
    return lambda spoken_of: mended(
        "shiji", groups, (), lexicon, analyzer, "zh-CN", Usage(lambda _: 0, lambda _: True, spoken_of)
    )


def test_other_meanings_weigh_less_than_the_likeliest(homophones: Callable[..., Mended | None]) -> None:
    found = homophones(lambda _: 0)
    assert found is not None
    assert found.text == "时机"
    assert {one.term: one.weight for one in found.others[0]} == {"世纪": 0.9, "shiji": 1.0}


def test_of_two_homophones_alone_the_one_that_most_documents_speak_of_was_meant(
    homophones: Callable[..., Mended | None],
) -> None:
    found = homophones({"世纪": 3, "时机": 2}.__getitem__)
    assert found is not None
    assert found.text == "世纪"
    assert {one.term: one.weight for one in found.others[0]} == {"时机": 0.9, "shiji": 1.0}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="提币充值手续费任证abiotshuxf -'é的ти1", max_size=450))
def test_any_text_can_be_mended(ask: Ask, text: str) -> None:
    found = ask(text)
    assert found is None or all(place < len(found.groups) for place in found.others)


@pytest.mark.parametrize("part", ["ana", "xian", "ti币", "提b", "充直", "tb ", "ti ", "depsoit ", "а"])
def test_a_hostile_text_is_answered(ask: Ask, part: str) -> None:
    found = ask(part * 133)
    assert found is None or found.text
