"""Walks the content folder: which files are there to be read, and what isn't followed or read, as Findings."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import HelpCenterError
from kb.finding import Finding

MARKDOWN = (".md", ".markdown", ".mdx")
CATEGORY_FILES = ("_category_.json", "_category_.yml", "_category_.yaml")
NOTICES = "notices"
SITE_FILES = ("site.yml", "categories.yml", "channels.yml", "glossary.yml")
_PASSED_OVER = frozenset({"node_modules", "__pycache__"})
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # no address can hold them
_FRAGMENT_FOLDERS = frozenset({"_includes", "_partials"})


class ContentNotFound(HelpCenterError):
    """There is no readable content folder at the path."""

    def __init__(self, path: Path, reason: str = "there is no such folder") -> None:
        super().__init__(
            f"No articles at {path}: {reason}. Name a folder of Markdown files, or create it and put an article in it."
        )
        self.path = path


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to be read. path: below the content folder, with "/". The rest tells whether it has changed."""

    path: str
    mtime_ns: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True)
class Folder:
    """What was found, each sorted by path. refused: Markdown files that aren't read, one finding each.
    findings: of folders and of other files."""

    markdown: tuple[Entry, ...] = ()
    notices: tuple[Entry, ...] = ()
    categories: tuple[Entry, ...] = ()
    site: tuple[Entry, ...] = ()
    refused: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()


def walk(content: Path) -> Folder:
    """Everything below `content`. A link to a folder isn't followed, one to a file only inside `content`.

    Raises ContentNotFound. Costs one stat a file; opens none.
    """
    try:
        root = Path(os.path.realpath(content, strict=True))
        with os.scandir(root):
            pass
    except NotADirectoryError as error:
        raise ContentNotFound(content, "this is a file, not a folder") from error
    except PermissionError as error:
        raise ContentNotFound(content, "the folder may not be read; change its permissions") from error
    except OSError as error:
        raise ContentNotFound(content) from error
    return _Walk(root).folder()


class _Walk:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: dict[str, list[Entry]] = {"markdown": [], "notices": [], "categories": [], "site": []}
        self._refused: list[Finding] = []
        self._findings: list[Finding] = []

    def folder(self) -> Folder:
        waiting = [""]
        while waiting:
            waiting.extend(self._list(waiting.pop()))
        found = {kind: tuple(sorted(entries, key=lambda entry: entry.path)) for kind, entries in self._found.items()}
        return Folder(**found, refused=tuple(sorted(self._refused)), findings=tuple(sorted(self._findings)))

    def _list(self, folder: str) -> Iterator[str]:
        """The folders below; notes the files."""
        try:
            with os.scandir(self._root / folder) as listing:
                items = list(listing)
        except OSError as error:
            self._note(folder, "unreadable", f"the folder can't be read: {error.strerror}")
            return
        for item in items:
            path = f"{folder}/{item.name}" if folder else item.name
            if item.is_dir(follow_symlinks=False):
                if self._is_walked(path, item.name):
                    yield path
            elif item.is_symlink() and self._is_folder(item):
                self._note(path, "link", "a link to a folder isn't followed: put the files here")
            else:
                self._file(path, item)

    def _is_walked(self, path: str, name: str) -> bool:
        if name in _PASSED_OVER:
            self._note(path, "ignored", "a folder of programs; nothing below it is read")
        return name not in _PASSED_OVER and not name.startswith(".")

    def _is_folder(self, item: os.DirEntry[str]) -> bool:
        try:
            return item.is_dir()
        except OSError:
            return False

    def _file(self, path: str, item: os.DirEntry[str]) -> None:
        kind = _kind(path, item.name)
        if not kind:
            return
        refusal = _name_problem(path, item.name) if kind == "markdown" else None
        if refusal is None:
            try:
                refusal = self._accept(kind, path, item)
            except OSError as error:
                refusal = ("unreadable", f"the file can't be read: {error.strerror}")
        if refusal:
            self._refuse(kind, path, *refusal)

    def _accept(self, kind: str, path: str, item: os.DirEntry[str]) -> tuple[str, str] | None:
        """Notes the file, or says why not."""
        if item.is_symlink() and not Path(os.path.realpath(item.path, strict=True)).is_relative_to(self._root):
            return "link", "a link that leads out of the content folder isn't followed"
        status = item.stat()
        if not stat.S_ISREG(status.st_mode):
            return "not-a-file", "this is no ordinary file (a pipe, socket or device); it isn't read"
        self._found[kind].append(Entry(path, status.st_mtime_ns, status.st_size, status.st_ino))
        return None

    def _refuse(self, kind: str, path: str, rule: str, message: str) -> None:
        if kind == "markdown":
            self._refused.append(Finding(printable(path), 0, rule, message, is_refused=True))
        else:
            self._note(path, rule, message)

    def _note(self, path: str, rule: str, message: str) -> None:
        self._findings.append(Finding(printable(path), 0, rule, message))


def printable(path: str) -> str:
    """The path with what isn't UTF-8 in it replaced."""
    return path.encode("utf-8", "replace").decode()


def _kind(path: str, name: str) -> str:
    if name.lower().endswith(MARKDOWN):
        folder, _, rest = path.partition("/")
        return "notices" if folder == NOTICES and "/" not in rest and rest else "markdown"
    if name in CATEGORY_FILES:
        return "categories"
    return "site" if path in SITE_FILES else ""


def _name_problem(path: str, name: str) -> tuple[str, str] | None:
    if printable(path) != path:
        return "file-name", "the file's name isn't UTF-8: rename it"
    if _CONTROLS.search(path):
        return "file-name", "the path holds a line break or another control character: rename the file or folder"
    if name.startswith("."):
        return "hidden", "a hidden file isn't read: take the dot off its name to publish it"
    folders = path.split("/")[:-1]
    is_index = name.lower().startswith("_index.")
    if (name.startswith("_") and not is_index) or not _FRAGMENT_FOLDERS.isdisjoint(folders):
        return "partial", "a fragment that other files include, no article of its own"
    return None
