"""Markdown bodies as safe HTML: at once, or through a cache and workers that may fail."""

from __future__ import annotations

import html
import logging
import re
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from kb.markdown.blocks import blocks, scrubbed
from kb.markdown.dialect import plain_markdown
from kb.markdown.markdown_html import html_of
from kb.markdown.outline import heading_places, is_title
from kb.markdown.render_cache import RenderCache
from kb.markdown.render_pool import RenderPool, Unrendered
from kb.markdown.rendered import Heading, Rendered

__all__ = ["Heading", "Rendered", "Renderer", "render", "render_plain"]

log = logging.getLogger(__name__)

_REMEMBERED = 256  # rendered articles kept in memory, about 40 kB each
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def render(body: str, title: str = "") -> Rendered:
    """Safe HTML of a body and its headings, as in the outline; a first heading that repeats `title` is left out.

    Raises RecursionError or MemoryError for hostile text, and may take very long: use Renderer for text of others.
    Not for several threads at once.
    """
    found = blocks(plain_markdown(scrubbed(body)))
    places = heading_places(found, title)
    first = next((at for at, block in enumerate(found) if block.kind == "heading" and not block.is_quoted), -1)
    dropped = first if first >= 0 and is_title(found[first], title) else -1
    headings = tuple(Heading(place.level, place.anchor, place.text) for place in places)
    return Rendered(html_of(found, places, dropped), headings)


def render_plain(body: str) -> Rendered:
    """The body as paragraphs of escaped text, line breaks kept."""
    paragraphs = (part.strip() for part in _PARAGRAPHS.split(scrubbed(body)))
    return Rendered(
        "\n".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part), (), True
    )


class Renderer:
    """Renders bodies of any origin within limits, and remembers: in memory, then in files of `folder`.

    Thread-safe. timeout_s: CPU seconds that one body may take. memory_mb: address space of a worker.
    """

    def __init__(self, folder: Path, timeout_s: float = 2.0, memory_mb: int = 512) -> None:
        self._cache = RenderCache(folder)
        self._pool = RenderPool(timeout_s, memory_mb)
        self._recent: OrderedDict[str, Rendered] = OrderedDict()
        self._lock = Lock()

    def rendered(self, body: str, title: str = "", is_plain: bool = False) -> Rendered:
        """HTML of the body; escaped text when `is_plain`, or when it can't be rendered within the limits."""
        key = self._cache.key(body, title, is_plain)
        with self._lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        found = render_plain(body) if is_plain else self._cache.get(key)
        try:
            found = found or self._made(key, body, title)
        except Unrendered as failure:
            log.error("An article is shown as plain text for now: %s.", failure)
            return render_plain(body)
        with self._lock:
            self._recent[key] = found
            while len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return found

    def close(self) -> None:
        """Ends the workers; a later call starts new ones."""
        self._pool.close()

    def _made(self, key: str, body: str, title: str) -> Rendered:
        """What a worker makes of the body; plain text where it would fail again. Raises Unrendered where it may not."""
        try:
            found = self._pool.rendered(body, title)
        except Unrendered as failure:
            if not failure.is_of_the_body:
                raise
            found = render_plain(body)
        self._cache.put(key, found)
        return found
