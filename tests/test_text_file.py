"""Bytes of any origin become clean text, or a refusal with a reason."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.text_file import UnreadableText, decode, read_bytes

CHINESE = "提币手续费是多少？不同的网络收取的费用不同，请在提交之前看清楚。\n"


def test_a_byte_order_mark_is_left_out() -> None:
    assert decode(codecs.BOM_UTF8 + b"# x").text == "# x"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read(codec: str) -> None:
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}.get(codec, b"")
    text = decode(mark + ("---\ntitle: x\n---\n" + CHINESE).encode(codec))
    assert text.text == "---\ntitle: x\n---\n" + CHINESE
    assert text.encoding == "utf-16"


def test_utf_16_without_a_mark_is_told_by_its_ascii() -> None:
    assert decode(("---\ntitle: withdraw\n---\nhello\n" + CHINESE).encode("utf-16-le")).text.endswith(CHINESE)


@pytest.mark.parametrize("codec", ["gbk", "gb18030"])
def test_gbk_is_detected(codec: str) -> None:
    text = decode(("title: fees\n" + CHINESE).encode(codec))
    assert text.text == "title: fees\n" + CHINESE
    assert text.encoding == "gb18030"


@pytest.mark.parametrize(
    ("words", "codec"),
    [
        ("Gebühren für Überweisungen größer als üblich\n", "latin-1"),
        ("Комиссия за вывод средств\n", "cp1251"),
        ("출금 수수료는 얼마인가요? 네트워크마다 다릅니다.\n", "euc_kr"),
        ("出金の手数料はいくらですか。ネットワークによって違います。\n", "euc_jp"),
        ("提幣手續費是多少？不同的網路收取的費用不同。\n", "big5"),
    ],
)
def test_another_encoding_is_an_error_that_names_the_line(words: str, codec: str) -> None:
    with pytest.raises(UnreadableText, match=r"line 2 isn't UTF-8.*save it as UTF-8") as caught:
        decode(b"title: x\n" + words.encode(codec) * 4)
    assert caught.value.rule == "encoding"


def test_utf_8_with_one_damaged_byte_is_not_taken_for_gbk() -> None:
    data = (CHINESE * 20).encode()
    with pytest.raises(UnreadableText, match="line 11 isn't UTF-8"):
        decode(data[: len(data) // 2 + 1] + b"\xff" + data[len(data) // 2 + 1 :])


def test_every_line_end_becomes_a_line_feed() -> None:
    assert decode("a\r\nb\rc\u2028d\u0085e\u2029f\n".encode()).text == "a\nb\nc\nd\ne\nf\n"


def test_controls_and_nul_are_left_out_and_counted() -> None:
    text = decode("a\x00b\x1b[31mc\td\ufffe".encode())
    assert (text.text, text.scrubbed) == ("ab[31mc\td", 3)


def test_a_file_over_the_limit_is_refused_by_size(tmp_path: Path) -> None:
    large = tmp_path / "large.md"
    with large.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableText, match=r"50\.0 MiB is over the limit of 10 MiB"):
        read_bytes(large)


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(UnreadableText) as caught:
        read_bytes(tmp_path / "pipe.md")
    assert caught.value.rule == "not-a-file"


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_named_refusal(data: bytes) -> None:
    try:
        text = decode(data).text
    except UnreadableText as error:
        text = str(error)
    assert text.encode("utf-8") is not None
    assert not set(text) & {"\x00", "\r", "\u2028", "\x85"}
