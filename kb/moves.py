"""Old ids of articles whose file was renamed or moved, so that links to them keep working."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from indexer.generations import write_durably
from kb.library import Library

FILE_NAME = "moves.json"
MAX_HOPS = 20


class Moves:
    """What is remembered in one file of the data folder: every id seen, and where those that vanished went."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._known, self._moved = _read(self._path)

    def note(self, library: Library) -> None:
        """Compares the library with the one noted before, for good; the file changes only when an article did."""
        if self.compare(library):
            values = {"known": self._known, "moved": self._moved}
            write_durably(self._path, json.dumps(values, ensure_ascii=False).encode())

    def compare(self, library: Library) -> bool:
        """True when the library differs from the one noted before; what moved since is known from now on, in memory."""
        now = {f"{locale}\n{article_id}": [a.revision, a.title] for (article_id, locale), a in library.articles.items()}
        if now == self._known:
            return False
        gone = {key: value for key, value in self._known.items() if key not in now}
        came = {key: value for key, value in now.items() if key not in self._known}
        self._moved.update(_matched(gone, came))
        for key in came:
            self._moved.pop(key.partition("\n")[2], None)
        self._known = now
        return True

    def target(self, article_id: str) -> str:
        """The id that an old id leads to, "" when it never moved."""
        target = article_id
        for _ in range(MAX_HOPS):
            if target not in self._moved:
                break
            target = self._moved[target]
        return "" if target == article_id else target


def ids_in(path: str) -> tuple[str, ...]:
    """The ids that an address of an article may mean, likeliest first: "/en/articles/a-b" -> "a-b", "a", "en/..."."""
    path = path.strip("/")
    address = path.partition("/")[2].removeprefix("articles/").removesuffix(".md")
    shorter = (address[:at] for at in range(len(address) - 1, 0, -1) if address[at] == "-")
    return (address, *shorter, path)


def _matched(gone: Mapping[str, list[str]], came: Mapping[str, list[str]]) -> dict[str, str]:
    """Old id -> new id, where a vanished and a new text of one locale have the same content or the same title."""
    places: dict[tuple[str, str, str], str] = {}
    for key, (revision, title) in came.items():
        locale, _, article_id = key.partition("\n")
        places.setdefault((locale, "title", title), article_id)
        places.setdefault((locale, "revision", revision), article_id)
    moved = {}
    for key, (revision, title) in gone.items():
        locale, _, article_id = key.partition("\n")
        target = places.get((locale, "revision", revision)) or places.get((locale, "title", title))
        if target and target != article_id:
            moved[article_id] = target
    return moved


def _read(path: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    try:
        values = json.loads(path.read_bytes())
        known = {key: [_text(revision), _text(title)] for key, (revision, title) in values["known"].items()}
        return known, {old: _text(new) for old, new in values["moved"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, {}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
