"""Blocks of Markdown as safe HTML, through python-markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown import Markdown

from kb.markdown.blocks import Block
from kb.markdown.highlight import code_html
from kb.markdown.html_shape import HEADING_MARK
from kb.markdown.outline import HeadingPlace, heading_text
from kb.markdown.sanitise import clean, heading_ids

MAX_HIGHLIGHTED = 150_000  # characters of code that one article has coloured: about half a second

_HEADING_MARK = re.compile(f"{HEADING_MARK}([0-9]+)\ufdd1")
_CODE_MARK = re.compile("(?:<p>\\s*)?\ufdd2([0-9]+)\ufdd3(?:\\s*</p>)?")
_HTML_MARK = re.compile("(?:<p>\\s*)?\ufdd4([0-9]+)\ufdd5(?:\\s*</p>)?")
_MARKS = re.compile("[\ufdd0-\ufdef]")
_MARK_ENTITY = re.compile(
    r"&#(?:[xX]0*[fF][dD][dDeE][0-9a-fA-F]|0*(?:6497[6-9]|649[89][0-9]|6500[0-7]))(?![0-9a-fA-F]);?"
)
_HARMLESS_HASH = re.compile(r"^(#+)")
_DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*")
_EXTENSIONS = ["tables", "footnotes", "def_list", "admonition", "sane_lists", "pymdownx.tilde", "pymdownx.tasklist"]
_CONFIGS: dict[str, dict[str, Any]] = {
    "tables": {"use_align_attribute": True},
    "footnotes": {"SEPARATOR": "-", "BACKLINK_TITLE": ""},
    "pymdownx.tilde": {"subscript": False},
}


@lru_cache(maxsize=1)
def _converter() -> Markdown:
    converter = Markdown(extensions=_EXTENSIONS, extension_configs=_CONFIGS, output_format="html")
    converter.preprocessors.deregister("html_block")  # our blocks carry raw HTML; its parser is superlinear
    return converter


def html_of(found: Sequence[Block], places: Sequence[HeadingPlace], dropped: int = -1) -> str:
    """Safe HTML of the blocks. places: headings that get an id. dropped: index of a block to leave out.

    Raises RecursionError or MemoryError for hostile text, and can take time that grows faster than the text.
    """
    source = _Source(found, {place.block: number for number, place in enumerate(places)}, dropped)
    text = source.text()
    converted = _converter().reset().convert(text)
    raw = _HTML_MARK.sub(lambda match: source.html[int(match[1])], converted)
    shift = 1 if any(block.level == 1 for block in found if not block.is_quoted) and places else 0
    safe = clean(_MARK_ENTITY.sub(" ", raw), {place.anchor for place in places})
    levels: Mapping[int, tuple[int, str]] = {n: (place.level, place.anchor) for n, place in enumerate(places)}
    with_ids = heading_ids(safe, levels, _HEADING_MARK, shift)
    with_code = _CODE_MARK.sub(lambda match: source.code_html(int(match[1])), _HEADING_MARK.sub("", with_ids))
    return _MARKS.sub("", with_code)


class _Source:
    """Markdown as python-markdown wants it: four-space containers, blank lines between blocks, marks for code."""

    __slots__ = ("codes", "dropped", "found", "headings", "html", "is_paragraph", "lines", "numbered", "waiting")

    def __init__(self, found: Sequence[Block], headings: Mapping[int, int], dropped: int) -> None:
        self.found = found
        self.headings = headings
        self.dropped = dropped
        self.codes: list[Block] = []
        self.html: list[str] = []
        self.lines: list[str] = []
        self.waiting = ""  # an item's marker whose first block is code
        self.is_paragraph = False  # the line before is of a paragraph that no list item began
        self.numbered: dict[int, bool] = {}  # by length of prefix, whether the last list there is numbered

    def text(self) -> str:
        before = ""
        for at, block in enumerate(self.found):
            if at != self.dropped:
                self._add(at, block, before)
                before = block.kind
        return "\n".join(self.lines)

    def code_html(self, number: int) -> str:
        """The code block of that mark, coloured while the article's allowance lasts."""
        block = self.codes[number]
        spent = sum(len(other.text) for other in self.codes[: number + 1]) if len(self.codes) < 500 else MAX_HIGHLIGHTED
        return code_html(block.text, block.info if spent < MAX_HIGHLIGHTED else "")

    def _add(self, at: int, block: Block, before: str) -> None:
        kind = block.kind
        if kind == "text":
            self._text(at, block, before)
        elif kind == "blank":
            self._blank(block.prefix)
        elif kind == "item":
            self._item(block)
        elif kind == "code":
            self.codes.append(block)
            self._alone(block, f"\ufdd2{len(self.codes) - 1}\ufdd3")
        elif kind == "html":
            self.html.append(block.text)
            self._alone(block, f"\ufdd4{len(self.html) - 1}\ufdd5")
        elif kind == "heading":
            self._heading(at, block)
        else:
            self._alone(block, block.text)

    def _blank(self, prefix: str) -> None:
        self.is_paragraph = False
        self.lines.append(prefix.rstrip())

    def _alone(self, block: Block, text: str) -> None:
        if self.waiting:
            self.lines.append(self.waiting + text)
            self.waiting = ""
        else:
            self._blank(block.prefix)
            self.lines.append(block.prefix + text)
        if block.kind != "note":
            self._blank(block.prefix)

    def _heading(self, at: int, block: Block) -> None:
        number = self.headings.get(at)
        mark = "" if number is None else f"{HEADING_MARK}{number}\ufdd1"
        self._alone(block, f"{'#' * block.level} {heading_text(block)[0]}{mark}")

    def _item(self, block: Block) -> None:
        depth, is_numbered = len(block.prefix), block.text[0].isdigit()
        is_after_other = self.is_paragraph or self._is_other_list(depth, is_numbered)
        if self.lines and self.lines[-1].strip("> ") and is_after_other and block.text[0] != ":":
            self._blank(block.prefix)
        self.numbered[depth] = is_numbered
        self.waiting = ""
        if block.text == "-" or block.text[:-1].isdigit():
            self.waiting = f"{block.prefix}{block.text} "
        else:
            self.lines.append(block.prefix + block.text)
        self.is_paragraph = False

    def _is_other_list(self, depth: int, is_numbered: bool) -> bool:
        return self.numbered.get(depth, is_numbered) != is_numbered

    def _text(self, at: int, block: Block, before: str) -> None:
        text = block.text
        self.is_paragraph = self.is_paragraph or before not in ("text", "item")
        if self._begins_table(at, block):
            self._blank(block.prefix)
        if text[0] == "#":
            text = _HARMLESS_HASH.sub(lambda match: "\\#" * len(match[1]), text)
        if self.waiting:
            text, self.waiting = self.waiting + text, ""
        else:
            text = block.prefix + text
        self.lines.append(text)

    def _begins_table(self, at: int, block: Block) -> bool:
        if "|" not in block.text or at + 1 >= len(self.found) or (at and self.found[at - 1].kind != "text"):
            return False
        following = self.found[at + 1]
        return following.kind == "text" and "-" in following.text and _DELIMITERS.fullmatch(following.text) is not None
