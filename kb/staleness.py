"""How far a translation is behind its source: by content, paragraph by paragraph, not by date."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.article import Article
from kb.finding import Finding

MOST_PARAGRAPHS = 300  # what follows counts as one
RULES: Mapping[str, str] = {
    "source-rev": "a `source_rev` isn't one that `kb revision` prints; nothing is said of that translation",
    "translation-behind": "paragraphs of the original changed since a translation's `source_rev`",
}
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_REVISION = re.compile(rf"p1-((?:[0-9a-v]{{3}}){{1,{MOST_PARAGRAPHS}}})")
_BLANK_LINES = re.compile(r"\n[ \t\u3000]*(?:\n[ \t\u3000]*)+")


@dataclass(frozen=True, slots=True)
class Behind:
    """source: the text that was translated, as it is now. changed: its paragraphs changed, added or removed since."""

    source: Article
    changed: int


def revision_of(source: Article) -> str:
    """The revision of a text: "p1-" and three characters for its title and for each paragraph, so that a later one
    tells how many changed. White space and Unicode form don't count. One change in 32,768 goes unseen."""
    return "p1-" + "".join(_signs(source))


def behind(article: Article, source: Article | None) -> Behind | None:
    """How far a translation is behind; None where it isn't, where nothing is known, and for the source itself."""
    changed = _changed(article, source)
    return Behind(source, changed) if source is not None and changed else None


def findings(article: Article, source: Article | None) -> Iterator[Finding]:
    """What an editor is told of a translation, with the revision to write once it follows."""
    if source is None or source is article or not article.source_rev:
        return
    changed = _changed(article, source)
    then = f"then write `source_rev: {revision_of(source)}`"
    if changed is None:
        note = f"`source_rev: {article.source_rev[:40]}` can't be compared: follow {source.path}, {then}"
        yield Finding(article.path, 0, "source-rev", note)
    elif changed:
        note = f"paragraphs of {source.path} that changed since: {changed}; follow them, {then}"
        yield Finding(article.path, 0, "translation-behind", note)


def _changed(article: Article, source: Article | None) -> int | None:
    """Paragraphs that changed since the article's `source_rev`; None without one that can be read."""
    found = _REVISION.fullmatch(article.source_rev)
    if source is None or source is article or found is None:
        return None
    before = [found[1][at : at + 3] for at in range(0, len(found[1]), 3)]
    steps = SequenceMatcher(None, before, list(_signs(source)), autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in steps if kind != "equal")


def _signs(source: Article) -> Iterator[str]:
    """Three characters for each paragraph."""
    paragraphs = [source.title, *filter(None, map(_plain, _BLANK_LINES.split(source.body)))]
    rest = paragraphs[MOST_PARAGRAPHS - 1 :]
    kept = paragraphs if len(rest) < 2 else [*paragraphs[: MOST_PARAGRAPHS - 1], "\n\n".join(rest)]
    for paragraph in kept:
        number = int.from_bytes(hashlib.sha256(_plain(paragraph).encode("utf-8", "replace")).digest()[:2], "big")
        yield _DIGITS[number >> 10 & 31] + _DIGITS[number >> 5 & 31] + _DIGITS[number & 31]


def _plain(paragraph: str) -> str:
    return " ".join(unicodedata.normalize("NFC", paragraph).split())
