"""Phrases in a query: contiguous, with light words between, or a verb apart from its object."""

from __future__ import annotations

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.windows import LONGEST, Windows, tokens_of

PHRASES = ["close account", "提币", "提币手续费", "账户", "olvidé contraseña", "パスワード忘れた", "get my money out"]


@pytest.fixture(scope="module")
def windows(analyzer: Analyzer) -> Windows:
    """The phrases, each with its place as its number."""
    return Windows.of(((number, text, "") for number, text in enumerate(PHRASES)), analyzer)


@pytest.mark.parametrize(
    ("text", "locale", "phrases"),
    [
        ("close account", "en", ["close account"]),
        ("please close my account", "en", ["close account"]),
        ("closing the accounts", "en", ["close account"]),
        ("close your old account", "en", []),
        ("提币手续费", "zh-CN", ["提币手续费"]),
        ("我的账户", "zh-CN", ["账户"]),
        ("olvidé mi contraseña", "es", ["olvidé contraseña"]),
        ("パスワードを忘れた", "ja", ["パスワード忘れた"]),
        ("get the money out", "en", ["get my money out"]),
        ("", "en", []),
    ],
)
def test_a_phrase_is_found_whatever_light_words_stand_between(
    windows: Windows, analyzer: Analyzer, text: str, locale: str, phrases: list[str]
) -> None:
    found = windows.found(tokens_of(analyzer.groups(text, locale)))
    assert [PHRASES[number] for window in found for number in window.numbers] == phrases


def test_a_window_names_the_words_that_it_lies_on(windows: Windows, analyzer: Analyzer) -> None:
    (window,) = windows.found(tokens_of(analyzer.groups("please close my account", "en")))
    assert window.groups == (1, 3)


@pytest.mark.parametrize(("text", "found"), [("昨天提的币", True), ("提了很多很多的币", False), ("提前还币", False)])
def test_a_verb_is_found_apart_from_its_object_when_both_stand_alone(
    windows: Windows, analyzer: Analyzer, text: str, found: bool
) -> None:
    assert bool(windows.apart(tokens_of(analyzer.groups(text, "zh-CN")), ())) == found


def test_a_phrase_is_no_longer_than_the_cap(analyzer: Analyzer) -> None:
    long = "字" * (LONGEST + 1)
    windows = Windows.of([(0, long, "zh"), (1, "字" * LONGEST, "zh")], analyzer)
    assert not windows.has(tuple(long))
    assert windows.has(tuple(long[1:]))
