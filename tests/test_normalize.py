"""Folding: the one form in which index and query are compared, and the way back to the original text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.normalize import fold, folded

TRICKY = "提幣币手續费記憶體滑鼠软體的 a1-_.'’ßİÆǆﬁÉe\u0301ｶﾞガ한ㄱㅏ각가\u11a8ที่คำ\u200b\u202e\ud800ﷺ™٣１Ａ\t\n\x00"
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(TRICKY)), max_size=80)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ｗｉｔｈｄｒａｗ　ＦＥＥ", "withdraw fee"),
        ("ﾊﾟｽﾜｰﾄﾞ", "パスワード"),
        ("Ünïcödé Résumé", "unicode resume"),
        ("Đổi mật khẩu", "doi mat khau"),
        ("Łódź, Ærø, Œuvre", "lodz, aero, oeuvre"),
        ("Straße STRASSE", "strasse strasse"),
        ("İstanbul ISPARTA ığdır", "istanbul isparta igdir"),
        ("e\u0301te\u0301", "ete"),
        ("ΆΘΗΝΑ ς", "άθηνα σ"),
        ("Ёлка", "ёлка"),
        ("忘記密碼", "忘记密码"),
        ("提幣手續費", "提币手续费"),
        ("衛生 衞生", "卫生 卫生"),
        ("帳戶 帐户 賬戶 轉帳", "账户 账户 账户 转账"),
        ("看著 著名 顯著", "看着 著名 显著"),
        ("提 币 限 额", "提币限额"),
        ("提\u3000幣", "提币"),
        ("提币 限额", "提币 限额"),
        ("①２½", "12 "),
        ("٣٤ ३४", "34 34"),
        ("l’article п’ять oʻzbek", "l'article п'ять o'zbek"),
        ("Binance™ Token℠", "binance  token "),
        ("", ""),
    ],
)
def test_ways_of_writing_the_same_fold_into_one(written: str, expected: str) -> None:
    assert folded(written) == expected


@pytest.mark.parametrize(
    "invisible", ["\u200b", "\u200d", "\ufeff", "\xad", "\u202e", "\u2066", "\x00", "\x1b", "\ufe0f"]
)
@pytest.mark.parametrize(("before", "after"), [("with", "draw"), ("提", "币"), ("パス", "ワード"), ("e", "\u0301te")])
def test_invisible_characters_inside_a_word_change_nothing(before: str, invisible: str, after: str) -> None:
    assert folded(before + invisible + after) == folded(before + after)


def test_lone_surrogates_become_spaces() -> None:
    assert folded("提\ud800币 a\udfffb") == "提 币 a b".replace("提 币", "提币")


def test_growth_by_normalisation_is_capped() -> None:
    assert len(folded("\ufdfa" * 10_000)) == 2 * 10_000 + 1024
    assert folded("\ufdfa").startswith("صلى")


@pytest.mark.parametrize(
    ("original", "word", "expected"),
    [
        ("费用 ｗｉｔｈｄｒａｗ!", "withdraw", "ｗｉｔｈｄｒａｗ"),
        ("Die Straße ist", "strasse", "Straße"),
        ("a with\u200bdraw b", "withdraw", "with\u200bdraw"),
        ("我的記憶體不夠", "记忆体", "記憶體"),
        ("電腦的記憶體與滑鼠", "滑鼠", "滑鼠"),
        ("第一行\n記憶體\n第三行", "第三", "第三"),
        ("提 幣 限 額 说明", "限额", "限 額"),
        ("ﬁrst ﬁne", "fine", "ﬁne"),
        ("①ﾊﾟｽﾜｰﾄﾞ", "パスワード", "ﾊﾟｽﾜｰﾄﾞ"),
        ("cafe\u0301 au", "cafe", "cafe\u0301"),
        ("ＵＳＤＴ，提幣", "提币", "提幣"),
    ],
)
def test_a_folded_place_leads_back_to_the_original(original: str, word: str, expected: str) -> None:
    result = fold(original)
    at = result.text.index(word)
    start, end = result.origin(at, at + len(word))
    assert original[start:end] == expected


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_text_folds_and_every_place_leads_back(text: str) -> None:
    result = fold(text)
    assert len(result.cased) == len(result.text)
    assert result.cased.casefold() == result.text
    places = [result.origin(i, i + 1) for i in range(len(result.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_character_alone_leads_back_to_where_it_stands(text: str) -> None:
    original = f"{text}\n提币\n{text}"
    result = fold(original)
    at = result.text.index("\n提币\n") + 1
    start, end = result.origin(at, at + 2)
    assert original[start:end] == "提币"


EVERYDAY = "aZ09 -_.'\n提幣币帐著户體软の가Ёё“”·—、。〈々，！ＡＺ０～" + "".join(map(chr, range(0x3400, 0x9FFF, 97)))


@settings(deadline=None, max_examples=500)
@given(st.text(st.sampled_from(EVERYDAY), max_size=60))
def test_everyday_text_folds_by_the_shorter_way_as_by_the_longer(text: str) -> None:
    longer = fold(f"{text}\u200b")  # the invisible character is taken away, the rest looked at closely
    assert (fold(text).cased, fold(text).text) == (longer.cased, longer.text)
    size = len(longer.cased)
    assert [fold(text).origin(at, at + 1) for at in range(size)] == [longer.origin(at, at + 1) for at in range(size)]
