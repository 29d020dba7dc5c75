"""A file that a visitor sends along: told by its content, never by its name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

TYPES = {
    "png": ("image", "png"),
    "jpg": ("image", "jpeg"),
    "webp": ("image", "webp"),
    "pdf": ("application", "pdf"),
    "mp4": ("video", "mp4"),
    "txt": ("text", "plain"),
}
_MP4_BRANDS = re.compile(rb"isom|iso[2-9]|mp4[12]|mp71|avc1|M4V |MSNV|dash|XAVC")
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UNSAFE = re.compile(r"[^\w\- ()（）]+")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Attachment:
    """name: cleaned, with the ending of its kind. kind: of TYPES."""

    name: str
    kind: str
    data: bytes = field(repr=False)


def attachment_of(name: str, data: bytes) -> Attachment | None:
    """The file, None when its content is of none of TYPES."""
    kind = kind_of(data)
    return Attachment(f"{_stem(name)}.{kind}", kind, data) if kind else None


def kind_of(data: bytes) -> str:
    """Of TYPES, by the first bytes; "" for anything else and for nothing at all."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data[4:8] == b"ftyp" and _MP4_BRANDS.fullmatch(data[8:12]):
        return "mp4"
    return "txt" if _is_text(data) else ""


def _is_text(data: bytes) -> bool:
    """Text of the encodings that people's editors write, without a character that text doesn't have."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030", "cp932", "cp949")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and not _BINARY.search(text)
    return False


def _stem(name: str) -> str:
    """A file's name without folders, endings, and what means something to a shell or a mail program."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    while re.search(r"\.\w{1,5}$", name):
        name = name.rpartition(".")[0]
    return _UNSAFE.sub("-", name).strip(" -")[:_LONGEST_NAME] or "file"
