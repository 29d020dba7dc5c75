"""Markdown cut into blocks, line by line: the one reading that outline and HTML share, so their anchors agree."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LISTS = 20  # deeper items become siblings: python-markdown recurses once a level
MAX_QUOTES = 8

_STARTERS = frozenset(" \t#>-*+=_`~<:![0123456789")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])(?:([ \t]+)|$)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}")
_FENCE = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)")
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)(?=[\s/>]|$)")
_WHOLE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_HEADING_TAG = re.compile(r"<h([1-6])(?:\s[^<>]*)?>")
_NOTE = re.compile(r"!!!\+? ?[\w -]+(?:\"[^\"]*\")?")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,100}\]:")
_DEFINITION = re.compile(r":[ \t]{1,3}\S")
_INTERRUPTS = re.compile(r"#{1,6}(?:\s|$)|>|```|~~~|[-*+](?:\s|$)|\d{1,9}[.)]\s|</?[a-zA-Z]|!!! |\[\^[^\]\s]{1,100}\]:")
_BLOCK_TAG_NAMES = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html iframe legend li link main menu nav ol option p param pre script section "
    "style summary table tbody td textarea tfoot th thead title tr track ul video"
)
_BLOCK_TAGS = frozenset(_BLOCK_TAG_NAMES.split())
_RAW_TAGS = frozenset({"pre", "script", "style", "textarea"})
_LINE_TAGS = frozenset({"details", "summary"})


class Block(NamedTuple):
    """One block. kind: text | item | note | blank | heading | code | html | rule; text and item come line by line.

    prefix: what Markdown of four-space containers has before the text. level: of a heading, 1-6. info: a fence's info
    string; for a heading written in HTML, its source.
    """

    kind: str
    prefix: str
    text: str
    level: int = 0
    info: str = ""

    @property
    def is_quoted(self) -> bool:
        """True inside a block quote."""
        return ">" in self.prefix


class _Box(NamedTuple):
    """An open list item, admonition, definition or footnote: column of its marker, column of what it holds."""

    marker: int
    content: int
    kind: str  # item | note | footnote


_RESERVED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ud800-\udfff]")


def scrubbed(body: str) -> str:
    """The body without control characters, lone surrogates and the noncharacters that mark places on the way."""
    return _RESERVED.sub("", body)


def blocks(text: str) -> list[Block]:
    """Blocks of the Markdown in document order; CommonMark's containers, plus admonitions, definitions and footnotes.
    Linear time."""
    found: list[Block] = []
    _Scanner(text.split("\n"), "", 0, found).run()
    return found


def is_interrupting(stripped: str) -> bool:
    """True for a line that opens a block of its own even right after a paragraph's line."""
    return _INTERRUPTS.match(stripped) is not None or _RULE.fullmatch(stripped) is not None


def _indent_of(line: str, stripped: str) -> int:
    lead = line[: len(line) - len(stripped)]
    return len(lead.expandtabs(4)) if "\t" in lead else len(lead)


