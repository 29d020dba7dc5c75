"""What a file's path says of its article: locale, id and category folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from kb.locale import canonical, is_folder_name

CONTAINERS = frozenset({"content", "docs", "i18n"})
_INDEXES = frozenset({"index", "_index", "readme"})
_DOCUSAURUS = re.compile(r"docusaurus-plugin-content-(docs|blog|pages)(?:-([\w-]+))?")


class Place(NamedTuple):
    """locale: "" when the path names none. folder, name: below the locale; name is "" for a folder's own page.
    id: that the path gives: "funds/fees", "funds" for its index, "index" for the topmost. file_id: that the file's name
    gives even to a folder's own page: "funds/README". rank: who takes an id that two paths give, an index before a
    README."""

    locale: str
    folder: str
    name: str
    id: str
    file_id: str
    rank: bool

    @property
    def is_index(self) -> bool:
        """True for the page of a folder itself."""
        return not self.name


def place(path: str, has_twin: Callable[[str, str], bool], declared: str = "") -> Place:
    """Where the file stands. declared: the locale of its front matter, whose folder is then no category.

    has_twin(stem, suffix): whether another file makes "name.de.md" a translation of "name".
    """
    folders, _, file_name = path.rpartition("/")
    parts = folders.split("/") if folders else []
    locale, rest = _split(tuple(parts))
    if declared and rest and canonical(rest[0]) == declared:
        locale, rest = declared, rest[1:]
    stem = file_name.rpartition(".")[0]
    base, _, suffix = stem.rpartition(".")
    if base and is_folder_name(suffix) and (locale or has_twin(f"{folders}/{base}" if folders else base, suffix)):
        named = canonical(suffix) or ""
        if not locale or locale == named:
            locale, stem = named, base
    folder = unicodedata.normalize("NFC", "/".join(_source_folder(rest)))
    name = unicodedata.normalize("NFC", stem)
    own = "" if name.lower() in _INDEXES else name
    below = f"{folder}/" if folder else ""
    return Place(locale, folder, own, below + own if own else folder or "index", below + name, name.lower() == "readme")


def has_suffix(path: str) -> bool:
    """Whether the file's name may end in a locale, so that other files have a say in where it stands."""
    return "." in path.rpartition("/")[2].rpartition(".")[0]


@lru_cache(maxsize=8192)
def _split(folders: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The locale that the topmost folder names, or the one below a single container, and the folders below it."""
    for depth in (0, 1):
        if len(folders) > depth and is_folder_name(folders[depth]) and (depth == 0 or folders[0] in CONTAINERS):
            return canonical(folders[depth]) or "", folders[depth + 1 :]
    return "", folders


def _source_folder(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Docusaurus keeps translations in folders of other names; this gives the source's."""
    match = _DOCUSAURUS.fullmatch(folders[0]) if folders else None
    if match is None:
        return folders
    kind, instance = match[1], match[2] or ""
    if kind == "blog":
        return (instance or "blog", *folders[1:])
    if kind == "pages":
        return ("src", "pages", *folders[1:])
    version = folders[1] if len(folders) > 1 else ""
    if version == "current":
        return (instance or "docs", *folders[2:])
    if version.startswith("version-"):
        return (f"{instance}_versioned_docs" if instance else "versioned_docs", *folders[1:])
    return (instance or "docs", *folders[1:])
