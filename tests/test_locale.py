"""Locales: tags people write, wishes of browsers, and words for readers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.locale import canonical, date_text, direction, endonym, is_folder_name, negotiate, number_text, plural_form


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-cn", "zh-CN"), ("zh_CN", "zh-CN"), ("ZH-hans", "zh-CN"), ("zh-Hans-CN", "zh-CN"), ("zh-Hant", "zh-TW"),
        ("zh-Hant-HK", "zh-HK"), ("zh_hk", "zh-HK"), ("zh", "zh"), ("pt-br", "pt-BR"), ("pt", "pt"), ("EN", "en"),
        ("en_US", "en-US"), ("es-419", "es-419"), ("sr-latn", "sr-Latn"), ("sr-Cyrl", "sr"), ("iw", "he"), ("no", "no"),
        ("uk", "uk"), ("xx", None), ("api", None), ("docs", None), ("cn", None), ("en-XX", None), ("", None),
        ("klingon", None), ("中文", None), ("en/..", None),
    ],
)  # fmt: skip
def test_a_tag_has_one_canonical_form(tag: str, expected: str | None) -> None:
    assert canonical(tag) == expected


@pytest.mark.parametrize("name", ["zh", "zh-tw", "zh_CN", "pt-br", "en", "uk", "bn", "no"])
def test_a_folder_of_a_language_is_a_locale(name: str) -> None:
    assert is_folder_name(name)


@pytest.mark.parametrize(
    "name", ["api", "docs", "io", "ts", "js", "sdk", "faq", "dev", "app", "web", "sql", "cli", "v2", "_en"]
)
def test_a_folder_of_something_else_is_no_locale(name: str) -> None:
    assert not is_folder_name(name)


@pytest.mark.parametrize(
    ("header", "available", "expected"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", ["en", "zh-CN", "zh-TW"], "zh-TW"),
        ("zh-Hant-HK,en;q=.5", ["en", "zh-CN", "zh-TW"], "zh-TW"),
        ("zh-SG", ["zh-TW", "zh-CN"], "zh-CN"),
        ("zh", ["zh-TW", "zh-CN"], "zh-CN"),
        ("zh-TW", ["en", "zh-CN"], "zh-CN"),
        ("fr;q=0.3, de;q=0.9", ["en", "fr", "de"], "de"),
        ("en-GB", ["en-US", "en"], "en"),
        ("no", ["en", "nb"], "nb"),
        ("en;q=0, ja", ["en", "ja"], "ja"),
        ("*", ["ja"], "default"),
        ("", ["ja"], "default"),
        ("xx-YY, ;;, q=1", ["ja"], "default"),
        ("a" * 100_000, ["ja"], "default"),
    ],
)
def test_the_readers_wish_is_met(header: str, available: list[str], expected: str) -> None:
    assert negotiate(header, available, "default") == expected


@given(st.text(max_size=80))
def test_any_header_gives_an_available_locale_or_the_default(header: str) -> None:
    assert negotiate(header, ["zh-CN", "en"], "ja") in ("zh-CN", "en", "ja")


@pytest.mark.parametrize(
    ("locale", "name", "runs"),
    [
        ("zh-CN", "简体中文", "ltr"), ("zh-TW", "繁體中文", "ltr"), ("zh", "中文", "ltr"), ("en", "English", "ltr"),
        ("ja", "日本語", "ltr"), ("ko", "한국어", "ltr"), ("es", "Español", "ltr"),
        ("pt-BR", "Português (Brasil)", "ltr"),
        ("ar", "العربية", "rtl"), ("he", "עברית", "rtl"),
    ],
)  # fmt: skip
def test_a_locale_names_itself_and_its_direction(locale: str, name: str, runs: str) -> None:
    assert (endonym(locale), direction(locale)) == (name, runs)


def test_dates_numbers_and_plurals_are_the_locales() -> None:
    day = date(2026, 10, 12)
    assert date_text(day, "zh-CN") == "2026年10月12日"
    assert date_text(day, "en") == "October 12, 2026"
    assert date_text(day, "es") == "12 de octubre de 2026"
    assert number_text(1234567, "en") == "1,234,567"
    assert number_text(1234.5, "es") in ("1234,5", "1.234,5")
    assert [plural_form(n, "en") for n in (1, 2)] == ["one", "other"]
    assert [plural_form(n, "ar") for n in (0, 1, 2, 3, 11, 100)] == ["zero", "one", "two", "few", "many", "other"]


def test_an_unknown_locale_is_written_as_english() -> None:
    assert date_text(date(2026, 10, 12), "xx") == "October 12, 2026"
    assert direction("../etc") == "ltr"
