"""Which font shows a text: those that the operator names, then the usual ones that the system has for its locale."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont, features

_FOLDERS = (
    "~/.local/share/fonts", "~/.fonts", "/usr/local/share/fonts", "/usr/share/fonts", "~/Library/Fonts",
    "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
_FILES = re.compile(
    r"(NotoSans|NotoKufi|NotoNaskh|SourceHanSans|wqy|msyh|msjh|PingFang|Hiragino|YuGoth|malgun|AppleSDGothic|GeezaPro"
    r"|segoeui|tahoma|Helvetica|DejaVuSans|LiberationSans|FreeSans).*\.(ttf|otf|ttc)",
    re.IGNORECASE,
)
_CJK = {
    "zh-CN": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi"),
    "zh-TW": ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "PingFang TC", "Microsoft JhengHei"),
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans", "Hiragino Sans", "Yu Gothic"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans K", "Apple SD Gothic Neo", "Malgun Gothic"),
}
_ARABIC = (
    "Noto Sans Arabic",
    "Noto Kufi Arabic",
    "Noto Naskh Arabic",
    "Geeza Pro",
    "Segoe UI",
    "Tahoma",
    "DejaVu Sans",
)
_LATIN = ("Noto Sans", "Segoe UI", "Helvetica", "Liberation Sans", "DejaVu Sans")
_UPRIGHT = re.compile("(Regular|Book|Roman|Normal|Medium|Bold|W3|W6)?")
_MAX_FACES = 20  # of one file
_PROBE_PX = 24
_NOWHERE = "\U0010fffe"  # no font has it, so it shows what a font draws for what it lacks
# scripts whose letters change with their neighbours or go right to left: wrong without a layout engine (Raqm)
_SHAPED = re.compile("[\u0590-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufb1d-\ufdff\ufe70-\ufeff]")


class NoFont(Exception):
    """No font here shows this text as it should be."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font of a file."""

    path: str
    index: int
    family: str
    is_bold: bool

    def sized(self, px: int) -> ImageFont.FreeTypeFont:
        """The font at a size."""
        return _sized(self.path, self.index, px)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one font shows."""

    text: str
    face: Face


class Fonts:
    """The fonts of this machine. named: paths of font files that are tried first, with commas between."""

    def __init__(self, named: str) -> None:
        paths = [Path(part.strip()).expanduser() for part in named.split(",") if part.strip()]
        self._named = [face for path in paths for face in _faces(path)]
        self._found = [face for path in _files() for face in _faces(path)]

    def runs(self, text: str, locale: str, is_bold: bool) -> list[Run]:
        """The text in pieces, each with the first font that has its characters. Symbols that none has are left out.
        Raises NoFont."""
        if _SHAPED.search(text) and not can_shape():
            raise NoFont(text)
        faces = self._faces_for(locale, is_bold)
        placed: list[tuple[str, Face]] = []
        for character in text:
            last = placed[-1][1] if placed else None
            face = last if last and _is_neutral(character) else _first(faces, character, last)
            if face is not None:
                placed.append((character, face))
            elif unicodedata.category(character)[0] not in "SCZM":
                raise NoFont(text)
        return [
            Run("".join(character for character, _ in group), face)
            for face, group in groupby(placed, key=lambda pair: pair[1])
        ]

    def _faces_for(self, locale: str, is_bold: bool) -> Sequence[Face]:
        """Named ones, then those of the locale, then those of all others; the wanted weight first."""
        language = locale.partition("-")[0]
        is_traditional = language == "zh" and bool({"TW", "HK", "MO", "Hant"} & set(locale.split("-")))
        own = _CJK.get("zh-TW" if is_traditional else "zh-CN" if language == "zh" else language, ())
        first = (*own, *(() if own else _LATIN), *_ARABIC) if language not in ("ar", "fa", "ur") else _ARABIC
        families = dict.fromkeys((*first, *_LATIN, *(family for each in _CJK.values() for family in each)))
        chosen = [
            face
            for family in families
            for face in sorted(self._found, key=lambda face: face.is_bold != is_bold)
            if face.family == family or (family == "WenQuanYi" and face.family.startswith(family))
        ]
        return [*self._named, *chosen]


def _first(faces: Sequence[Face], character: str, last: Face | None) -> Face | None:
    """The first font that has the character; the one before it where that has it too and is as good."""
    found = next((face for face in faces if _has(face, character)), None)
    return last if found and last and character.isdigit() and _has(last, character) else found


def _is_neutral(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Mn", "Me", "Cf")


def can_shape() -> bool:
    """Whether Pillow has a layout engine, for letters that join and lines from right to left."""
    return bool(features.check("raqm"))


def _files() -> Iterable[Path]:
    """Font files whose names are known, wherever the system keeps them."""
    for folder in _FOLDERS:
        for place, _, names in os.walk(Path(folder).expanduser()):
            yield from (Path(place) / name for name in sorted(names) if _FILES.fullmatch(name))


def _faces(path: Path) -> list[Face]:
    """The upright fonts of a file; none of one that can't be read."""
    found: list[Face] = []
    for index in range(_MAX_FACES):
        try:
            family, style = ImageFont.truetype(str(path), _PROBE_PX, index=index).getname()
        except (OSError, ValueError):
            break
        if family and _UPRIGHT.fullmatch(style or "") and "Mono" not in family:
            found.append(Face(str(path), index, family, style == "Bold"))
    return found


@lru_cache(maxsize=200)
def _sized(path: str, index: int, px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, px, index=index)


@lru_cache(maxsize=20_000)
def _has(face: Face, character: str) -> bool:
    font = _sized(face.path, face.index, _PROBE_PX)
    return _shape(font, character) != _shape(font, _NOWHERE)


def _shape(font: ImageFont.FreeTypeFont, character: str) -> tuple[object, bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)
