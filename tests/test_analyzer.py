"""The whole chain: what a text can be found by, where, and how often."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import example
from indexer.analysis.analyzer import Analyzer, Counts
from indexer.analysis.normalize import folded

MIXED = "提幣币手續费記憶體滑鼠的怎么aAbZ019-_.'’ßİǆﬁéｶﾞ출금ลืжЯאشक#+,，。 \n\u200b\ud800ﷺ™"
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(MIXED)), max_size=80)
LOCALES = st.sampled_from(["zh-CN", "zh-TW", "en", "ja", "de", "tr", "ru", "xx", ""])


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("erc-20", "en", ["erc20", "erc", "20"]),
        ("ERC20", "zh-CN", ["erc20", "erc", "20"]),
        ("24h", "en", ["24h", "24"]),
        ("apiKey", "zh-CN", ["apikey", "api", "key"]),
        ("getOrderBook", "en", ["getorderbook", "get", "order", "book"]),
        ("HTTPServer APIs", "en", ["httpserver", "http", "server", "apis", "api"]),
        ("tidb_mem_limit", "zh", ["tidbmemlimit", "tidb", "mem", "limit"]),
        ("v1.2.3", "en", ["v1.2.3", "1.2.3"]),
        ("0.08", "en", ["0.08"]),
        ("10,000.50", "en", ["10000.50"]),
        ("401,403", "en", ["401403", "401", "403"]),
        ("node.js", "en", ["nodejs", "nodej", "node", "js"]),
        ("c++ C# .NET", "en", ["c++", "c", "c#", "c", ".net", "net"]),
        ("user's don't", "en", ["users", "user", "dont", "don"]),
        ("l'article", "fr", ["larticle", "article", "larticl", "articl"]),
        ("п'ять", "uk", ["пять"]),
        ("withdrawals", "zh-CN", ["withdrawals", "withdraw"]),
        ("USDT提币", "zh-CN", ["usdt", "提", "币"]),
        ("银行卡", "zh-CN", ["银行卡", "银行"]),
        ("x86_64", "en", ["x8664", "x86", "86", "64"]),
        ("utf-8", "en", ["utf8", "utf", "8"]),
        ("Пароли", "ru", ["пароли", "парол"]),
        ("🙂 ？！", "zh-CN", []),
    ],
)
def test_a_word_is_found_by_its_forms(analyzer: Analyzer, text: str, locale: str, expected: list[str]) -> None:
    groups = analyzer.groups(text, locale)
    found = [term for group in groups for _, term in group.terms]
    assert sorted(found) == sorted(expected)
    assert [group.terms[0][0] for group in groups] == ["word"] * len(groups)


@pytest.mark.parametrize(
    "spellings",
    [
        ["提币手续费", "提幣手續費", "提 币 手 续 费", "提\u200b币手续费", "提币\ufe0f手续费"],
        ["withdraw fee", "ｗｉｔｈｄｒａｗ　ｆｅｅ", "WITHDRAW Fee", "with\u200bdraw fee", "\u202ewithdraw fee\u202c"],
        ["パスワード", "ﾊﾟｽﾜｰﾄﾞ"],
        ["帳戶", "帐户", "账户", "賬戶"],
        ["查詢資料", "查询资料"],
        ["naïve café", "naive cafe", "nai\u0308ve cafe\u0301"],
        ["출금", "\u110e\u116e\u11af\u1100\u1173\u11b7"],
        ["ERC-20", "erc-20", "ＥＲＣ－２０", "erc‐20"],
    ],
)
def test_other_ways_of_writing_give_the_same_terms(analyzer: Analyzer, spellings: list[str]) -> None:
    counts = [analyzer.counts(spelling, "zh-CN", chars=True) for spelling in spellings]
    assert counts == counts[:1] * len(counts)
    assert counts[0].words


def test_terms_point_at_the_original_text(analyzer: Analyzer) -> None:
    text = "ＵＳＤＴ提幣，Straße getOrderBook"
    words = [text[term.start : term.end] for term in analyzer.terms(text, "zh-TW") if term.kind in ("word", "part")]
    assert words == ["ＵＳＤＴ", "提", "幣", "Straße", "getOrderBook", "get", "Order", "Book"]


def test_parts_and_stems_share_the_position_of_their_word(analyzer: Analyzer) -> None:
    terms = analyzer.terms("银行卡 fees orders", "zh-CN")
    assert [(term.text, term.position, term.kind) for term in terms if term.kind != "gram"] == [
        ("银行卡", 0, "word"),
        ("银行", 0, "part"),
        ("fees", 1, "word"),
        ("fee", 1, "stem"),
        ("orders", 2, "word"),
        ("order", 2, "stem"),
    ]


def test_a_query_is_groups_of_forms(analyzer: Analyzer) -> None:
    groups = analyzer.groups("怎么查 orderBooks", "zh-CN")
    assert [(group.surface, group.is_stopword) for group in groups] == [
        ("怎么", True),
        ("查", False),
        ("orderBooks", False),
    ]
    assert groups[2].terms == (
        ("word", "orderbooks"),
        ("part", "order"),
        ("part", "books"),
        ("stem", "orderbook"),
        ("stem", "book"),
    )
    assert (groups[2].start, groups[2].end) == (4, 14)


def test_glossary_words_are_whole_words_with_parts() -> None:
    analyzer = Analyzer(["提幣", "提币手续费"])
    (group,) = analyzer.groups("提币手续费", "zh-CN")
    assert group.terms[0] == ("word", "提币手续费")
    assert ("part", "提币") in group.terms


@pytest.mark.parametrize(
    ("taiwan", "home"),
    [("程式", "程序"), ("滑鼠", "鼠标"), ("記憶體", "内存"), ("支援", "支持"), ("登入", "登录"), ("使用者", "用户")],
)
def test_a_word_of_taiwan_is_found_by_the_mainlands_word(analyzer: Analyzer, taiwan: str, home: str) -> None:
    counts = analyzer.counts(taiwan, "zh-TW")
    assert counts.words[home] == 1
    assert home in analyzer.counts(home, "zh-CN").words


def test_the_fingerprint_changes_with_the_glossary_only() -> None:
    assert Analyzer(["提币"]).fingerprint == Analyzer(["提幣"]).fingerprint != Analyzer().fingerprint


def test_a_length_counts_words_and_not_their_parts(analyzer: Analyzer) -> None:
    assert analyzer.counts("getOrderBook 银行卡 fees", "zh-CN").length == 3


@settings(deadline=None)
@given(ANY_TEXT, LOCALES, st.booleans())
def test_counts_are_the_terms_counted(analyzer: Analyzer, text: str, locale: str, chars: bool) -> None:
    terms = analyzer.terms(text, locale, chars=chars)
    words = Counter(term.text for term in terms if term.kind in ("word", "part", "stem"))
    grams = Counter(term.text for term in terms if term.kind in ("gram", "char"))
    length = sum(term.kind == "word" for term in terms)
    assert analyzer.counts(text, locale, chars=chars) == Counts(words, grams, length)


@settings(deadline=None)
@given(ANY_TEXT, LOCALES)
def test_terms_are_in_order_and_within_the_text(analyzer: Analyzer, text: str, locale: str) -> None:
    terms = analyzer.terms(text, locale, chars=True)
    assert [(term.start, term.position) for term in terms] == sorted((term.start, term.position) for term in terms)
    assert all(0 <= term.start < term.end <= len(text) for term in terms)
    assert all(term.text and len(term.text) <= 600 for term in terms)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Straße", "提币", "密码", "ﬁne", "Café", "ｆｅｅ", "출금", "don’t", "with\u200bdraw", "№7", "ж"]
        )
    )
)
def test_a_word_stands_where_its_term_points(analyzer: Analyzer, pieces: list[str]) -> None:
    text = "、 ".join(pieces)
    for term in analyzer.terms(text, "de"):
        if term.kind == "word":
            assert folded(text[term.start : term.end]).replace("'", "") == term.text


@settings(deadline=None)
@given(ANY_TEXT, LOCALES)
def test_a_query_asks_for_what_the_index_holds(analyzer: Analyzer, text: str, locale: str) -> None:
    counts = analyzer.counts(text, locale, chars=True)
    groups = analyzer.groups(text, locale)
    assert {term for group in groups for _, term in group.terms} == set(counts.words)
    assert len(groups) == counts.length
    assert set(analyzer.grams(text, locale)) <= set(counts.grams)


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        '{"a": [1, "\r\n"]}',
        "title:提币^4 AND (a OR b)",
        "a\x00b",
        "\ud800",
        "的了吗",
        "？！…",
        "🙂👨‍👩‍👧",
        "\u202e提币\u202c",
        "提\u200b币",
        "\ufdfa" * 10_000,
        "한" * 2_000,
        "ท" * 2_000,
        "ش" * 2_000,
        "a" * 20_000,
        "a." * 10_000,
        "e" + "\u0301" * 10_000,
    ],
)
def test_any_query_can_be_analysed(analyzer: Analyzer, text: str) -> None:
    terms = analyzer.terms(text, "zh-CN", chars=True)
    groups = analyzer.groups(text, "zh-CN")
    assert len(groups) == len({term.position for term in terms if term.kind == "word"})
    assert len(analyzer.grams(text, "en")) <= 2 * len(text) + 1024


def test_a_hundred_thousand_unbroken_characters_are_counted(analyzer: Analyzer) -> None:
    counts = analyzer.counts("的" * 100_000, "zh-CN")
    assert counts == Counts({"的": 100_000}, {"的的": 99_999}, 100_000)


def test_terms_have_a_longest_length_and_nothing_is_lost(analyzer: Analyzer) -> None:
    counts = analyzer.counts("x" * 1_000, "en")
    assert counts.words == {"x" * 200: 5}


def test_the_example_finds_a_word_without_its_article() -> None:
    assert [form.text for form in example.forms("הכסף")] == ["הכסף", "כסף"]
    assert [form.text for form in example.forms("הוא")] == ["הוא"]
