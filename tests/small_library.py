"""Small content folders as libraries, and what there is to say of one."""

from __future__ import annotations

from pathlib import Path

from kb.article import Article
from kb.library import Library, load


def write(content: Path, files: dict[str, str | bytes]) -> Path:
    for path, text in files.items():
        target = content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content


def is_accounted_for(library: Library) -> bool:
    return len(library.articles) + sum(finding.is_refused for finding in library.findings) == library.file_count


def rules(library: Library) -> list[tuple[str, str]]:
    return [(finding.path, finding.rule) for finding in library.findings]


def keys(content: Path, files: dict[str, str | bytes]) -> list[tuple[str, str]]:
    return list(load(write(content, files)).articles)


def only(library: Library) -> Article:
    (article,) = library.articles.values()
    return article
