"""Searches to offer to somebody who types: words of the glossary that lead to something on this site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from indexer.analysis import script
from indexer.suggest_typed import Typed
from indexer.synonyms import SynonymGroup
from kb.glossary import groups_of, shipped
from kb.library import Library
from kb.locale import endonym

MOST_OF_GROUP = 6  # the first surfaces of a group are the usual ones
_ALIKE = 0.8  # of the letters: withdrawals and withdrawl are not offered beside withdrawal


def leading(library: Library, is_said: Callable[[Typed], bool]) -> tuple[SynonymGroup, ...]:
    """The groups of a site of which a surface is said somewhere, so that a search for any of them finds something."""
    groups = groups_of(library)
    rows = zip(groups, _keys_of(groups), strict=True)
    return tuple(group for group, keys in rows if any(is_said(Typed(tuple(key.split()))) for key in keys.split("\n")))


def offered(groups: Sequence[SynonymGroup], locale: str) -> list[str]:
    """The surfaces of a locale, the usual ones of all groups first."""
    placed = [(place, text) for group in groups for place, text in enumerate(_usual(group, locale))]
    return list(dict.fromkeys(text for _, text in sorted(placed, key=lambda pair: pair[0])))


@lru_cache(maxsize=2)
def _keys_of(groups: tuple[SynonymGroup, ...]) -> tuple[str, ...]:
    """The surfaces of each group as they would be typed, a line each: a hundred thousand objects would take 20 MiB."""
    return tuple("\n".join(" ".join(Typed.of(text).words) for text, _ in group.surfaces) for group in groups)


def _usual(group: SynonymGroup, locale: str) -> list[str]:
    """The first surfaces of a group in a locale, none spelled nearly as one before it."""
    kept: list[str] = []
    for surface in in_locale(group, locale):
        if len(kept) < MOST_OF_GROUP and not any(_is_alike(surface, other) for other in kept):
            kept.append(surface)
    return kept


def _is_alike(surface: str, other: str) -> bool:
    """Whether two words of letters are hardly different; of Han each character counts."""
    if surface[:2].casefold() != other[:2].casefold() or script.kind_of(surface[0]) == script.HAN_KANA:
        return False
    return SequenceMatcher(None, surface.casefold(), other.casefold(), autojunk=False).ratio() >= _ALIKE


def in_locale(group: SynonymGroup, locale: str) -> Iterator[str]:
    """The surfaces of a group in a locale, else those in other locales of the language."""
    language = locale.partition("-")[0]
    tagged = [(text, _tags(text, tag, locale)) for text, tag in group.surfaces]
    own = next((own for own in (locale, language) if any(own in tags for _, tags in tagged)), "")
    for text, tags in tagged:
        if own in tags or (not own and any(tag.partition("-")[0] == language for tag in tags)):
            yield text


def _tags(text: str, tag: str, locale: str) -> frozenset[str]:
    """The locales of a surface. One without a tag is of those where a shipped group has it, else of all that are
    written in its script."""
    if tag:
        return frozenset((tag,))
    is_alike = script.script_of(text[0]) == script.script_of(endonym(locale)[0])
    return _shipped_tags().get(text.casefold()) or frozenset((locale,) if is_alike else ())


@lru_cache(maxsize=1)
def _shipped_tags() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for text, tag in (surface for group in shipped() for surface in group.surfaces):
        found[text.casefold()] = found.get(text.casefold(), frozenset()) | {tag}
    return found
