"""A node of the browsing tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from indexer.analysis.normalize import fold


@dataclass(frozen=True, slots=True)
class Category:
    """path: slugs from the root, "funds/withdrawal". titles, descriptions: by locale. order: ascending, None last."""

    path: str
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    icon: str = ""
    order: float | None = None
    children: tuple[Category, ...] = ()

    @property
    def slug(self) -> str:
        """Last part of the path."""
        return self.path.rpartition("/")[2]

    def title(self, chain: tuple[str, ...]) -> str:
        """Title in the first locale of the chain that has one, else a readable form of the slug."""
        return next((self.titles[locale] for locale in chain if locale in self.titles), readable(self.slug))

    def walk(self) -> Iterator[Category]:
        """Itself, then every category below it, depth first in display order."""
        yield self
        for child in self.children:
            yield from child.walk()


def readable(slug: str) -> str:
    """A title made of a slug: "version-skew" -> "Version skew"."""
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else slug


def path_named(name: str, categories: Iterable[Category], chain: tuple[str, ...]) -> str:
    """Path of the category that readers with this chain call so: by its path, else its slug, else a title;
    "" for none."""
    wanted = fold(name.strip("/ ")).text
    found = [
        (rank, category.path)
        for category in categories
        for rank, said in enumerate((category.path, category.slug, *map(category.titles.get, chain)))
        if said and fold(said).text == wanted
    ]
    return min(found, key=lambda row: row[0], default=(0, ""))[1]
