"""Which locales a site has, where `site.yml` doesn't say: those of its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kb.site import Site

_SCRIPTS = (("ja", "[\u3040-\u30ff]"), ("ko", "[\uac00-\ud7a3]"), ("zh-CN", "[\u4e00-\u9fff]"))


def settled(site: Site, counts: Mapping[str, int], titles: Iterable[str]) -> Site:
    """The site with its default locale and its locales filled in, the default one first unless they are listed.

    counts: articles by the locale that they declare. Default: as written, else "en" where it has articles, else the
    locale with most articles (ties: the first tag); where no file names a locale, the one whose script titles have.
    """
    default = site.default_locale
    if not default and counts:
        default = "en" if "en" in counts else min(counts, key=lambda locale: (-counts[locale], locale))
    default = default or _by_script(titles)
    locales = site.locales or tuple(dict.fromkeys((default, *sorted(counts))))
    return replace(site, default_locale=default, locales=locales)


def _by_script(titles: Iterable[str]) -> str:
    """The locale of a script that at least half of the titles hold, else "en"."""
    listed = list(titles)[:1_000]
    for locale, script in _SCRIPTS:
        if listed and sum(bool(re.search(script, title)) for title in listed) * 2 >= len(listed):
            return locale
    return "en"
