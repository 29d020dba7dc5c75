"""The catalogues of interface texts: complete, with the same placeholders, and in the plural forms of each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markupsafe import Markup

from kb.content.yaml_text import Value, load
from kb.web import words

FOLDER = Path(words.__file__).with_name("translations")
PLURALS = {
    "zh-CN": {"other"}, "zh-TW": {"other"}, "ja": {"other"}, "ko": {"other"}, "en": {"one", "other"},
    "es": {"one", "many", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"},
}  # fmt: skip
ENGLISH_ONLY = {"api", "feed", "contact.hours", "day.range"}


def catalogue(name: str) -> dict[str, Value]:
    parsed = load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    assert parsed.problems == ()
    assert isinstance(parsed.value, dict)
    return parsed.value


def main_text(value: Value) -> str:
    text = value["other"] if isinstance(value, dict) else value
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("name", words.CATALOGUES)
def test_a_catalogue_has_every_text_with_the_same_placeholders(name: str) -> None:
    english, other = catalogue("en"), catalogue(name)
    assert list(other) == list(english)
    for key, value in english.items():
        expected = set(re.findall(r"\{\w+\}", main_text(value)))
        assert set(re.findall(r"\{\w+\}", main_text(other[key]))) == expected, key
        assert isinstance(other[key], dict) == isinstance(value, dict), key
        assert main_text(other[key]).strip(), key


MADE = (
    *("day.", "channel.", "status.", "error.", "notice.", "verify.", "suggestions.", "why.", "theme."),
    *("feedback.more_", "feedback.reason.", "survey.score."),
)  # keys that are put together from what is shown


@pytest.mark.parametrize("name", words.CATALOGUES)
def test_a_catalogue_has_the_plural_forms_of_its_language(name: str) -> None:
    forms = {key: set(value) for key, value in catalogue(name).items() if isinstance(value, dict)}
    assert {key: found for key, found in forms.items() if found != PLURALS[name]} == {}


@pytest.mark.parametrize("name", [name for name in words.CATALOGUES if name != "en"])
def test_nothing_is_left_in_english(name: str) -> None:
    english, other = catalogue("en"), catalogue(name)
    assert {key for key in english if english[key] == other[key]} - ENGLISH_ONLY - {
        "contact.hours",
        "day.range",
        "feedback.no",
        "suggestions.and",
    } == set()


def test_every_text_is_used_and_every_used_text_exists() -> None:
    room = FOLDER.parent
    sources = [*room.rglob("*.py"), *(room / "templates").rglob("*.*")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    known = set(catalogue("en"))
    made = {key for key in known if key.startswith(MADE)}
    assert {key for key in known - made if f'"{key}"' not in code} == set()
    used = set(re.findall(r"""\b(?:t|n|text|plural)\(\s*"([a-z0-9_.]+)\"""", code))
    assert {key for key in used if "." in key and not key.endswith((".", "_"))} <= known


@pytest.mark.parametrize(
    ("locale", "nearest"),
    [("zh", "zh-CN"), ("zh-HK", "zh-TW"), ("zh-Hant", "zh-TW"), ("zh-Hans-HK", "zh-CN"), ("zh-SG", "zh-CN"),
     ("es-MX", "es"), ("pt-BR", "en"), ("ru", "en"), ("ja", "ja"), ("ar-EG", "ar")],
)  # fmt: skip
def test_every_content_locale_has_a_nearest_catalogue(locale: str, nearest: str) -> None:
    assert words.nearest_catalogue(locale) == nearest


@pytest.mark.parametrize(
    ("locale", "count", "text"),
    [("en", 1, "1 article"), ("en", 0, "0 articles"), ("en", 1234, "1,234 articles"), ("ar", 2, "مقالتان"),
     ("zh-CN", 5, "5 篇文章"), ("es", 1, "1 artículo")],
)  # fmt: skip
def test_counts_take_the_plural_form_and_digits_of_the_language(locale: str, count: int, text: str) -> None:
    assert words.words_of(locale).plural("articles.count", count) == text


def test_a_value_with_markup_makes_the_whole_text_markup_and_escapes_the_rest() -> None:
    filled = words.words_of("en").text("results.none", query=Markup("<bdi>a</bdi>"))
    assert filled == Markup("Nothing found for <bdi>a</bdi>")
    assert isinstance(filled, Markup)
    both = words.words_of("en").text("day.range", first=Markup("<b>"), last="<i>")
    assert both == Markup("<b> to &lt;i&gt;")


def test_a_placeholder_in_a_value_is_not_filled_again() -> None:
    assert words.words_of("en").text("day.range", first="{last}", last="x") == "{last} to x"


def test_a_key_that_is_no_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        words.words_of("en").text("articles.count")
    with pytest.raises(KeyError):
        words.words_of("en").plural("home", 1)
