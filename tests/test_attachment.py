"""Files are told by what they hold."""

from __future__ import annotations

import pytest

from kb.attachment import attachment_of, kind_of
from tests.small_site import PIXEL


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PIXEL, "png"),
        (b"\xff\xd8\xff\xe0\x00", "jpg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"%PDF-1.4", "pdf"),
        (b"\x00\x00\x00\x18ftypmp42\x00", "mp4"),
        ("文字".encode("gb18030"), "txt"),
        ("文字".encode("utf-16"), "txt"),
        ("\ufeff文字".encode(), "txt"),
        (b"", ""),
        (b" \n", ""),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind
    assert attachment_of("x.exe", data) is None or kind
