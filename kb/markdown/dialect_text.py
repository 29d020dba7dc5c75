"""Pieces of our Markdown that several foreign constructs become: admonitions, images, links."""

from __future__ import annotations

import html
import re

_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*\{?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'{}>]+))\}?")
_MARKUP = re.compile(r"[*`_\[<&]")
_KINDS = {
    "warn": "warning",
    "attention": "warning",
    "error": "danger",
    "primary": "info",
    "secondary": "note",
    "hint": "tip",
    "nb": "note",
    "default": "note",
    "notice": "note",
    "abstract": "info",
    "caution": "warning",
    "check": "success",
}
_KNOWN = frozenset({"note", "info", "tip", "important", "warning", "danger", "success", "example", "question"})


def kind_of(word: str) -> str:
    """The admonition kind that a foreign word means; "note" for one never heard of."""
    low = word.strip().lower()
    kind = _KINDS.get(low, low)
    return kind if kind in _KNOWN else "note"


def admonition(word: str, title: str = "", indent: str = "") -> str:
    """Opening of an admonition block, to be closed by `</div>` on a line of its own."""
    title = title.strip().strip("\"'")
    head = f'\n{indent}<div class="admonition {kind_of(word)}" markdown="1">\n\n'
    if not title:
        return head
    if _MARKUP.search(title):
        return f'{head}{indent}<div class="admonition-title" markdown="1">\n\n{indent}{title}\n\n{indent}</div>\n\n'
    return f'{head}{indent}<p class="admonition-title">{html.escape(title)}</p>\n\n'


def attributes(text: str) -> dict[str, str]:
    """Named parameters of a tag: `a="x" b=y`; at most the first 4,000 characters are read."""
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(text[:4000])}


def attribute_of(text: str, *names: str) -> str:
    """The first of the named parameters that has a value, else ""."""
    found = attributes(text)
    return next((found[name] for name in names if found.get(name)), "")


def image(source: str, alt: str = "") -> str:
    """An image in Markdown."""
    alt = alt.replace("[", "(").replace("]", ")")
    return f"![{alt}]({source.replace(' ', '%20')})" if source else ""


def link(text: str, target: str) -> str:
    """A link in Markdown, or its text alone when there is nowhere to go."""
    return f"[{text}]({target.replace(' ', '%20')})" if target else text
