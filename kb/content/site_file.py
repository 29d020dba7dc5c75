"""Reads `site.yml`: what the whole help center is called, which locales it speaks, and how it looks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kb.content import yaml_file
from kb.content.fields import Fields, is_blank, one_line
from kb.finding import Finding
from kb.locale import canonical
from kb.site import Site

KEYS: Mapping[str, str] = {
    "name": "name of the help center, by locale",
    "tagline": "one line below the name, by locale",
    "greeting": "the question above the search box, by locale",
    "default_locale": "locale of readers whose language isn't served, and of files that name none",
    "locales": "locales to serve, in the order of the language menu",
    "fallbacks": "by locale, the locales to try when an article isn't translated",
    "accent": "colour of links and buttons, such as #0f766e",
    "base_url": "public address of the site, such as https://help.example.com",
    "popular": "by locale, short searches offered on the home page",
    "official": "domains (with all below), e-mail domains (@example.com), accounts (@name), names",
    "money": "paths of categories whose articles concern money: each warns of impostors",
}
_MAX_POPULAR = 12


@dataclass(frozen=True, slots=True)
class SiteFile:
    """site: as written; its locales are () and its default_locale is "" where the file doesn't say them."""

    site: Site = field(default_factory=lambda: Site(default_locale="", locales=()))
    findings: tuple[Finding, ...] = ()


def read(content: Path, path: str = "site.yml") -> SiteFile:
    """What the file says, with its findings. Never raises."""
    fields = yaml_file.read(content, path)
    locales = fields.locales("locales")
    default = _default(fields)
    if default and locales and default not in locales:
        fields.report("default_locale", "bad-value", f"`{default}` isn't among `locales`; it was put first")
        locales = (default, *locales)
    default = default or next(iter(locales), "")
    site = Site(
        default_locale=default,
        locales=locales,
        fallbacks=_lists(fields, "fallbacks", is_locale=True),
        names=fields.texts_by_locale("name", default or "en"),
        taglines=fields.texts_by_locale("tagline", default or "en"),
        greetings=fields.texts_by_locale("greeting", default or "en"),
        popular=_lists(fields, "popular", is_locale=False),
        official=fields.texts("official"),
        money=tuple(path for text in fields.texts("money", separators=",") if (path := text.strip("/"))),
    )
    site = replace(site, accent=_accent(fields) or site.accent, base_url=_base_url(fields))
    for key in fields.written():
        if key not in KEYS:
            fields.report(key, "unknown-key", f"`{key[:40]}` means nothing in site.yml")
    return SiteFile(site, tuple(sorted(set(fields.findings))))


def _default(fields: Fields) -> str:
    tag = fields.text("default_locale", limit=60)
    locale = canonical(tag)
    if tag and locale is None:
        fields.report("default_locale", "unknown-locale", f"`{tag[:40]}` is no known locale")
    return locale or ""


def _lists(fields: Fields, name: str, is_locale: bool) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for locale, value in fields.by_locale(name).items():
        items = value if isinstance(value, list) else [value]
        texts = [one_line(item) for item in items if isinstance(item, str) and not is_blank(item)]
        if is_locale:
            known = [canonical(text) for text in texts]
            lists[locale] = tuple(dict.fromkeys(tag for tag in known if tag))
            if None in known:
                fields.report(name, "unknown-locale", f"`{name}` of {locale} names an unknown locale")
        else:
            lists[locale] = tuple(text[:100] for text in dict.fromkeys(texts))[:_MAX_POPULAR]
    return lists


def _accent(fields: Fields) -> str:
    text = fields.text("accent", limit=20)
    if text and not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", text):
        fields.report("accent", "bad-value", f"`accent: {text}` isn't a colour such as '#0f766e' (quotes and all)")
        return ""
    return text


def _base_url(fields: Fields) -> str:
    text = fields.text("base_url", limit=300).rstrip("/")
    if text and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[\w.~/-]*)?", text, re.ASCII):
        fields.report(
            "base_url", "bad-value", f"`base_url: {text[:60]}` isn't an address such as https://help.example.com"
        )
        return ""
    return text
