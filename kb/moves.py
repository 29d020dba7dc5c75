"""Old ids of articles whose file was renamed or moved, so that links to them keep working."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from indexer.generations import write_durably
from kb.article import Article
from kb.differences import differing
from kb.library import Key, Library

FILE_NAME = "moves.json"
MAX_HOPS = 20
Rows = dict[str, list[str]]  # revision and title by "locale\nid"


class Moves:
    """What is remembered in one file of the data folder: every id seen, and where those that vanished went."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known, self._moved = _read(folder / FILE_NAME)
        self._articles: Mapping[Key, Article] | None = None
        self._is_kept = True

    def note(self, library: Library) -> None:
        """Compares the library with the one noted before, for good: ids that came or went are written at once, texts
        that changed with the next `keep`."""
        before, now = self._taken(library)
        self._is_kept = self._is_kept and before == now
        if before.keys() != now.keys():
            self.keep()

    def keep(self) -> None:
        """Writes what was noted; the file changes only when an article did."""
        if not self._is_kept:
            values = {"known": self._known, "moved": self._moved}
            write_durably(self._folder / FILE_NAME, json.dumps(values, ensure_ascii=False).encode())
            self._is_kept = True

    def compare(self, library: Library) -> bool:
        """True when the library differs from the one noted before; what moved since is known from now on, in memory."""
        before, now = self._taken(library)
        return before != now

    def followed(self, library: Library) -> Moves:
        """These moves, or those that the writer noted meanwhile where an id came or went since the last library."""
        pairs = differing(self._articles or {}, library.articles)
        if self._articles is not None and all(old and new for old, new in pairs.values()):
            self.compare(library)
            return self
        moves = Moves(self._folder)
        moves.compare(library)
        return moves

    def _taken(self, library: Library) -> tuple[Rows, Rows]:
        """The texts that were known and those that are there now, as far as they may differ."""
        if self._articles is None:
            before, now = self._known, _rows(library.articles)
        else:
            pairs = differing(self._articles, library.articles)
            before = _rows({key: old for key, (old, _) in pairs.items() if old is not None})
            now = _rows({key: new for key, (_, new) in pairs.items() if new is not None})
        gone = {name: row for name, row in before.items() if name not in now}
        came = {name: row for name, row in now.items() if name not in before}
        self._moved.update(_matched(gone, came))
        for name in came:
            self._moved.pop(name.partition("\n")[2], None)
        self._articles = library.articles
        self._known = {**self._known, **now}
        for name in gone:
            del self._known[name]
        return before, now

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


def _rows(articles: Mapping[Key, Article]) -> Rows:
    return {f"{locale}\n{article_id}": [a.revision, a.title] for (article_id, locale), a in articles.items()}


def _matched(gone: Rows, came: Rows) -> dict[str, str]:
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


def _read(path: Path) -> tuple[Rows, dict[str, str]]:
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
