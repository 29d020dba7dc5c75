"""The image cards of articles: what is on each, where it is kept, and which are made and forgotten. Without Pillow (the
extra `cards`) or a font that has a title's characters there is none, and nothing fails."""

from __future__ import annotations

import re
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from kb.article import Article
from kb.card import Card
from kb.chore import Progress
from kb.colour import accent_of
from kb.settings import Settings
from kb.shelves import Shelves

if TYPE_CHECKING:
    from kb.images.fonts import Fonts

SIZE = (1200, 630)  # pixels; the picture of a link that chats and social media show whole

_NAME = re.compile("[0-9a-f]{32}")


def card_of(article: Article, shelves: Shelves) -> Card:
    """The card of an article that stands on these shelves."""
    site, chain = shelves.site, shelves.site.chain(article.locale)
    near = shelves.breadcrumb(article.category)
    category = near[-1].title(chain) if near else ""
    return Card(site.text(site.names, article.locale), category, article.title, article.locale, accent_of(site.accent))


@cache
def can_draw() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


def are_drawn(settings: Settings) -> bool:
    """Whether articles get cards."""
    return settings.cards and not settings.preview and can_draw()


def made(article: Article, shelves: Shelves, settings: Settings) -> str:
    """The name of an article's card, "" where there is none (yet)."""
    name = card_of(article, shelves).name(settings.card_fonts)
    return name if _path(settings, name).is_file() else ""


def picture(name: str, settings: Settings) -> bytes | None:
    """The PNG of that name, None for an unknown one."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return _path(settings, name).read_bytes()
    except OSError:
        return None


class Drawing:
    """Keeps the cards of what visitors may read; one writer at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._fonts: Fonts | None = None
        self._refused: set[str] = set()

    def refresh(self, shelves: Shelves, progress: Progress, stop: Event, is_patient: bool = False) -> int:
        """Draws what is new and removes what is no longer wanted: how many cards were drawn; ends early when told.
        progress: told how many of how many are done. is_patient: rests after each card as long as it took, so that
        others have the processor. Raises OSError."""
        if not are_drawn(self._settings):
            return 0
        cards = (card_of(article, shelves) for article in shelves.all)
        wanted = {card.name(self._settings.card_fonts): card for card in cards}
        folder = _folder(self._settings)
        folder.mkdir(parents=True, exist_ok=True)
        held = {path.stem for path in folder.glob("*.png")}
        for name in held - set(wanted):
            _path(self._settings, name).unlink(missing_ok=True)
        new = [name for name in wanted if name not in held and name not in self._refused]
        drawn = 0
        for done, name in enumerate(new, 1):
            if stop.is_set():
                break
            began = time.monotonic()
            drawn += self._draw(name, wanted[name])
            progress(done, len(new))
            if is_patient:
                stop.wait(time.monotonic() - began)
        return drawn

    def _draw(self, name: str, card: Card) -> bool:
        """Draws a card: True when it is there now. One that no font can show isn't tried again."""
        from kb.images.card import drawn
        from kb.images.fonts import Fonts

        self._fonts = self._fonts or Fonts(self._settings.card_fonts)
        png = drawn(card, SIZE, self._fonts)
        if png is None:
            self._refused.add(name)
            return False
        path = _path(self._settings, name)
        part = path.with_suffix(".part")
        part.write_bytes(png)
        part.replace(path)
        return True


def _folder(settings: Settings) -> Path:
    return settings.state / "cache" / "cards"


def _path(settings: Settings, name: str) -> Path:
    return _folder(settings) / f"{name}.png"
