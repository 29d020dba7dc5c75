"""A sentence-embedding model of a few words, small enough to be written in a test: each word is a row of a table."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

IDEAS: Mapping[str, Sequence[str]] = {
    "card": ("card", "plastic"),
    "stolen": ("stolen", "lost", "snatched"),
    "password": ("password", "passphrase"),
    "forgotten": ("forgotten", "slipped"),
    "fee": ("fee", "charge", "surcharge"),
    "withdrawal": ("withdrawal", "payout"),
}


def write(folder: Path, ideas: Mapping[str, Sequence[str]] = IDEAS, input_name: str = "input_ids") -> Path:
    """A folder with a model whose words of one idea have one vector; other words have none."""
    folder.mkdir(parents=True, exist_ok=True)
    words = [(word, place) for place, said in enumerate(ideas.values()) for word in said]
    vocabulary = {"[UNK]": 0} | {word: number for number, (word, _) in enumerate(words, 1)}
    table = [[0.0] * len(ideas), *([float(place == axis) for axis in range(len(ideas))] for _, place in words)]
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    (folder / "model.onnx").write_bytes(_model(table, input_name))
    return folder


def _model(table: Sequence[Sequence[float]], input_name: str) -> bytes:
    """The bytes of an ONNX model whose output is a vector a token: the rows of a table."""
    width = len(table[0])
    rows = struct.pack(f"<{len(table) * width}f", *(value for row in table for value in row))
    node = _part(1, b"table") + _part(1, input_name.encode()) + _part(2, b"tokens") + _part(4, b"Gather")
    held = _number(1, len(table)) + _number(1, width) + _number(2, 1) + _part(8, b"table") + _part(9, rows)
    inputs = [_value(name, 7, ("texts", "tokens")) for name in (input_name, "attention_mask")]
    graph = _part(1, node) + _part(2, b"words") + _part(5, held) + b"".join(_part(11, one) for one in inputs)
    graph += _part(12, _value("tokens", 1, ("texts", "tokens", "width")))
    return _number(1, 8) + _part(7, graph) + _part(8, _part(1, b"") + _number(2, 13))


def _value(name: str, kind: int, shape: Sequence[str]) -> bytes:
    dimensions = b"".join(_part(1, _part(2, size.encode())) for size in shape)
    return _part(1, name.encode()) + _part(2, _part(1, _number(1, kind) + _part(2, dimensions)))


def _part(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