class _Scanner:
    """The state of one pass over lines; `found` is shared with the scanners of inner quotes."""

    __slots__ = ("after", "at", "found", "is_open", "lines", "prefix", "quotes", "root", "stack")

    def __init__(self, lines: list[str], prefix: str, quotes: int, found: list[Block]) -> None:
        self.lines = lines
        self.at = 0
        self.root = self.prefix = prefix
        self.quotes = quotes
        self.found = found
        self.stack: list[_Box] = []
        self.is_open = False  # the line before was a paragraph's
        self.after = -1  # where in `found` that paragraph begins, -1 when an underline can't make it a heading

    def run(self) -> None:
        lines, starters = self.lines, _STARTERS
        while self.at < len(lines):
            line = lines[self.at]
            self.at += 1
            if not line or line.isspace():
                self._blank()
            elif line[0] not in starters and (self.is_open or not self.stack):
                self._text(line)
            else:
                self._line(line)

    def _emit(self, kind: str, text: str, level: int = 0, info: str = "") -> None:
        self.found.append(Block(kind, self.prefix, text, level, info))
        self.is_open = False
        self.after = -1

    def _blank(self) -> None:
        self._emit("blank", "")

    def _text(self, text: str) -> None:
        if not self.is_open:
            self.is_open = True
            self.after = len(self.found)
        self.found.append(Block("text", self.prefix, text))

    def _close(self, keep: int) -> None:
        if keep < len(self.stack):
            is_footnote = any(box.kind == "footnote" for box in self.stack[keep:])
            del self.stack[keep:]
            self.is_open = False
            self.prefix = self.root + "    " * keep
            if is_footnote:  # whose text would take in the next line
                self._emit("blank", "")

    def _push(self, box: _Box, kind: str, text: str, is_open: bool) -> None:
        self._close(min(len(self.stack), MAX_LISTS - 1))
        self._emit(kind, text)
        self.is_open = is_open
        self.stack.append(box)
        self.prefix = self.root + "    " * len(self.stack)

    def _kept(self, indent: int, stripped: str) -> int:
        """How many open boxes hold a line of this indent; a nested item may sit a little left of the content."""
        keep = len(self.stack)
        while keep and indent < self.stack[keep - 1].content:
            keep -= 1
        if keep < len(self.stack):
            box = self.stack[keep]
            if box.kind == "item" and indent >= box.marker + 2 and _ITEM.match(stripped):
                keep += 1
        return keep

    def _line(self, line: str) -> None:
        stripped = line.lstrip(" \t")
        indent = _indent_of(line, stripped)
        keep = self._kept(indent, stripped)
        base = self.stack[keep - 1].content if keep else 0
        is_left = keep < len(self.stack) and not is_interrupting(stripped.rstrip())
        if self.is_open and (is_left or indent - base >= 4) and not (self.stack and _ITEM.match(stripped)):
            self._text(stripped)
            return
        self._close(keep)
        if indent - base >= 4 and not (keep and _ITEM.match(stripped) and self._is_after_item()):
            self._indented(line, base)
        else:
            self._start(stripped, indent, base)

    def _is_after_item(self) -> bool:
        return bool(self.found) and self.found[-1].kind in ("item", "text")

    def _start(self, stripped: str, indent: int, base: int) -> None:
        first = stripped[0]
        if first == "#":
            is_taken = self._hashes(stripped)
        elif first == ">":
            is_taken = self._quote(stripped, base)
        elif first in "`~":
            is_taken = self._fence(stripped, indent, base)
        elif first == "<":
            is_taken = self._html(stripped, base)
        elif first in "-*+_=0123456789":
            is_taken = self._underline(stripped) or self._rule(stripped) or self._item(stripped, indent)
        else:
            is_taken = self._box(stripped, indent)
        if not is_taken:
            self._text(stripped)

    def _hashes(self, stripped: str) -> bool:
        rest = stripped.lstrip("#")
        level = len(stripped) - len(rest)
        if level > 6 or (rest and rest[0] not in " \t") or self._is_in_footnote():
            return False
        text = rest.strip()
        bare = text.rstrip("#")
        if bare != text and (not bare or bare[-1] in " \t"):
            text = bare.rstrip()
        self._emit("heading", text, level)
        return True

    def _is_in_footnote(self) -> bool:
        """True where a heading would move to the end of the page, out of the document's order."""
        return any(box.kind == "footnote" for box in self.stack)

    def _underline(self, stripped: str) -> bool:
        bare = stripped.rstrip()
        if len(bare) < 2 or self.after < 0 or bare[0] not in "=-" or bare != bare[0] * len(bare):
            return False
        lines = [block.text.strip() for block in self.found[self.after :]]
        if lines[-1].startswith("|") or self._is_in_footnote():
            return False
        del self.found[self.after :]
        self._emit("heading", " ".join(lines), 1 if bare[0] == "=" else 2)
        return True

    def _rule(self, stripped: str) -> bool:
        if not _RULE.fullmatch(stripped):
            return False
        self._emit("rule", "* * *")
        return True

    def _item(self, stripped: str, indent: int) -> bool:
        match = _ITEM.match(stripped)
        if not match:
            return False
        marker, gap = match[1], match[2] or ""
        rest = stripped[match.end() :]
        if self.is_open and not self.stack and (not rest or (marker[0].isdigit() and marker[:-1] != "1")):
            return False
        width = len(gap.expandtabs(4)) if rest else 1
        content = indent + len(marker) + (width if width <= 4 else 1)
        marker = marker[:-1] + "." if marker[0].isdigit() else "-"
        fence = _FENCE.fullmatch(rest.rstrip()) if rest[:1] in ("`", "~") else None
        self._push(
            _Box(indent, content, "item"),
            "item",
            marker if fence or not rest.strip() else f"{marker} {rest}",
            not fence,
        )
        if fence:
            self._fence(rest, content, content)
        return True

    def _box(self, stripped: str, indent: int) -> bool:
        if stripped.startswith("!!!") and _NOTE.fullmatch(stripped.rstrip()):
            self._push(_Box(indent, indent + 4, "note"), "note", stripped.rstrip(), False)
        elif _FOOTNOTE.match(stripped):
            self._push(_Box(indent, indent + 2, "footnote"), "item", stripped, True)
        elif _DEFINITION.match(stripped) and self.found:
            self._push(_Box(indent, indent + 2, "note"), "item", stripped, True)
        else:
            return False
        return True

    def _quote(self, stripped: str, base: int) -> bool:
        if self.quotes >= MAX_QUOTES:
            self._text(stripped.lstrip("> \t") or " ")
            return True
        inner = [_unquoted(stripped)]
        while self.at < len(self.lines):
            line = self.lines[self.at]
            stripped = line.lstrip(" \t")
            if not stripped or (stripped[0] != ">" and (not inner[-1].strip() or is_interrupting(stripped.rstrip()))):
                break
            if stripped[0] == ">" and _indent_of(line, stripped) < base:
                break
            inner.append(_unquoted(stripped) if stripped[0] == ">" else stripped)
            self.at += 1
        _Scanner(inner, self.prefix + "> ", self.quotes + 1, self.found).run()
        self._blank()
        return True

    def _fence(self, stripped: str, indent: int, base: int) -> bool:
        match = _FENCE.fullmatch(stripped.rstrip())
        if not match:
            return False
        fence, info = match[1] or match[3], match[2] or match[4] or ""
        code: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            bare = line.strip()
            if bare and self.stack and _indent_of(line, line.lstrip(" \t")) < base:
                break
            self.at += 1
            if len(bare) >= len(fence) and bare == fence[0] * len(bare):
                break
            code.append(_dedented(line, indent))
        self._emit("code", "\n".join(code), info=info.strip())
        return True

    def _indented(self, line: str, base: int) -> None:
        code = [_dedented(line, base + 4)]
        while self.at < len(self.lines):
            line = self.lines[self.at]
            stripped = line.lstrip()
            if stripped and _indent_of(line, line.lstrip(" \t")) < base + 4:
                break
            code.append(_dedented(line, base + 4))
            self.at += 1
        self._emit("code", "\n".join(code).rstrip())
        self._blank()

    def _html(self, stripped: str, base: int) -> bool:
        match = _TAG.match(stripped)
        name = match[1].lower() if match else ""
        if not match or (name not in _BLOCK_TAGS and (self.is_open or not _WHOLE_TAG.fullmatch(stripped.rstrip()))):
            return False
        heading = _HEADING_TAG.match(stripped)
        if heading and f"</h{heading[1]}>" in stripped and not self._is_in_footnote():
            self._html_heading(stripped, heading)
            return True
        lines = [stripped]
        is_line = name in _LINE_TAGS or "markdown=" in stripped
        end = f"</{name}" if name in _RAW_TAGS else ""
        if not is_line and not (end and end in stripped.lower()):
            self._rest_of_html(lines, end, base)
        self._emit("html", "\n".join(lines))
        return True

    def _html_heading(self, stripped: str, opening: re.Match[str]) -> None:
        close = f"</h{opening[1]}>"
        inner, _, rest = stripped[opening.end() :].partition(close)
        self._emit("heading", inner.strip(), int(opening[1]), f"{opening[0]}{inner}")
        if rest.strip():
            self._emit("html", rest.strip())

    def _rest_of_html(self, lines: list[str], end: str, base: int) -> None:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not end and (not line.strip() or _HEADING_TAG.match(line.lstrip())):
                return
            lines.append(_dedented(line, base))
            self.at += 1
            if end and end in line.lower():
                return


def _unquoted(stripped: str) -> str:
    rest = stripped[1:]
    return rest[1:] if rest[:1] in (" ", "\t") else rest


def _dedented(line: str, columns: int) -> str:
    stripped = line.lstrip(" \t")
    lead = line[: len(line) - len(stripped)].expandtabs(4)
    return lead[columns:] + stripped
