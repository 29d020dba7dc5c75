"""Finds untranslated copies: one text that stands under several locales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Key = tuple[str, str]


def copies(folds: Mapping[Key, str], locales: Sequence[str], default_locale: str) -> dict[Key, str]:
    """The locale that each copy repeats, by (id, locale): the default one where it has the text, else the first.

    folds: by (id, locale), equal for equal texts, "" for a text too short to tell.
    """
    firsts: dict[tuple[str, str], str] = {}
    groups: dict[tuple[str, str], list[str]] = {}
    for (article_id, locale), fold in folds.items():
        first = firsts.setdefault((article_id, fold), locale) if fold else locale
        if first != locale:
            groups.setdefault((article_id, fold), [first]).append(locale)
    ranks = {locale: rank for rank, locale in enumerate(dict.fromkeys((default_locale, *locales)))}
    found: dict[Key, str] = {}
    for (article_id, _), group in groups.items():
        original, *others = _ranked(group, ranks)
        found.update({(article_id, locale): original for locale in others})
    return found


def _ranked(locales: Iterable[str], ranks: Mapping[str, int]) -> list[str]:
    return sorted(locales, key=lambda locale: (ranks.get(locale, len(ranks)), locale))
