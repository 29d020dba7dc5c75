"""What visitors did is read out of the journal as they meant it: typing is one search, and nothing outlives a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.center import HelpCenter
from kb.journal.keystrokes import is_typing, key_of
from kb.journal.visitors import network_of
from kb.journal.visits import Search, Visit, reciprocal_rank, visits_of
from tests.people import Clock, Town

FEES, STUCK, PASSWORD = "1042", "1043", "1005"


@pytest.fixture
def town(center: HelpCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The small help center, and people."""
    return Town(center, Clock(monkeypatch), tmp_path / "journal.sqlite")


def visits(town: Town) -> list[Visit]:
    return list(visits_of(town.written().entries()))


def searches(town: Town) -> list[Search]:
    return [search for visit in visits(town) for search in visit.searches]


def asked(town: Town) -> list[str]:
    return [search.text for search in searches(town)]


@pytest.mark.parametrize(
    ("locale", "typed"),
    [
        ("en", ["w", "wi", "with", "withdrawal", "withdrawal fee"]),
        ("en", ["With", "with ", "withdrawal", "Withdrawal Fee?"]),
        ("en", ["withdrawal fees", "withdrawal", "with", "withdraw", "withdraw cost"]),
        ("zh-CN", ["t", "ti", "ti'b", "ti bi", "提币", "提币s", "提币sh'x", "提币手续费"]),
        ("zh-CN", ["tb", "提b", "提币", "提币手续费", "提币手续"]),
        ("zh-TW", ["ㄊㄧˊ", "提", "提ㄅㄧˋ", "提幣"]),
        ("zh-TW", ["提币", "提幣手續費"]),
        ("ja", ["s", "しゅっk", "しゅっきん", "出金", "出金t", "出金てすう", "出金手数料"]),
        ("en", ["ㅊ", "추", "출", "출ㄱ", "출그", "출금", "출금 수수료"]),
        ("en", ["간", "가나다"]),
        ("en", ["ｆｅｅ", "fee 费用"]),
        ("en", ["mail to zhang@ma", "mail to zhang@mail.example"]),
        ("en", ["0x52908400098527886E0F703069857D", "0x52908400098527886E0F7030069857D2E4169EE7"]),
    ],
)
def test_what_is_typed_is_one_search_the_last(town: Town, locale: str, typed: list[str]) -> None:
    town.person(locale).ask(*typed)
    (visit,) = visits(town)
    (search,) = visit.searches
    assert key_of(search.text)[:5] == key_of(typed[-1])[:5] or search.text.endswith("]")
    assert (search.began.second, search.ended.second) == (0, len(typed) - 1)


@pytest.mark.parametrize("text", ["withdrawal fee", "提币手续费", "パスワードを忘れた"])
def test_a_text_typed_letter_by_letter_is_one_search(town: Town, text: str) -> None:
    town.person("zh-CN").type(text)
    assert asked(town) == [text]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kyc", "提币"),
        ("otp", "提币"),
        ("fee", "password"),
        ("提币费", "充币费"),
        ("bnb fee", "bnb stuck"),
        ("す", "fee"),
        ("otp", "すぐ"),
    ],
)
def test_other_words_are_another_search(town: Town, one: str, other: str) -> None:
    town.person().ask(one, other)
    assert asked(town) == [one, other]


def test_a_pause_another_locale_or_another_person_is_another_search(town: Town) -> None:
    reader, other = town.person(), town.person()
    reader.ask("fee", pause_s=31)
    reader.ask("fees")
    other.ask("fees trc20")
    reader.locale = "zh-CN"
    reader.ask("fees tr")
    assert sorted(asked(town)) == ["fee", "fees", "fees tr", "fees trc20"]


def test_what_was_opened_between_is_no_typing(town: Town) -> None:
    reader = town.person()
    reader.ask("fee")
    reader.click("fee", FEES)
    reader.ask("fee network")
    assert asked(town) == ["fee", "fee network"]


def test_the_same_words_again_are_the_same_search_with_what_was_opened(town: Town) -> None:
    reader = town.person()
    reader.ask("withdrawal fee")
    reader.click("withdrawal fee", FEES)
    town.clock.wait(300)
    reader.ask("Withdrawal fee", "password")
    reader.type("withdrawal fee")
    first, second = searches(town)
    assert ([one.article for one in first.opened], second.text) == ([FEES], "password")


