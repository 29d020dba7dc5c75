"""A library that was loaded again is the library of a fresh load, whatever was done to the folder meanwhile."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.library import Library, load

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
    """Somebody who does whatever comes to mind to a folder. Each action gives the paths that a watcher would tell."""

    def __init__(self, content: Path, picks: random.Random) -> None:
        self.content = content
        self.picks = picks
        self.clock = 1
        self.actions: tuple[Callable[[], list[str]], ...] = (
            *[self.save] * 6, *[self.edit] * 6, self.delete, self.rename, self.link, self.settle, self.move_folder,
        )  # fmt: skip

    def act(self) -> list[str]:
        return self.picks.choice(self.actions)()

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


@pytest.mark.parametrize("seed", range(20))
def test_a_library_that_is_told_what_changed_is_the_same_as_a_fresh_one(tmp_path: Path, seed: int) -> None:
    content = tmp_path / "content"
    content.mkdir()
    editor = Editor(content, random.Random(seed))
    told = walked = load(content)
    for _ in range(60):
        paths = [path for _ in range(editor.picks.choice((1, 1, 1, 2, 4))) for path in editor.act()]
        told, walked = load(content, told, paths), load(content, walked)
        fresh = load(content)
        check(told, fresh)
        check(walked, fresh)
