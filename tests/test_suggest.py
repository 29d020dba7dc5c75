"""What is offered while someone types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.suggest import MAX_TYPED, Entry, Suggester


def article(title: str, target: str, said: str = "") -> Entry:
    return Entry(said or title, title, "article", target)


SUGGESTER = Suggester(
    [
        Entry("forgot password", "forgot password", "query", ""),
        Entry("Withdrawals", "Withdrawals", "category", "funds/withdrawal"),
        article("Withdrawal fees by network", "1"),
        article("Withdrawal fees", "2"),
        article("How to make a withdrawal", "3"),
        article("Reset your password", "4"),
        article("Reset your password", "4", said="cannot sign in"),
        article("Reset your password", "4", said="reset code"),
        article("提幣手續費是多少", "5"),
        article("Straße und Zürich", "6"),
    ]
)


def texts(typed: str, limit: int = 8) -> list[str]:
    return [suggestion.text for suggestion in SUGGESTER.suggestions(typed, limit)]


def test_what_begins_with_the_typed_text_comes_first_and_the_shortest_of_it_before_others() -> None:
    assert texts("withdrawal") == [
        "Withdrawals",
        "Withdrawal fees",
        "Withdrawal fees by network",
        "How to make a withdrawal",
    ]


def test_a_text_in_the_middle_of_a_title_is_found_too() -> None:
    assert texts("password") == ["forgot password", "Reset your password"]


def test_an_article_is_offered_once_though_its_alias_fits_as_well() -> None:
    assert [s.target for s in SUGGESTER.suggestions("reset")] == ["4"]


def test_an_alias_offers_its_article_by_its_title_without_marks() -> None:
    (suggestion,) = SUGGESTER.suggestions("cannot")
    assert (suggestion.text, suggestion.kind, suggestion.target) == ("Reset your password", "article", "4")
    assert suggestion.ranges == ()


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("fees", "fees"),
        ("手续费", "手續費"),
        ("提 币", "提幣"),
        ("zurich", "Zürich"),
        ("strasse", "Straße"),
        ("ＮＥＴＷＯＲＫ", "network"),
    ],
)
def test_the_mark_stands_on_what_was_typed_in_the_titles_own_spelling(typed: str, marked: str) -> None:
    suggestion = next(s for s in SUGGESTER.suggestions(typed) if s.ranges)
    assert [suggestion.text[start:end] for start, end in suggestion.ranges][:1] == [marked]


def test_a_kind_says_what_a_suggestion_leads_to() -> None:
    kinds = {s.text: (s.kind, s.target) for s in SUGGESTER.suggestions("withdrawals")}
    assert kinds == {"Withdrawals": ("category", "funds/withdrawal")}
    assert [(s.kind, s.target) for s in SUGGESTER.suggestions("forgot")] == [("query", "")]


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\x00"])
def test_nothing_typed_offers_nothing(typed: str) -> None:
    assert SUGGESTER.suggestions(typed) == ()


@pytest.mark.parametrize("limit", [0, 1, 2, 3])
def test_never_more_than_asked_for(limit: int) -> None:
    assert len(SUGGESTER.suggestions("w", limit)) == limit


def test_an_endless_text_is_read_by_its_beginning() -> None:
    title = "z" * MAX_TYPED
    assert Suggester([article(title, "1")]).suggestions(title + "q" * 100_000)[0].target == "1"


def test_equal_lengths_keep_the_order_of_the_entries() -> None:
    entries = [article("fee b", "2"), article("fee a", "1")]
    assert [s.target for s in Suggester(entries).suggestions("fee")] == ["2", "1"]


def test_no_entries_give_no_suggestions() -> None:
    assert Suggester([]).suggestions("fee") == ()


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=20), st.integers(1, 5))
def test_any_text_may_be_typed_and_marks_stay_inside(typed: str, limit: int) -> None:
    found = SUGGESTER.suggestions(typed, limit)
    assert len(found) <= limit
    for suggestion in found:
        assert all(0 <= start < end <= len(suggestion.text) for start, end in suggestion.ranges)
