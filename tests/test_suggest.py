"""What is found while someone types, of a list of texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.analyzer import Analyzer
from indexer.suggest import Entry, Suggester, shown
from indexer.suggest_typed import MAX_TYPED, Typed

PIECES = Analyzer(words=("身份认证", "验证器", "提币")).pieces


def suggester(*titles: str, **aliases: str) -> Suggester:
    """Of titles that lead to themselves, and of aliases by what they lead to."""
    named = (Entry(said, target, 1) for target, said in aliases.items())
    return Suggester([*(Entry(title, title) for title in titles), *named], PIECES)


ENGLISH = suggester(
    "Withdrawal fees by network",
    "Withdrawal fees",
    "How to make a withdrawal",
    "Reset your password",
    "Straße und Zürich",
    "Create an API-key",
    withdrawals="cannot cash out",
)
CHINESE = suggester(
    "提币手续费是多少",
    "提币一直没到怎么办",
    "身份认证没通过",
    "怎么开启谷歌验证器",
    "USDT 充值没到账",
    "银行卡被冻结",
    "怎么重新登录",
)


def found(typed: str, place: Suggester = CHINESE, limit: int = 8) -> list[str]:
    asked = Typed.of(typed)
    entries = (*place.found(asked, limit), *place.found_inside(asked, limit))
    return list(dict.fromkeys(entry.target for entry in entries))


def marked(typed: str, said: str) -> list[str]:
    (entry,) = suggester(said).found(Typed.of(typed), 1) or suggester(said).found_inside(Typed.of(typed), 1)
    return [said[start:end] for start, end in shown(entry, Typed.of(typed), said, "article").ranges]


def test_what_begins_with_the_typed_text_comes_first_the_shortest_of_it_before_others_and_then_what_has_it() -> None:
    assert found("withdrawal", ENGLISH) == ["Withdrawal fees", "Withdrawal fees by network", "How to make a withdrawal"]


def test_a_word_that_was_typed_in_full_comes_before_one_that_was_begun() -> None:
    assert found("fee", suggester("My feedback", "What a fee is")) == ["What a fee is", "My feedback"]
    assert found("yzm", suggester("我一直忙碌", "收不到验证码怎么办")) == ["收不到验证码怎么办", "我一直忙碌"]


def test_the_first_name_of_something_comes_before_other_names_that_fit_better() -> None:
    place = suggester("Trading fees", vip="fee discount")
    assert found("fee", place) == ["Trading fees", "vip"]
    assert found("fee discount", place) == ["vip"]


def test_a_text_that_was_typed_in_full_comes_before_all_others() -> None:
    place = suggester("Fees", "Fee", fee_alias="fee today")
    assert found("fee", place) == ["Fee", "Fees", "fee_alias"]
    assert found("fees", place)[:1] == ["Fees"]


@pytest.mark.parametrize(
    "typed",
    [*("t", "tb", "tib", "tibi", "tibishouxu", "tibisx", "tbsx", "提b", "提bi", "t币", "ti币", "提币sx", "提币shouxu"),
     *("手续", "手續", "sx", "shouxuf", "ti'bi", "ti bi sho", "提 币 手 续", "提币 手续", "ＴＩＢＩ")],
)  # fmt: skip
def test_any_way_to_begin_to_type_a_text_finds_it(typed: str) -> None:
    assert "提币手续费是多少" in found(typed)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("sfrz", "身份认证没通过"),
        ("renzheng", "身份认证没通过"),
        ("yzq", "怎么开启谷歌验证器"),
        ("usdtcz", "USDT 充值没到账"),
        ("usdt充", "USDT 充值没到账"),
        ("yinhangka", "银行卡被冻结"),
        ("yhk", "银行卡被冻结"),
        ("chongx", "怎么重新登录"),
        ("cxdl", "怎么重新登录"),
        ("一直", "提币一直没到怎么办"),
    ],
)
def test_words_inside_are_found_and_characters_by_each_of_their_usual_readings(typed: str, title: str) -> None:
    assert found(typed)[:1] == [title]


@pytest.mark.parametrize("typed", ["drawal", "Fees with", "network withdrawal", "API KEY", "api-k", "apikey", "zurich"])
def test_the_inside_of_words_other_orders_and_other_spellings_are_found(typed: str) -> None:
    assert found(typed, ENGLISH)


@pytest.mark.parametrize("typed", ["踢币", "wangluo", "xz", "提w", "币提"])
def test_han_is_never_taken_for_other_han_that_sounds_alike_and_what_is_not_there_is_not_found(typed: str) -> None:
    assert found(typed) == []


def test_letters_come_before_sounds_and_the_inside_of_words_comes_last() -> None:
    place = suggester("提币", "统一编号", "Exotib", "Tibet", "How in Tibet")
    assert found("tib", place) == ["Tibet", "How in Tibet", "提币", "Exotib"]


def test_kana_tells_that_han_is_not_read_as_in_chinese() -> None:
    assert found("chujin", suggester("出金の手数料")) == []
    assert found("手数", suggester("出金の手数料")) == ["出金の手数料"]


def test_a_target_is_found_once_though_several_texts_lead_to_it() -> None:
    place = Suggester([Entry("Reset password", "1"), Entry("Reset code", "1", 1), Entry("Reset all", "2")], PIECES)
    assert found("reset", place) == ["2", "1"]


def test_an_alias_is_told_where_the_title_does_not_show_why() -> None:
    alias = Entry("cannot sign in", "4", 1)
    suggestion = shown(alias, Typed.of("sign"), "Reset your password", "article")
    assert (suggestion.text, suggestion.said) == ("Reset your password", "cannot sign in")
    assert [suggestion.said[start:end] for start, end in suggestion.ranges] == ["sign"]
    plain = shown(alias, Typed.of("sign"), "Problems to sign in", "article")
    assert (plain.said, plain.ranges) == ("", ((12, 16),))
    by_sound = shown(Entry("tag is missing", "5", 1), Typed.of("t"), "提币怎么办", "article")
    assert by_sound.said == "tag is missing"


@pytest.mark.parametrize(
    ("typed", "said", "marks"),
    [
        ("fees", "Withdrawal fees", ["fees"]),
        ("an", "Can I ask an agent", ["an"]),
        ("手续费", "提幣手續費是多少", ["手續費"]),
        ("tib", "提幣手續費是多少", ["提幣"]),
        ("tibi", "怎么提币", ["提币"]),
        ("tb", "怎么 提 币", ["提 币"]),
        ("提币sx", "提币手续费", ["提币手续"]),
        ("usdtti", "USDT 提币", ["USDT 提"]),
        ("zurich", "Straße und Zürich", ["Zürich"]),
        ("strasse", "Straße und Zürich", ["Straße"]),
        ("ＮＥＴＷＯＲＫ", "By network", ["network"]),
        ("fees withdrawal", "Withdrawal fees", ["Withdrawal", "fees"]),
        ("رسو", "كم رسوم السحب", ["رسو"]),
    ],
)
def test_the_marks_stand_on_what_was_typed_in_the_texts_own_spelling(typed: str, said: str, marks: list[str]) -> None:
    assert marked(typed, said) == marks


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\x00", "?!", "-", "🙂"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert found(typed) == []


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_never_more_than_asked_for(limit: int) -> None:
    assert len(ENGLISH.found(Typed.of("w"), limit)) == limit


def test_of_thousands_that_begin_alike_the_best_are_found() -> None:
    titles = [f"提币问题{'很' * (number % 90)}{number}" for number in range(3000)]
    place = suggester(*titles)
    shortest = sorted(titles, key=len)[:8]
    for typed in ("提", "t", "tb", "tibiwt", "题"):
        assert sorted(map(len, found(typed, place)[:8])) == sorted(map(len, shortest))


def test_an_endless_text_is_read_by_its_beginning() -> None:
    title = "z" * MAX_TYPED
    assert found(title + "q" * 100_000, suggester(title)) == [title]


def test_equal_lengths_keep_the_order_of_the_entries() -> None:
    assert found("fee", suggester("fee b", "fee a")) == ["fee b", "fee a"]


def test_no_entries_give_no_suggestions() -> None:
    assert found("fee", suggester()) == []


@pytest.mark.parametrize(
    ("text", "is_held"),
    [("fees", True), ("withdrawal fees", True), ("fee", False), ("drawal", False), ("", False), ("?", False)],
)
def test_words_are_held_from_their_beginning_to_their_end(text: str, is_held: bool) -> None:
    assert ENGLISH.holds(Typed.of(text)) is is_held


def test_han_is_held_from_the_beginning_of_a_word() -> None:
    assert CHINESE.holds(Typed.of("手续"))
    assert not CHINESE.holds(Typed.of("币手续"))


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=20), st.text(st.sampled_from("tibsx'  提币手續éﷺ٣-_่\u0301"), max_size=80))
def test_any_text_may_be_typed_into_any_list_and_marks_stay_inside(said: str, typed: str) -> None:
    place, asked = suggester(said, said + typed), Typed.of(typed)
    for entry in (*place.found(asked, 5), *place.found_inside(asked, 5)):
        suggestion = shown(entry, asked, entry.said, "article")
        assert all(0 <= start < end <= len(entry.said) for start, end in suggestion.ranges)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=20))
def test_any_text_may_be_typed(typed: str) -> None:
    assert len(CHINESE.found(Typed.of(typed), 3)) <= 3
    assert len(ENGLISH.found_inside(Typed.of(typed), 3)) <= 3
