"""Locales: which tags are known, how a reader's wish is met, and names, dates, numbers and plurals in each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

import babel
from babel.core import get_global
from babel.dates import format_date
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal

# By script, as their readers' regions are named in addresses: "zh-Hans" is what people call zh-CN.
_CHINESE = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
_ENDONYMS = {
    "zh": "中文",
    "zh-CN": "简体中文",
    "zh-TW": "繁體中文",
    "zh-HK": "繁體中文（香港）",
    "zh-SG": "简体中文（新加坡）",
}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?")
# CLDR names at least 100 languages in every tongue that it really covers; below that stand entries such as "io"
# (Ido, 1) and "ts" (Tsonga, 25), which as a folder's name mean something else.
_MIN_NAMED_LANGUAGES = 100
_MAX_HEADER = 500


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str | None:
    """The BCP 47 form by which the help center knows a locale, or None for a tag that CLDR doesn't know.

    "zh_cn", "zh-Hans" and "zh-Hans-CN" are "zh-CN"; "zh-Hant" is "zh-TW"; "pt-br" is "pt-BR"; "iw" is "he". A bare
    language stays bare: "zh", "pt".
    """
    if not _TAG.fullmatch(tag.strip()):
        return None
    parts = tag.strip().replace("_", "-").split("-")
    language = parts[0].lower()
    if parts[0].lower() not in _languages():
        alias = get_global("language_aliases").get(language, "")
        if alias not in _languages():
            return None
        language = str(alias)
    script = next((part.title() for part in parts[1:] if len(part) == 4), "")
    region = next((part.upper() for part in parts[1:] if len(part) < 4), "")
    return _known(language, script, region)


def _known(language: str, script: str, region: str) -> str | None:
    usual = _usual_script(language, region)
    if language == "zh" and script:
        return f"zh-{region}" if region and usual == script else _CHINESE.get(f"zh-{script}")
    if script == usual:
        script = ""
    if region and not (_babel(language) or babel.Locale("en")).territories.get(region):
        return None
    name = "-".join(part for part in (language, script, region) if part)
    return name if not script or f"{language}_{script}" in _identifiers() else None


def is_folder_name(name: str) -> bool:
    """True when a folder (or the suffix of a file's name) of that name means a locale.

    Stricter than `canonical`: "it" is Italian, but "io", "ts" and "docs" are taken for what they look like.
    """
    tag = canonical(name)
    if tag is None or name != name.strip():
        return False
    locale = _babel(tag)
    return locale is not None and len(locale.languages) >= _MIN_NAMED_LANGUAGES


def negotiate(accept_language: str, available: Sequence[str], default: str) -> str:
    """The available locale that an Accept-Language header asks for: by its weights, then the header's order.

    A wish is met by the same tag, else by the same language in the same script, else by the same language at all.
    """
    for wish in _wishes(accept_language):
        found = _best(wish, available)
        if found:
            return found
    return default


def _wishes(header: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for item in header[:_MAX_HEADER].split(","):
        tag, _, parameter = item.partition(";")
        weight = _weight(parameter)
        if weight > 0 and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", tag.strip()):
            weighted.append((-weight, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: pair[0])]


def _weight(parameter: str) -> float:
    match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameter)
    return float(match[1]) if match else 0.0 if parameter.strip() else 1.0


def _best(wish: str, available: Sequence[str]) -> str:
    parts = wish.replace("_", "-").split("-")
    language = parts[0].lower()
    exact = canonical("-".join(parts[:3])) or canonical("-".join(parts[:2])) or canonical(language)
    if exact is None:
        return ""
    if exact in available:
        return exact
    relatives = [tag for tag in available if _family(tag) == _family(exact)]
    same_script = [tag for tag in relatives if _script(tag) == _script(exact)] or relatives
    bare = [tag for tag in same_script if "-" not in tag]
    return next(iter(bare or same_script), "")


def _family(tag: str) -> str:
    language = tag.partition("-")[0]
    return "no" if language in ("nb", "nn") else language


def direction(locale: str) -> Literal["ltr", "rtl"]:
    """Which way the locale's text runs."""
    return "rtl" if _formatting(locale).character_order == "right-to-left" else "ltr"


@lru_cache(maxsize=1024)
def endonym(locale: str) -> str:
    """The locale's own name for itself: "简体中文", "English", "Português (Brasil)"."""
    if locale in _ENDONYMS:
        return _ENDONYMS[locale]
    known = _babel(locale)
    name = (known.get_display_name(known) if known else None) or locale
    return name[:1].upper() + name[1:]


def date_text(day: date, locale: str) -> str:
    """The day as the locale writes it out: "2026年10月12日", "October 12, 2026"."""
    return format_date(day, format="long", locale=_formatting(locale))


def number_text(n: int | float, locale: str) -> str:
    """The number with the locale's digits and separators."""
    return format_decimal(n, locale=_formatting(locale))


def plural_form(n: int | float, locale: str) -> str:
    """CLDR's plural category of n: zero, one, two, few, many or other."""
    return _formatting(locale).plural_form(n)


@lru_cache(maxsize=1)
def _identifiers() -> frozenset[str]:
    return frozenset(locale_identifiers())


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    return frozenset(name for name in _identifiers() if "_" not in name)


@lru_cache(maxsize=1024)
def _babel(tag: str) -> babel.Locale | None:
    """CLDR's data for the tag, or for its language where the region has none of its own."""
    for name in (tag, tag.partition("-")[0]):
        try:
            return babel.Locale.parse(name, sep="-")
        except (ValueError, TypeError, babel.UnknownLocaleError):
            continue
    return None


def _formatting(tag: str) -> babel.Locale:
    return _babel(canonical(tag) or "en") or babel.Locale("en")


def _usual_script(language: str, region: str) -> str:
    subtags = get_global("likely_subtags")
    likely = subtags.get(f"{language}_{region}" if region else language) or subtags.get(language) or ""
    return next((part for part in str(likely).split("_") if len(part) == 4), "")


def _script(tag: str) -> str:
    language, *rest = tag.split("-")
    stated = next((part for part in rest if len(part) == 4), "")
    return stated or _usual_script(language, next((part for part in rest if len(part) < 4), ""))
