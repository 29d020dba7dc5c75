"""A library that was loaded again is the library of a fresh load, whatever was done to the folder meanwhile."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from kb.documents import wanted
from kb.library import Library, load
from kb.moves import Moves
from kb.shelves import Shelves
from kb.version import version_of

LONG = "The same words in every language, for nobody has translated them yet. " * 4
FRONTS = (
    "",
    "title: Fees\n",
    "title: Limits\nstatus: draft\n",
    "id: 7\ntitle: Seven\n",
    "id: b\n",
    "lang: de\n",
    "lang: xx-nonsense\n",
    "category: money\n",
    "category: Funds\norder: 3\n",
    "titel: Fees\n",
    "slug: other-words\naliases: [ways, costs]\n",
    "title: [broken\n",
    "title: '   '\n",
    "title: Soon\npublish_at: 2026-11-08\nredirect_from: [/old]\n",
    "title: Over\nexpire_at: 2026-11-12T09:00:00Z\nredirect_from: [/old]\n",
    "title: Hidden\nvisibility: internal\n",
)
BODIES = ("", "# A heading\n\nShort.\n", LONG, f"# Another\n\n{LONG}", "Ends with a word.\n")
NAMES = (
    "a.md",
    "b.md",
    "b.de.md",
    "index.md",
    "README.md",
    "_index.md",
    "B.md",
    "c.markdown",
    "_part.md",
    ".hidden.md",
)
FOLDERS = ("", "en", "de", "zh-CN", "en/funds", "de/funds", "en/funds/deep", "notices", ".obsidian", "node_modules")
SITES = {
    "site.yml": ("default_locale: de\n", "locales: [en, de]\ndefault_locale: en\n", "name: X\n", "x: [\n"),
    "categories.yml": ("categories:\n- slug: funds\n  title: Money\n", "categories: []\n"),
    "glossary.yml": ("groups:\n- [a, b]\n", "groups: x\n"),
    "en/funds/_category_.json": ('{"label": "Treasury", "position": 2}', "{"),
}
NOTICE = "---\ntitle: News\nstarts: 2026-01-01\n---\nSoon.\n"


class Editor:
    """Somebody who does whatever comes to mind to a folder."""

    def __init__(self, content: Path, picks: random.Random) -> None:
        self.content = content
        self.picks = picks
        self.clock = 1
        self.actions: tuple[Callable[[], list[str]], ...] = (
            *[self.save] * 6, *[self.edit] * 6, self.delete, self.rename, self.link, self.settle, self.move_folder,
        )  # fmt: skip

    def work(self) -> list[str]:
        """Some of it, and the paths that a watcher would tell."""
        count = self.picks.choice((1, 1, 1, 2, 4))
        return [path for _ in range(count) for path in self.picks.choice(self.actions)()]

    def save(self) -> list[str]:
        folder = self.picks.choice(FOLDERS)
        path = f"{folder}/{self.picks.choice(NAMES)}".strip("/")
        front = self.picks.choice(FRONTS)
        text = NOTICE if folder == "notices" else f"---\n{front}---\n" * bool(front) + self.picks.choice(BODIES)
        return self._write(path, text)

    def edit(self) -> list[str]:
        """Adds to an article, as editors mostly do."""
        path = self._some()
        return self._write(path, (self.content / path).read_text() + f"Word{self.picks.random()}.\n") if path else []

    def delete(self) -> list[str]:
        path = self._some()
        if path:
            (self.content / path).unlink()
        return [path] if path else []

    def rename(self) -> list[str]:
        path = self._some()
        target = f"{self.picks.choice(FOLDERS)}/{self.picks.choice(NAMES)}".strip("/")
        if not path:
            return []
        made = self._folder_for(target)
        (self.content / path).rename(self.content / target)
        return [path, target, *made]

    def link(self) -> list[str]:
        path, target = self._some(), self.content / "en" / self.picks.choice(("linked.md", "hard.md"))
        if not path or target.exists() or target.is_symlink():
            return []
        target.parent.mkdir(exist_ok=True)
        if target.name == "hard.md":
            target.hardlink_to(self.content / path)
        else:
            target.symlink_to(self.content / path)
        return [target.relative_to(self.content).as_posix()]

    def settle(self) -> list[str]:
        path = self.picks.choice(list(SITES))
        return self._write(path, self.picks.choice(SITES[path]))

    def move_folder(self) -> list[str]:
        source, target = self.content / "en/funds", self.content / "en/treasury"
        if target.exists():
            shutil.rmtree(target)
            return ["en/treasury"]
        if source.exists():
            source.rename(target)
        return ["en/funds", "en/treasury"]

    def _some(self) -> str:
        """A file of the folder, "" when there is none."""
        found = sorted(p.relative_to(self.content).as_posix() for p in self.content.rglob("*.m*") if p.is_file())
        return self.picks.choice(found) if found else ""

    def _write(self, path: str, text: str) -> list[str]:
        file, made = self.content / path, self._folder_for(path)
        file.write_text(text)
        self.clock += 1
        os.utime(file, ns=(self.clock, self.clock))  # the system's own may give two saves one time
        return [file.resolve().relative_to(self.content.resolve()).as_posix(), *made]

    def _folder_for(self, path: str) -> list[str]:
        """The folders that had to be made."""
        above = [folder for folder in Path(path).parents if not (self.content / folder).exists()]
        (self.content / path).parent.mkdir(parents=True, exist_ok=True)
        return [folder.as_posix() for folder in above]


def check(again: Library, fresh: Library) -> None:
    assert again == fresh
    assert list(again.articles) == list(fresh.articles)
    assert again.files == fresh.files
    assert again.source == fresh.source


def check_shelves(again: Shelves, fresh: Shelves) -> None:
    assert list(again.visible.items()) == list(fresh.visible.items())
    assert (again.all, again.valid_until) == (fresh.all, fresh.valid_until)
    for locale in ("en", "de", "zh-CN"):
        assert again.of_locale(locale) == fresh.of_locale(locale)
        assert again.roots(locale) == fresh.roots(locale)
    assert again.categories == fresh.categories
    assert again.redirects == fresh.redirects


@pytest.mark.parametrize("seed", range(20))
def test_a_library_that_is_told_what_changed_is_the_same_as_a_fresh_one(tmp_path: Path, seed: int) -> None:
    content = tmp_path / "content"
    content.mkdir()
    editor = Editor(content, random.Random(seed))
    told = walked = load(content)
    for _ in range(60):
        paths = editor.work()
        told, walked, fresh = load(content, told, paths), load(content, walked), load(content)
        check(told, fresh)
        check(walked, fresh)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_made_of_the_library_before_is_the_same_as_made_anew(tmp_path: Path, seed: int) -> None:
    content = tmp_path / "content"
    content.mkdir()
    editor = Editor(content, random.Random(seed))
    now = datetime(2026, 11, 1, tzinfo=timezone.utc)
    library = load(content)
    shelves = Shelves(library, now)
    asked, version, moves = wanted(shelves), version_of(library), Moves(tmp_path)
    moves.note(library)
    for _ in range(60):
        library = load(content, library, editor.work())
        now += timedelta(hours=12)
        shelves, fresh = Shelves(library, now, previous=shelves), Shelves(library, now)
        check_shelves(shelves, fresh)
        asked, version = wanted(shelves, asked), version_of(library, version)
        assert (asked.articles, asked.fingerprints) == (wanted(fresh).articles, wanted(fresh).fingerprints)
        assert version == version_of(library)
        moves.note(library)
        moves.keep()
        assert not Moves(tmp_path).compare(library)
