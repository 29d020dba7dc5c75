"""Words: the interface texts of one locale, from the catalogues in translations/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from markupsafe import Markup, escape

from kb.content.yaml_text import load
from kb.locale import number_text, plural_form

CATALOGUES = ("zh-CN", "zh-TW", "en", "ja", "ko", "es", "ar")
_FOLDER = Path(__file__).with_name("translations")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


class Words:
    """The texts of one interface locale; a key is either a text or a mapping of plural forms."""

    def __init__(self, locale: str, texts: Mapping[str, str | Mapping[str, str]]) -> None:
        self.locale = locale
        self._texts = texts

    def text(self, key: str, **values: object) -> str:
        """The text with its placeholders filled; Markup, escaped, as soon as one value is Markup.

        Raises KeyError for a key that no catalogue has."""
        found = self._texts[key]
        if not isinstance(found, str):
            raise KeyError(f"{key} has plural forms: ask for its plural")
        return _filled(found, values)

    def plural(self, key: str, count: int, **values: object) -> str:
        """The text in the plural form of `count`, which fills {count} in the locale's digits and grouping."""
        forms = self._texts[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no plural forms: ask for its text")
        form = forms.get(plural_form(count, self.locale)) or forms["other"]
        return _filled(form, {"count": number_text(count, self.locale), **values})

    def forms(self, key: str) -> Mapping[str, str]:
        """The plural forms of a key by CLDR's category, for a script to choose from."""
        forms = self._texts[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no plural forms: ask for its text")
        return forms

    def has(self, key: str) -> bool:
        """True when the catalogue has this key."""
        return key in self._texts


def nearest_catalogue(locale: str) -> str:
    """The catalogue for readers of a content locale: "zh-HK" -> "zh-TW", "zh" -> "zh-CN", "ru" -> "en"."""
    parts = locale.casefold().split("-")
    if parts[0] == "zh":
        return "zh-TW" if _TRADITIONAL.intersection(parts) and "hans" not in parts else "zh-CN"
    return parts[0] if parts[0] in CATALOGUES else "en"


@cache
def _catalogue(name: str) -> Words:
    """Words of one catalogue, read once."""
    parsed = load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return Words(name, cast("dict[str, str | dict[str, str]]", parsed.value))


def words_of(locale: str) -> Words:
    """The interface texts for readers of a content locale."""
    return _catalogue(nearest_catalogue(locale))


def _filled(text: str, values: Mapping[str, object]) -> str:
    """`text` with {name} replaced; an unknown name stays as it is."""
    if any(isinstance(value, Markup) for value in values.values()):
        values = {name: escape(value) for name, value in values.items()}
        return Markup(_PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), str(escape(text))))
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)
