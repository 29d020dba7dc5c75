"""An article's body as searchable sections, with the anchors that its headings have on the page."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from indexer.document import Section
from kb.markdown.blocks import Block, blocks, scrubbed
from kb.markdown.dialect import plain_markdown

MAX_ANCHOR = 80
MAX_TITLE = 300
MAX_TEXT = 200_000  # characters of one section
MAX_SECTIONS = 2_000

_EXPLICIT = re.compile(r"\{#([^{}\s]{1,200})[^{}\n]{0,200}\}$")
_HTML_ID = re.compile(r"\bid=[\"']?([^\"'\s<>]{1,200})")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]\n]*)\](?:\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)|\[[^\[\]\n]{0,200}\])")
_DEFINITION = re.compile(r"\[\^?[^\[\]]{1,200}\]:[ \t]*(?:<[^<>]*>|\S+)?[ \t]*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))?")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\n]{1,100}\]:?")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,2000}>|<(?:https?://|mailto:)[^<>\s]{0,2000}>")
_URL = re.compile(r"(?<![\w])https?://[^\s<>()\[\]，。；、（）]{1,2000}")
_MARKS = re.compile(r"\\([!-/:-@\[-`{-~])|\*{1,3}|~~|`+|(?<!\w)_{1,3}|_{1,3}(?!\w)|^\[[ xX]\][ ]", re.M)
_MARK = re.compile(r"[\\*~`_\[]")  # what every match of _MARKS has
_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]+|:[ \t]+|\[\^[^\[\]]{1,100}\]:[ \t]*")
_DELIMITERS = frozenset("|-: \t")
_SPACES = re.compile(r"\s{2,}")
_SLUG = re.compile(
    "[0-9a-z_\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff]+"
)  # every one a letter, a digit or "_"


@dataclass(frozen=True, slots=True)
class HeadingPlace:
    """A heading as the page has it: which block it is, its level there, anchor and plain text."""

    block: int
    level: int
    anchor: str
    text: str


def sections(body: str, title: str = "") -> tuple[Section, ...]:
    """Sections in document order, the lead first (anchor "", title ""), always there even when empty.

    A first heading of level 1 that repeats `title` makes no section. Headings in quotes are text. Linear time.
    """
    found = blocks(plain_markdown(scrubbed(body)))
    places = heading_places(found, title)[:MAX_SECTIONS]
    ends = [*(place.block for place in places), len(found)]
    out = [Section("", "", _text_of(found[: ends[0]], title))]
    for place, end in zip(places, ends[1:], strict=True):
        out.append(Section(place.anchor, place.text, _text_of(found[place.block + 1 : end], "")))
    return tuple(out)


def heading_places(found: Sequence[Block], title: str = "") -> list[HeadingPlace]:
    """Headings that get an anchor, in document order; levels start at 2, the page's h1 being its title."""
    heads = [(at, block) for at, block in enumerate(found) if block.kind == "heading" and not block.is_quoted]
    if heads and is_title(heads[0][1], title):
        heads = heads[1:]
    shift = 1 if any(block.level == 1 for _, block in heads) else 0
    taken: dict[str, int] = {}
    places = []
    for at, block in heads:
        text, explicit = heading_text(block)
        plain = plain_text(text)[:MAX_TITLE]
        anchor = heading_anchor(explicit or plain, taken)
        places.append(HeadingPlace(at, min(6, block.level + shift), anchor, plain))
    return places


def is_title(block: Block, title: str) -> bool:
    """True for a heading of level 1 that says the article's title again."""
    return block.level == 1 and bool(title) and _folded(plain_text(heading_text(block)[0])) == _folded(title)


def heading_text(block: Block) -> tuple[str, str]:
    """The heading's Markdown and its explicit id, "" without one: `Fees {#fees}` -> ("Fees", "fees")."""
    text = block.text
    if block.info:
        found = _HTML_ID.search(block.info.partition(">")[0])
        return text, found[1] if found else ""
    explicit = _EXPLICIT.search(text, max(0, len(text) - 410)) if text.endswith("}") else None
    return (text[: explicit.start()].rstrip(), explicit[1]) if explicit else (text, "")


def heading_anchor(text: str, taken: MutableMapping[str, int]) -> str:
    """An id that isn't in `taken`, and now is: "s-" and a slug with the letters of every script, 80 characters at
    most; further ones of a kind end in -1, -2 as GitHub's do. taken: how often each was asked for."""
    base = anchor = fragment_anchor(text)
    while anchor in taken:
        anchor = f"{base[: MAX_ANCHOR - 6]}-{taken[base]}"
        taken[base] += 1
    taken[anchor] = 1
    return anchor


def fragment_anchor(fragment: str) -> str:
    """The anchor that a heading of this text has, or that an author's `#fragment` means."""
    text = unicodedata.normalize("NFKC", unquote(fragment[:1000])).lower()
    if _SLUG.fullmatch(text):
        return f"s-{text}"[:MAX_ANCHOR]
    kept = (c if c == "_" or unicodedata.category(c)[0] in "LMN" else "-" if c in "-\t\n " else "" for c in text)
    slug = re.sub(r"-{2,}", "-", "".join(kept)).strip("-")
    return f"s-{slug or 'section'}"[:MAX_ANCHOR].rstrip("-")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _text_of(part: Sequence[Block], title: str) -> str:
    """Plain text of blocks, capped: prose without its syntax, code as it is."""
    pieces: list[str] = []
    prose: list[str] = []
    for block in part:
        if block.kind == "code":
            pieces += (plain_text("\n".join(prose)), block.text)
            prose = []
        elif block.kind == "heading":
            if not is_title(block, title):
                prose.append(heading_text(block)[0])
        elif block.kind != "rule":
            prose.append(_line_of(block))
    pieces.append(plain_text("\n".join(prose)))
    return "\n".join(piece for piece in pieces if piece)[:MAX_TEXT]


def _line_of(block: Block) -> str:
    text = block.text
    if block.kind == "item":
        match = _ITEM.match(text)
        return text[match.end() :] if match else text[2:]
    if block.kind == "note":
        return text.partition('"')[2].rstrip('" ')
    if text[:1] == "[" and _DEFINITION.fullmatch(text.rstrip()):
        return ""
    if "|" in text and block.kind == "text":
        return "" if "-" in text and _DELIMITERS.issuperset(text) else text.replace("|", " ")
    return text


def plain_text(markdown: str) -> str:
    """Readable text of inline Markdown and HTML: link texts, image texts, code, table cells; no URLs or marks."""
    text = markdown
    if "[" in text:
        text = _FOOTNOTE.sub("", text)
        text = _IMAGE_OR_LINK.sub(r"\1", _IMAGE_OR_LINK.sub(r"\1", text))
    if "<" in text:
        text = _TAG.sub("", text)
    if "://" in text:
        text = _URL.sub("", text)
    if _MARK.search(text):
        text = _MARKS.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    return _SPACES.sub(lambda match: "\n" if "\n" in match[0] else " ", text).strip()
