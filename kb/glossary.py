"""The glossary that searches use: the site's own groups, then those shipped with Jieda for support and exchanges."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from indexer.synonyms import Surface, SynonymGroup
from kb.content import glossary_file
from kb.library import Library
from kb.site_glossary import SiteGlossary

SHIPPED = Path(__file__).with_name("data") / "glossary"


def groups_of(library: Library) -> tuple[SynonymGroup, ...]:
    """The site's groups, then the shipped ones that it wants, without the surfaces that the site has groups for."""
    return _groups_with(library.glossary)


def surfaces_of(library: Library) -> tuple[str, ...]:
    """Every surface of those groups, the narrow ones too."""
    return _surfaces_with(library.glossary)


def fields() -> tuple[str, ...]:
    """The fields of the shipped glossary, sorted."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.yml")))


@lru_cache(maxsize=1)
def shipped() -> tuple[SynonymGroup, ...]:
    """The groups of kb/data/glossary, by file and place."""
    return tuple(group for field in fields() for group in glossary_file.shipped(SHIPPED / f"{field}.yml"))


@lru_cache(maxsize=4)
def _surfaces_with(glossary: SiteGlossary) -> tuple[str, ...]:
    groups = _groups_with(glossary)
    return tuple(text for group in groups for text, _ in (*group.surfaces, *group.narrow))


@lru_cache(maxsize=4)
def _groups_with(glossary: SiteGlossary) -> tuple[SynonymGroup, ...]:
    taken = {word.casefold() for group in glossary.groups for word, _ in (*group.surfaces, *group.narrow)}
    wanted = (group for group in shipped() if group.field not in glossary.without)
    rest = (_without(group, taken, _tags(glossary.locales)) for group in wanted)
    return (*glossary.groups, *(group for group in rest if len(group.surfaces) + len(group.narrow) > 1))


def _tags(locales: tuple[str, ...]) -> frozenset[str]:
    """The locales and their languages: a site in pt-BR wants the words of pt."""
    return frozenset(tag for locale in locales for tag in (locale, locale.partition("-")[0]))


def _without(group: SynonymGroup, taken: set[str], tags: frozenset[str]) -> SynonymGroup:
    """The group without words that are taken, and with those of some locales only."""

    def is_kept(surface: Surface) -> bool:
        text, tag = surface
        return text.casefold() not in taken and (
            not tags or not tag or not tags.isdisjoint((tag, tag.partition("-")[0]))
        )

    kept = tuple(filter(is_kept, group.surfaces))
    return group if kept == group.surfaces else replace(group, surfaces=kept)
