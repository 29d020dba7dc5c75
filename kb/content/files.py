"""What the files of a content folder say, each read once: a file that is as it was isn't opened again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.content import article_file, category_file, channel_file, glossary_file, site_file
from kb.content.article_file import Draft
from kb.content.content_folder import Entry, Folder
from kb.content.folder_titles import Label
from kb.content.text_file import UnreadableText, decode, read_bytes
from kb.finding import Finding
from kb.site import Site

Findings = tuple[Finding, ...]
Parse = Callable[[Path, str], tuple[Any, Findings]]


@dataclass(frozen=True, slots=True)
class FileState:
    """What was read of a file, and how the file looked before it was read."""

    entry: Entry
    value: Any
    findings: Findings


@dataclass(frozen=True, slots=True)
class Read:
    """states: by path. changed: pairs (before, now) of those that say something else, None where there is no file."""

    states: Mapping[str, FileState]
    changed: Mapping[str, tuple[FileState | None, FileState | None]]


def read(
    content: Path,
    folder: Folder,
    kept: Mapping[str, FileState],
    told: Collection[str] = (),
    looked_at: Collection[str] | None = None,
) -> Read:
    """What every file but the notices says; from `kept` where a file's time, size and inode are the same.

    told: paths that are read even then, for a clock may be too slow to tell two saves apart. looked_at: the only ones
    that may differ from `kept`; None: any.
    """
    if looked_at is None:
        looked_at = {**kept, **folder.markdown, **folder.site, **folder.categories}
    states = dict(kept)
    changed: dict[str, tuple[FileState | None, FileState | None]] = {}
    for path in looked_at:
        before = kept.get(path)
        now = _state(content, path, folder, before, path in told)
        if now is not before:
            changed[path] = before, now
        if now is not None:
            states[path] = now
        else:
            states.pop(path, None)
    return Read(states, changed)


def _state(content: Path, path: str, folder: Folder, before: FileState | None, is_told: bool) -> FileState | None:
    for entries, parse in ((folder.markdown, _draft), (folder.site, _of_site), (folder.categories, _label)):
        entry = entries.get(path)
        if entry is not None:
            if before is not None and before.entry == entry and not is_told:
                return before
            now = FileState(entry, *parse(content, path))
            return before if before == now else now
    return None


def _draft(content: Path, path: str) -> tuple[Draft | None, Findings]:
    try:
        data = read_bytes(content / path)
    except UnreadableText as error:
        return None, (Finding(path, 0, error.rule, str(error), is_refused=True),)
    return article_file.read(data, path)


def _of_site(content: Path, path: str) -> tuple[Any, Findings]:
    return _SITE_FILES[path](content, path)


def _site(content: Path, path: str) -> tuple[Site, Findings]:
    read = site_file.read(content, path)
    return read.site, read.findings


def _label(content: Path, path: str) -> tuple[Label, Findings]:
    """What a label file says of its folder's category, without saying which one that is."""
    try:
        title, description, order = category_file.label(decode(read_bytes(content / path)).text)
    except UnreadableText as error:
        return Label("", "", "", "", None), (Finding(path, 0, error.rule, str(error)),)
    return Label("", "", title, description, order), ()


_SITE_FILES: Mapping[str, Parse] = {
    "site.yml": _site,
    "categories.yml": category_file.read,
    "channels.yml": channel_file.read,
    "glossary.yml": glossary_file.read,
}
