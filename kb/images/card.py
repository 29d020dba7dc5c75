"""Draws the image card of an article: the site's name, its category, its title, and the accent colour."""

from __future__ import annotations

import io
import re

from PIL import Image, ImageDraw

from kb.card import Card
from kb.colour import text_on
from kb.images.fonts import Fonts, NoFont, Run, can_shape
from kb.images.icon import painted
from kb.locale import direction

GROUND, TEXT, QUIET = "#ffffff", "#1d2427", "#566167"  # those of the pages by day
_MARGIN, _BAR, _ICON = 80, 20, 72
_SMALL = 36
_TITLE_TOP, _TITLE_BOTTOM = 244, 570
_SIZES = ((80, 3), (68, 3), (58, 4), (48, 5))  # px and lines of titles; the largest that holds it
_LEADING = 1.34
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff\U00020000-\U0003ffff"
_CLOSING = "，。、；：？！）】》」』”’〉…％,.;:?!)%]ーッャュョァィゥェォっゃゅょぁぃぅぇぉ々"
_OPENING = "（【《「『“‘〈(["
# what stays together on a line: a CJK character with the punctuation that clings to it, else a word with its space
_PIECE = re.compile(f"[{re.escape(_OPENING)}]*(?:[{_CJK}]|[^\\s{_CJK}]+)[{re.escape(_CLOSING)}]*\\s*|\\s+")


def drawn(card: Card, size: tuple[int, int], fonts: Fonts) -> bytes | None:
    """The card as a PNG; None where no font here can show its texts."""
    try:
        return _png(_Sheet(card, size, fonts).painted())
    except NoFont:
        return None


class _Sheet:
    """A card while it is drawn; texts begin at the side where their reader begins."""

    def __init__(self, card: Card, size: tuple[int, int], fonts: Fonts) -> None:
        self._card = card
        self._fonts = fonts
        self._image = Image.new("RGB", size, GROUND)
        self._draw = ImageDraw.Draw(self._image)
        self._width, self._height = size
        self._is_rtl = direction(card.locale) == "rtl"

    def painted(self) -> Image.Image:
        """The finished picture. Raises NoFont."""
        card, (left, right) = self._card, (0, self._width)
        bar = (right - _BAR, 0, right, self._height) if self._is_rtl else (left, 0, _BAR, self._height)
        self._draw.rectangle(bar, fill=card.accent)
        icon = painted(_ICON, card.accent, text_on(card.accent), is_full=False)
        self._image.paste(icon, (self._from_start(_MARGIN, _ICON), 72), icon)
        self._line(card.site, _MARGIN + _ICON + 24, 72 + _ICON // 2, _SMALL, QUIET)
        px, lines = self._fitted(card.title)
        height = round(px * _LEADING)
        top = _TITLE_TOP + (_TITLE_BOTTOM - _TITLE_TOP - height * len(lines)) // 2
        if card.category:
            self._line(card.category, _MARGIN, 204, _SMALL, QUIET)
        for place, line in enumerate(lines):
            self._runs(line, _MARGIN, top + place * height + height // 2, px, TEXT)
        return self._image

    def _fitted(self, title: str) -> tuple[int, list[list[Run]]]:
        """The largest size whose lines hold the title, and the lines; the smallest cuts it."""
        for px, most in _SIZES:
            lines = self._lines(title, px)
            if len(lines) <= most:
                break
        else:
            lines = [*lines[: most - 1], self._cut(lines[most - 1], px)]
        return px, [self._fonts.runs(line, self._card.locale, is_bold=True) for line in lines]

    def _lines(self, text: str, px: int) -> list[str]:
        """The text in lines that fit, broken where its script allows."""
        lines: list[str] = []
        line = ""
        for piece in _PIECE.findall(text):
            for part in self._broken(piece, px):
                if line and self._length(f"{line}{part}".rstrip(), px) > self._room:
                    lines.append(line.rstrip())
                    line = ""
                line += part
        return [*lines, line.rstrip()] if line.strip() or not lines else lines

    def _broken(self, piece: str, px: int) -> list[str]:
        """The piece, in parts where it is longer than a line."""
        if self._length(piece.rstrip(), px) <= self._room:
            return [piece]
        return list(piece)

    def _cut(self, line: str, px: int) -> str:
        while line and self._length(f"{line}…", px) > self._room:
            line = line[:-1]
        return f"{line}…"

    @property
    def _room(self) -> int:
        return self._width - 2 * _MARGIN

    def _length(self, text: str, px: int) -> float:
        runs = self._fonts.runs(text, self._card.locale, is_bold=True)
        return sum(run.face.sized(px).getlength(run.text) for run in runs)

    def _line(self, text: str, at: int, middle: int, px: int, colour: str) -> None:
        """A short text on one line, cut where it is too long."""
        room = self._width - at - _MARGIN
        for end in range(len(text), 0, -1):
            shown = text if end == len(text) else f"{text[:end].rstrip()}…"
            runs = self._fonts.runs(shown, self._card.locale, is_bold=False)
            if sum(run.face.sized(px).getlength(run.text) for run in runs) <= room:
                self._runs(runs, at, middle, px, colour)
                return

    def _runs(self, runs: list[Run], at: int, middle: int, px: int, colour: str) -> None:
        """Runs one after the other, from the side where the reader begins."""
        way = ("rtl" if self._is_rtl else "ltr") if can_shape() else None
        for run in runs:
            font = run.face.sized(px)
            length = font.getlength(run.text)
            top = middle - sum(font.getmetrics()) // 2
            self._draw.text((self._from_start(at, length), top), run.text, fill=colour, font=font, direction=way)
            at += round(length)

    def _from_start(self, at: float, length: float) -> int:
        """The left edge of something that lies `at` from the reader's side."""
        return round(self._width - at - length) if self._is_rtl else round(at)


def _png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).save(held, "PNG", optimize=True)  # few colours: a third of the bytes
    return held.getvalue()
