"""HTML rewritten with known tags only, each well-formed, and nested no deeper than a sanitiser can bear.

Not a sanitiser: it makes the text that the sanitiser reads unambiguous and small in depth.
"""

from __future__ import annotations

import re
from collections.abc import Set

MAX_DEPTH = 60  # nh3 is quadratic in nesting: 20,000 levels take 18 s, 60 nothing measurable
MAX_ATTRIBUTES = 30
HEADING_MARK = "\ufdd0"  # begins the mark of a heading: nothing that holds one is dropped

_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s=>/\"'<]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"'<`=]+)))?")
_PLACEHOLDER = re.compile(r"</?[a-zA-Z][\w .-]{0,60}>")
_SPACE = re.compile(r"[\s/]*")
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col"})
_RAW_NAMES = "script style iframe object embed svg math template noscript noembed noframes textarea select title xmp"
_RAW = frozenset(_RAW_NAMES.split())
_KNOWN_NAMES = (
    "address area article aside audio base bdi bdo big body button canvas center data datalist dialog dir fieldset "
    "font footer form frame frameset head header hgroup html label legend link main map marquee menu meta meter nav "
    "nobr optgroup option output param picture plaintext progress search slot source strike time track tt video "
    "applet blink isindex keygen listing image animate set foreignobject desc"
)
_KNOWN = frozenset(_KNOWN_NAMES.split())
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IMPLIED = {
    "p": {"p"},
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
}


def shaped(html: str, tags: Set[str]) -> str:
    """The HTML with the given tags, attributes quoted; raw elements gone with their inside; `<placeholder>` words of
    prose escaped; comments and all else of markup gone. Linear time."""
    return _Shaper(html, tags).run()


class _Shaper:
    __slots__ = ("closed", "html", "out", "stack", "tags")

    def __init__(self, html: str, tags: Set[str]) -> None:
        self.html = html
        self.tags = tags
        self.out: list[str] = []
        self.stack: list[str] = []
        self.closed: dict[str, bool] = {}  # whether a closing of this raw tag may still come

    def run(self) -> str:
        html, out = self.html, self.out
        at = 0
        while (start := html.find("<", at)) >= 0:
            out.append(html[at:start])
            at = self._markup(start)
        out.append(html[at:])
        return "".join(out)

    def _markup(self, start: int) -> int:
        """Where to go on after the markup, or the bare `<`, at start."""
        html = self.html
        match = _NAME.match(html, start)
        if match:
            name = match[2].lower()
            attributes: list[tuple[str, str]] = []
            end = self._attributes(match.end(), attributes)
            if end >= 0:
                return self._tag(name, bool(match[1]), attributes, start, end)
        elif html.startswith(("<!", "<?"), start) and (end := self._end_of_comment(start)) >= 0:
            return end
        self.out.append("&lt;")
        return start + 1

    def _end_of_comment(self, start: int) -> int:
        closing = "-->" if self.html.startswith("<!--", start) else ">"
        if self.closed.get(closing) is False:
            return -1
        end = self.html.find(closing, start + 2)
        self.closed[closing] = end >= 0 and self.html.find(HEADING_MARK, start, end) < 0
        return end + len(closing) if self.closed[closing] else -1

    def _attributes(self, at: int, found: list[tuple[str, str]]) -> int:
        """End of the tag whose attributes begin at `at`, or -1 when it is no tag."""
        html = self.html
        for _ in range(MAX_ATTRIBUTES):
            space = _SPACE.match(html, at)
            at = space.end() if space else at
            if at >= len(html):
                return -1
            if html[at] == ">":
                return at + 1
            match = _ATTRIBUTE.match(html, at)
            if not match:
                return -1
            found.append((match[1].lower(), match[2] or match[3] or match[4] or ""))
            at = match.end()
        return -1

    def _tag(self, name: str, is_end: bool, attributes: list[tuple[str, str]], start: int, end: int) -> int:
        if name in self.tags:
            if is_end:
                self._close(name)
            else:
                self._open(name, attributes)
            return end
        if name in _RAW:
            return end if is_end else self._after_raw(name, start, end)
        if name not in _KNOWN and _PLACEHOLDER.fullmatch(self.html, start, end):
            self.out.append(f"&lt;{self.html[start + 1 : end - 1]}&gt;")
        return end

    def _after_raw(self, name: str, start: int, end: int) -> int:
        """Where a raw element ends; one that is never closed, or only after a heading, was a word of prose."""
        if self.closed.get(name) is not False:
            closing = re.compile(rf"</{name}[\s/>]", re.I).search(self.html, end)
            self.closed[name] = closing is not None and self.html.find(HEADING_MARK, end, closing.start()) < 0
            if closing and self.closed[name]:
                close = self.html.find(">", closing.start())
                return close + 1 if close >= 0 else len(self.html)
        if _PLACEHOLDER.fullmatch(self.html, start, end):
            self.out.append(f"&lt;{name}&gt;")
        return end

    def _open(self, name: str, attributes: list[tuple[str, str]]) -> None:
        if name in _VOID:
            self.out.append(f"<{name}{_attribute_text(attributes)}>")
            return
        if name in _HEADINGS:
            self._close_heading()
        if self.stack and self.stack[-1] in _IMPLIED.get(name, ()):
            self.out.append(f"</{self.stack.pop()}>")
        if len(self.stack) >= MAX_DEPTH:
            return
        self.stack.append(name)
        self.out.append(f"<{name}{_attribute_text(attributes)}>")

    def _close_heading(self) -> None:
        """Closes an open heading: one inside another would hide it."""
        for name in self.stack:
            if name in _HEADINGS:
                self._close(name)
                return

    def _close(self, name: str) -> None:
        """Closes the innermost element of that name and all that it holds; without one, nothing."""
        if name not in self.stack:
            return
        while True:
            inner = self.stack.pop()
            self.out.append(f"</{inner}>")
            if inner == name:
                return


def _attribute_text(attributes: list[tuple[str, str]]) -> str:
    return "".join(
        f' {"id" if name == "name" else name}="{_quoted(value)}"' for name, value in attributes if name.isidentifier()
    )


def _quoted(value: str) -> str:
    return value.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
