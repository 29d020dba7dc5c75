"""What a site says of words: groups of its own, and how much of the shipped glossary it wants."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.synonyms import SynonymGroup


@dataclass(frozen=True, slots=True)
class SiteGlossary:
    """groups: the site's own. without: fields of the shipped glossary that are left out. locales: those of the shipped
    words that are used; none: all."""

    groups: tuple[SynonymGroup, ...] = ()
    without: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()
