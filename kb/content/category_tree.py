"""Joins the declared categories with those that folders and articles name into one browsing tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.category import Category
from kb.content.category_file import MAX_DEPTH


@dataclass(slots=True)
class Named:
    """What the files of a folder say of its category, by locale; the first to say it counts."""

    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    order: float | None = None


def shortened(path: str) -> str:
    """The path with at most 12 levels."""
    return "/".join(path.split("/")[:MAX_DEPTH])


def tree(declared: Iterable[Category], used: Iterable[str], named: Mapping[str, Named]) -> tuple[Category, ...]:
    """The roots in display order: by order, then slug. Declared titles and orders count before those of folders.

    used: paths that articles have; the categories above them are made as needed.
    """
    known = {category.path: category for root in declared for category in root.walk()}
    paths = set(known)
    for path in used:
        while path and path not in paths:
            paths.add(path)
            path = path.rpartition("/")[0]
    children: dict[str, list[Category]] = {}
    for path in sorted(paths, key=lambda path: (-path.count("/"), path)):
        below = tuple(sorted(children.pop(path, ()), key=_place))
        node = _node(path, known.get(path), named.get(path, Named()), below)
        children.setdefault(path.rpartition("/")[0], []).append(node)
    return tuple(sorted(children.pop("", ()), key=_place))


def _node(path: str, declared: Category | None, named: Named, children: tuple[Category, ...]) -> Category:
    stated = declared or Category(path)
    return Category(
        path=path,
        titles={**named.titles, **stated.titles},
        descriptions={**named.descriptions, **stated.descriptions},
        icon=stated.icon,
        order=named.order if stated.order is None else stated.order,
        children=children,
    )


def _place(category: Category) -> tuple[bool, float, str]:
    return category.order is None, category.order or 0.0, category.slug
