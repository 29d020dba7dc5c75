"""Walks the content folder: which files are there to be read, and what isn't followed or read, as Findings."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

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


class Entry(NamedTuple):
    """A file to be read. path: below the content folder, with "/". The rest tells whether it has changed."""

    path: str
    mtime_ns: int
    size: int
    inode: int


@dataclass(frozen=True, slots=True)
class Folder:
    """What was found: entries by path, sorted. refused: Markdown files that aren't read, one finding each.
    findings: of folders and of other files. folders: whose files were listed. linked: files that change through
    another name too, of which nothing tells."""

    markdown: Mapping[str, Entry] = field(default_factory=dict)
    notices: Mapping[str, Entry] = field(default_factory=dict)
    categories: Mapping[str, Entry] = field(default_factory=dict)
    site: Mapping[str, Entry] = field(default_factory=dict)
    refused: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    folders: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()


def look(
    content: Path, before: Folder | None = None, paths: Collection[str] | None = None
) -> tuple[Folder, Collection[str] | None]:
    """Pair (everything below `content`, the paths that were looked at; None for all of them). A link to a folder isn't
    followed, one to a file only inside `content`.

    paths: below `content`, where something may have changed since `before`; nothing else is looked at, as long as only
    files came, went or changed there. Raises ContentNotFound. Costs one stat a file; opens none.
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
    if before is not None and paths is not None:
        looked_at = {path for path in paths if not _is_passed_over(path)} | before.linked
        if (again := _Walk(root).again(before, looked_at)) is not None:
            return again, looked_at
    return _Walk(root).folder(), None


class _Walk:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._found: dict[str, dict[str, Entry]] = {"markdown": {}, "notices": {}, "categories": {}, "site": {}}
        self._refused: list[Finding] = []
        self._findings: list[Finding] = []
        self._folders: set[str] = set()
        self._linked: set[str] = set()

    def folder(self) -> Folder:
        waiting = [""]
        while waiting:
            waiting.extend(self._list(waiting.pop()))
        return Folder(
            **{kind: dict(sorted(entries.items())) for kind, entries in self._found.items()},
            refused=tuple(sorted(self._refused)),
            findings=tuple(sorted(self._findings)),
            folders=frozenset(self._folders),
            linked=frozenset(self._linked),
        )

    def again(self, before: Folder, looked_at: Collection[str]) -> Folder | None:
        """The folder where only these paths are looked at; None where that can't tell all, and it has to be walked."""
        if not all(self._is_plain(path, before) for path in looked_at):
            return None
        if any(self._is_new(path, before) for path in looked_at) and not self._are_spelled_so(looked_at):
            return None
        for path in looked_at:
            if os.path.lexists(self._root / path):
                self._file(path, self._root / path)
        if not self._linked <= before.linked:
            return None  # what shares a file with one that was looked at is to be found
        told = {printable(path) for path in looked_at}
        return Folder(
            **{kind: _merged(getattr(before, kind), looked_at, found) for kind, found in self._found.items()},
            refused=_joined(before.refused, told, self._refused),
            findings=_joined(before.findings, told, self._findings),
            folders=before.folders,
            linked=frozenset(self._linked),
        )

    def _is_plain(self, path: str, before: Folder) -> bool:
        """Whether the path is no folder, and never was one, and stands in a folder that is known."""
        try:
            mode = os.lstat(self._root / path).st_mode
        except FileNotFoundError:
            mode = stat.S_IFREG
        except (OSError, ValueError):
            return False
        is_link = stat.S_ISLNK(mode) and path in before.linked and not (self._root / path).is_dir()
        is_file = stat.S_ISREG(mode) or is_link
        return is_file and path not in before.folders and path.rpartition("/")[0] in before.folders

    def _is_new(self, path: str, before: Folder) -> bool:
        """Whether a file to be read stands where none stood."""
        kind = _kind(path, path.rpartition("/")[2])
        return bool(kind) and path not in getattr(before, kind) and os.path.lexists(self._root / path)

    def _are_spelled_so(self, paths: Collection[str]) -> bool:
        """Whether the files that are there have just these names: some disks find them by others too."""
        folders = {path.rpartition("/")[0] for path in paths}
        listed = {file for folder in folders for file in (self._root / folder).iterdir()}
        return all(self._root / path in listed for path in paths if os.path.lexists(self._root / path))

    def _list(self, folder: str) -> Iterator[str]:
        """The folders below; notes the files."""
        try:
            with os.scandir(self._root / folder) as listing:
                items = list(listing)
        except OSError as error:
            self._note(folder, "unreadable", f"the folder can't be read: {error.strerror}")
            return
        self._folders.add(folder)
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

    def _file(self, path: str, item: os.DirEntry[str] | Path) -> None:
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

    def _accept(self, kind: str, path: str, item: os.DirEntry[str] | Path) -> tuple[str, str] | None:
        """Notes the file, or says why not."""
        is_link = item.is_symlink()
        if is_link:
            self._linked.add(path)
        if is_link and not Path(os.path.realpath(item, strict=True)).is_relative_to(self._root):
            return "link", "a link that leads out of the content folder isn't followed"
        status = item.stat()
        if not stat.S_ISREG(status.st_mode):
            return "not-a-file", "this is no ordinary file (a pipe, socket or device); it isn't read"
        if status.st_nlink > 1:
            self._linked.add(path)
        self._found[kind][path] = Entry(path, status.st_mtime_ns, status.st_size, status.st_ino)
        return None

    def _refuse(self, kind: str, path: str, rule: str, message: str) -> None:
        if kind == "markdown":
            self._refused.append(Finding(printable(path), 0, rule, message, is_refused=True))
        else:
            self._note(path, rule, message)

    def _note(self, path: str, rule: str, message: str) -> None:
        self._findings.append(Finding(printable(path), 0, rule, message))


def _merged(before: Mapping[str, Entry], looked_at: Collection[str], found: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """The entries with what was found where it was looked, sorted; `before` itself where nothing was or is there."""
    known = {path for path in looked_at if path in before}
    if known == found.keys():
        return {**before, **found} if known else before
    entries = {path: entry for path, entry in before.items() if path not in looked_at}
    entries.update(found)
    return {path: entries[path] for path in sorted(entries)}


def _joined(before: tuple[Finding, ...], told: Collection[str], found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted([*found, *(finding for finding in before if finding.path not in told)]))


def _is_passed_over(path: str) -> bool:
    """Whether the path is below a folder that is never listed."""
    return any(name.startswith(".") or name in _PASSED_OVER for name in path.split("/")[:-1])


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
