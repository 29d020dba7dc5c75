"""The links and images of an article's Markdown, found line by line, for checks (not for rendering)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE = re.compile(r"(`{1,8})[^`]*\1")
_INLINE = re.compile(r"(?P<mark>!?)\[[^\[\]]{0,500}\]\(\s{0,9}<?(?P<target>[^\s<>()]{1,2000})")
_AROUND_IMAGE = re.compile(r"\)\]\(\s{0,9}<?(?P<target>[^\s<>()]{1,2000})")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]{1,500}\]:\s{0,9}<?(?P<target>[^\s<>]{1,2000})")
_TAG = re.compile(r"<(?P<mark>img|a)\s[^<>]{0,500}?(?:src|href)\s?=\s?[\"'](?P<target>[^\"'<>]{1,2000})")
_WEB = re.compile(r"https?://(?P<authority>[^\s/?#<>()\[\]\"'`\\|，。、；：）】」]{1,300})", re.IGNORECASE)
_NAME_BEFORE_HOST = re.compile(r"[^@:]+\.[^@:]+@")  # "okx.com@evil.example", but not "user:secret@host"
# Scripts that are written beside Latin in everyday host names, and can't be taken for it.
_DISTINCT = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


@dataclass(frozen=True, slots=True)
class Link:
    """line: 1-based, within the body."""

    line: int
    target: str
    is_image: bool


def links(body: str) -> Iterator[Link]:
    """Every link and image outside of code, in order. Linear in the body's length."""
    for number, line in _prose(body):
        for match in _INLINE.finditer(line):
            yield Link(number, match["target"], match["mark"] == "!")
        for pattern in (_AROUND_IMAGE, _TAG):
            for match in pattern.finditer(line):
                yield Link(number, match["target"], match.groupdict().get("mark") == "img")
        definition = _DEFINITION.match(line)
        if definition and not definition[0].lstrip().startswith("[^"):
            yield Link(number, definition["target"], False)


def look_alikes(body: str) -> Iterator[tuple[int, str]]:
    """Line and host of each web address that may pass for another: mixed alphabets, or a name before an @."""
    if "://" not in body:
        return
    for number, line in _prose(body):
        for match in _WEB.finditer(line):
            host = match["authority"]
            if _NAME_BEFORE_HOST.match(host) or ((not host.isascii() or "xn--" in host.lower()) and _is_mixed(host)):
                yield number, host


def _prose(body: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(body.split("\n"), 1):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            yield number, _CODE.sub("", line) if "`" in line else line


def _is_mixed(authority: str) -> bool:
    """True when the host's letters come from two alphabets, of which one can be taken for the other."""
    labels = [_unpuny(label) for label in authority.partition(":")[0].split(".")]
    return len({_script(character) for label in labels for character in label if character.isalpha()} - {""}) > 1


def _unpuny(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _script(character: str) -> str:
    name = unicodedata.name(character, "").partition(" ")[0]
    return "" if name in _DISTINCT else name
