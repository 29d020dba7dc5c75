"""Ways to reach people: their links, and whether somebody answers now."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from kb.channel import Channel, Hours
from kb.web.contact import answers_text, days_text, href_of, is_open
from kb.web.words import words_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def channel(kind: str = "phone", value: str = "", hours: tuple[Hours, ...] = (), is_always: bool = False) -> Channel:
    return Channel("c", kind, value, hours=hours, is_always=is_always)


@pytest.mark.parametrize(
    ("kind", "value", "href"),
    [
        ("live_chat", "https://chat.example/x", "https://chat.example/x"),
        ("email", "help@x.example", "mailto:help@x.example"),
        ("report", "phishing@x.example", "mailto:phishing@x.example"),
        ("phone", "+44 20 7946 0321", "tel:+442079460321"),
        ("social", "@OrivaneHelp", ""),
        ("help_center", "/en/", "/en/"),
        ("live_chat", "javascript:alert(1)", ""),
        ("live_chat", "//evil.example", ""),
        ("live_chat", "/\\evil.example", ""),
        ("live_chat", "https://[bad", ""),
    ],
)
def test_a_channel_links_to_where_it_is_reached_and_nowhere_else(kind: str, value: str, href: str) -> None:
    assert href_of(channel(kind, value)) == href


@pytest.mark.parametrize(
    ("instant", "is_answered"),
    [
        ("2026-07-01T07:59", False),  # a Wednesday; London is an hour ahead of UTC in summer
        ("2026-07-01T08:00", True),
        ("2026-07-01T15:59", True),
        ("2026-07-01T16:00", False),
        ("2026-07-04T12:00", False),  # a Saturday
        ("2026-01-07T08:30", False),  # winter: no hour ahead
    ],
)
def test_hours_are_those_of_the_channel_s_own_time_zone(instant: str, is_answered: bool) -> None:
    hours = Hours(WEEKDAYS, "09:00", "17:00", "Europe/London")
    now = datetime.fromisoformat(instant).replace(tzinfo=timezone.utc)
    assert is_open(channel(hours=(hours,)), now, "en") is is_answered


def test_hours_kept_for_a_language_are_those_of_its_readers() -> None:
    always_english = Hours((*WEEKDAYS, "sat", "sun"), "00:00", "24:00", "UTC", ("en",))
    never_japanese = Hours((), "09:00", "21:00", "Asia/Tokyo", ("ja",))
    now = datetime(2026, 7, 1, tzinfo=timezone.utc)
    both = channel(hours=(always_english, never_japanese))
    assert is_open(both, now, "en") is True
    assert is_open(both, now, "ja") is False


def test_nothing_is_claimed_where_the_hours_are_not_known() -> None:
    now = datetime(2026, 7, 1, tzinfo=timezone.utc)
    assert is_open(channel(), now, "en") is None
    assert is_open(channel(hours=(Hours(WEEKDAYS, "09:00", "17:00", "Mars/Olympus"),)), now, "en") is None
    assert is_open(channel(is_always=True), now, "en") is True


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((*WEEKDAYS, "sat", "sun"), "Every day"),
        (WEEKDAYS, "Mon to Fri"),
        (("mon", "wed"), "Mon, Wed"),
        (("sun",), "Sun"),
    ],
)
def test_days_are_named_as_shortly_as_they_can_be(days: tuple[str, ...], text: str) -> None:
    assert days_text(days, words_of("en")) == text


@pytest.mark.parametrize(
    ("within", "text"),
    [("5m", "Answers within 5 minutes"), ("1h", "Answers within 1 hour"), ("", ""), ("soon", "Answers within soon")],
)
def test_the_time_to_an_answer_is_a_sentence(within: str, text: str) -> None:
    assert answers_text(within, words_of("en")) == text
