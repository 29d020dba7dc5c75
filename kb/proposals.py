"""Proposed aliases as a file: an editor takes out what is wrong, and the rest goes into the articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.generations import write_durably
from kb.article import Article
from kb.content import yaml_file, yaml_text
from kb.content.fields import is_blank, one_line
from kb.content.front_matter_edit import with_aliases
from kb.content.text_file import UnreadableText, decode, read_bytes
from kb.errors import HelpCenterError
from kb.library import Library

_HEAD = """# Proposed aliases: other ways in which people may ask for an article.
# Take out those that nobody would type, change what you like, then: kb suggest accept {name}
"""


class ProposalsUnusable(HelpCenterError):
    """A file of proposals can't be read, or can't be carried out."""

    def __init__(self, path: str, cause: str) -> None:
        super().__init__(f"{path}: {cause}")


Asked = Mapping[tuple[str, str], int]  # how many visitors asked an alias, by the path of its article and the alias


def written(proposals: Iterable[tuple[Article, tuple[str, ...]]], name: str, asked: Asked) -> str:
    """The text of a file of proposals. name: of the file, as its head tells it."""
    parts = [_HEAD.format(name=name)]
    for article, aliases in proposals:
        lines = [f"    - {_quoted(alias)}{_why(asked.get((article.path, alias)))}" for alias in aliases]
        parts.append(
            "\n".join([f"{_quoted(article.path)}:", f"  title: {_quoted(article.title)}", "  aliases:", *lines]) + "\n"
        )
    return "\n".join(parts)


def read(path: Path) -> Mapping[str, tuple[str, ...]]:
    """The aliases that were left in a file of proposals, by the path of their article. Raises ProposalsUnusable."""
    try:
        parsed = yaml_text.load(decode(read_bytes(path)).text, max_size=yaml_file.MAX_BYTES)
    except UnreadableText as fault:
        raise ProposalsUnusable(str(path), str(fault)) from fault
    if parsed.problems or not isinstance(parsed.value, dict):
        cause = (
            f"line {parsed.problems[0].line}: {parsed.problems[0].message}" if parsed.problems else "it isn't proposals"
        )
        raise ProposalsUnusable(str(path), cause)
    found: dict[str, tuple[str, ...]] = {}
    for article, said in parsed.value.items():
        listed = said.get("aliases") if isinstance(said, dict) else None
        texts = [one_line(text) for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
        found[article] = tuple(dict.fromkeys(text for text in texts if not is_blank(text)))
    return found


def accept(library: Library, content: Path, proposals: Mapping[str, tuple[str, ...]]) -> int:
    """Writes the aliases into the articles' files; returns how many are new. A file is replaced whole or not at all.
    Raises ProposalsUnusable before anything is written where an article isn't there or its file can't be changed."""
    by_path = {article.path: article for article in library.articles.values()}
    texts: dict[Path, tuple[bytes, int]] = {}
    for path, aliases in proposals.items():
        if path not in by_path:
            raise ProposalsUnusable(path, "there is no such article; take it out of the file")
        more = [alias for alias in aliases if alias not in by_path[path].aliases]
        if more:
            texts[content / path] = (_changed(content / path, path, more), len(more))
    for file, (changed, _) in texts.items():
        write_durably(file, changed, mode=file.stat().st_mode & 0o777)
    return sum(count for _, count in texts.values())


def _changed(file: Path, path: str, more: list[str]) -> bytes:
    try:
        before = read_bytes(file)
        text = decode(before)
        if text.encoding != "utf-8":
            raise ProposalsUnusable(path, f"the file is in {text.encoding}; save it as UTF-8 first")
        after = with_aliases(text.text, more)
    except (UnreadableText, ValueError) as fault:
        raise ProposalsUnusable(path, str(fault)) from fault
    return (after.replace("\n", "\r\n") if b"\r\n" in before else after).encode()


def _why(visitors: int | None) -> str:
    return f"  # asked by {visitors} visitors" if visitors else ""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
