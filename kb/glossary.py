"""The glossary that searches use: the site's own groups, then those shipped with Jieda for support and exchanges."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from indexer.synonyms import SynonymGroup
from kb.content import yaml_text
from kb.content.yaml_text import Value
from kb.library import Library
from kb.locale import canonical

SHIPPED = Path(__file__).with_name("data") / "glossary"
WEIGHT = 0.8  # how well the surfaces of a shipped group stand for each other, where its file says nothing
OWN_WEIGHT = 0.9  # the site knows its words better than any general glossary


def groups_of(library: Library) -> tuple[SynonymGroup, ...]:
    """The site's groups, then the shipped ones without the surfaces that the site has groups for."""
    return _groups_with(library.glossary)


def surfaces_of(library: Library) -> tuple[str, ...]:
    """Every surface of those groups, the narrow ones too."""
    return _surfaces_with(library.glossary)


@lru_cache(maxsize=4)
def _surfaces_with(glossary: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    groups = _groups_with(glossary)
    return tuple(text for group in groups for text, _ in (*group.surfaces, *group.narrow))


@lru_cache(maxsize=4)
def _groups_with(glossary: tuple[tuple[str, ...], ...]) -> tuple[SynonymGroup, ...]:
    own = tuple(
        SynonymGroup(f"site-{number}", tuple((word, "") for word in words), weight=OWN_WEIGHT)
        for number, words in enumerate(glossary)
    )
    taken = {word.casefold() for words in glossary for word in words}
    rest = (_without(group, taken) for group in shipped())
    return (*own, *(group for group in rest if len(group.surfaces) + len(group.narrow) > 1))


@lru_cache(maxsize=1)
def shipped() -> tuple[SynonymGroup, ...]:
    """The groups of kb/data/glossary, by file and place."""
    found: list[SynonymGroup] = []
    for path in sorted(SHIPPED.glob("*.yml")):
        parsed = yaml_text.trusted(path.read_text(encoding="utf-8"))
        listed = parsed.get("groups", []) if isinstance(parsed, dict) else []
        found += [_group(f"{path.stem}/{place}", item) for place, item in enumerate(listed) if isinstance(item, dict)]
    return tuple(found)


def _group(name: str, item: dict[str, Value]) -> SynonymGroup:
    surfaces = [(word, tag) for key, words in item.items() if (tag := canonical(key) or "") for word in _listed(words)]
    weight = item.get("weight")
    return SynonymGroup(
        id=str(item.get("id", name)),
        surfaces=tuple(dict.fromkeys(surfaces)),
        narrow=tuple((word, "") for word in _listed(item.get("narrow", []))),
        weight=float(weight) if isinstance(weight, str) else WEIGHT,
    )


def _listed(value: Value) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _without(group: SynonymGroup, taken: set[str]) -> SynonymGroup:
    kept = tuple(surface for surface in group.surfaces if surface[0].casefold() not in taken)
    return SynonymGroup(group.id, kept, group.narrow, group.weight)