def test_letters_sent_at_any_pace_by_many_people_fold_to_what_each_meant(town: Town) -> None:
    meant = ["withdrawal fee", "my withdrawal is stuck", "forgot password", "fees by network"] * 5
    people = [(town.person(), text) for text in meant]
    for end in range(max(map(len, meant))):
        for person, text in people:
            if end < len(text):
                person.ask(text[: end + 1], pause_s=0.01)
    assert sorted(asked(town)) == sorted(meant)


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ((), "unopened"),
        (("click",), "opened"),
        (("read",), "opened"),
        (("read", "yes"), "solved"),
        (("click", "no"), "opened"),
        (("leave",), "left"),
        (("click", "no", "leave"), "left"),
        (("click", "yes", "leave"), "solved"),
    ],
)
def test_a_search_ends_as_what_followed_it_says(town: Town, acts: tuple[str, ...], outcome: str) -> None:
    reader = town.person()
    reader.ask("withdrawal fee")
    for act in acts:
        if act == "click":
            reader.click("withdrawal fee", FEES)
        elif act == "read":
            reader.read(FEES)
        elif act == "leave":
            reader.leave()
        else:
            reader.vote(FEES, act)
    assert [search.outcome for search in searches(town)] == [outcome]


def test_a_search_without_hits_or_a_good_answer_says_so(town: Town) -> None:
    town.person().ask("qqqzzz", "purple elephants dancing network", pause_s=40)
    nothing, weak = searches(town)
    assert (nothing.outcome, weak.outcome) == ("nothing", "weak")


def test_a_search_that_was_only_understood_by_its_correction_says_so(town: Town) -> None:
    town.person().ask("withdrawl fee", "withdrawal", pause_s=40)
    assert [search.is_corrected for search in searches(town)] == [True, False]


def test_another_wording_soon_after_is_a_rewording_of_the_first(town: Town) -> None:
    reader = town.person()
    reader.ask("money missing", pause_s=60)
    reader.type("withdrawal stuck")
    reader.click("withdrawal stuck", STUCK)
    reader.ask("password", pause_s=400)
    reader.ask("login", pause_s=20)
    reader.leave()
    reader.ask("fees")
    (visit,) = visits(town)
    assert [(one.text, other.text) for one, other in visit.rewordings()] == [("money missing", "withdrawal stuck")]


def test_half_an_hour_of_quiet_ends_a_visit(town: Town) -> None:
    reader = town.person()
    reader.ask("withdrawal fee", pause_s=31 * 60)
    reader.read(FEES)
    assert [search.outcome for search in searches(town)] == ["unopened"]


def test_nobody_is_known_the_next_day(town: Town) -> None:
    reader = town.person()
    town.clock.wait(15 * 3600 - 10)
    reader.ask("withdrawal", pause_s=20)
    reader.ask("withdrawal fee")
    first, second = visits(town)
    assert first.visitor != second.visitor
    assert (first.day.day, second.day.day) == (2, 3)


def test_the_answer_card_counts_as_the_first_place(town: Town) -> None:
    reader = town.person()
    reader.ask("withdrawal fee")
    reader.click("withdrawal fee", FEES, rank=0)
    reader.read(FEES)
    reader.ask("password")
    reader.click("password", STUCK, rank=4)
    reader.ask("stuck")
    reader.read(STUCK)
    assert [reciprocal_rank(search) for search in searches(town)] == [1.0, 0.25, None]
    assert [one.rank for one in searches(town)[0].opened] == [0]


@pytest.mark.parametrize("key", ["a" * 4000, "提" * 4000, "[[[[", "\u1100" * 300, "ㅊ", "'", " "])
def test_any_texts_can_be_compared(key: str) -> None:
    for other in ("", "a", "提币", "[email]", "しゅ", key[::-1]):
        assert is_typing(key_of(key), key_of(other)) in (True, False)


def test_who_says_to_be_another_browser_still_comes_from_one_place(town: Town) -> None:
    for address in ("203.0.113.7", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "::ffff:203.0.113.7"):
        for browser in ("Browser/1.0", "Browser/2.0"):
            town.person(address=address, browser=browser).read(FEES)
    visitors = {entry.visitor for entry in town.entries()}
    assert len(visitors) == 4
    assert len(set(map(network_of, visitors))) == 2
