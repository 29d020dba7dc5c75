"""A segment of an index as arrays in one file, mapped into memory: terms, postings, and what is known of each document.

It is written beside the segment that the durable index keeps, from the same postings, so that nothing has to be decoded
when a question comes. Several processes share its pages.
"""

from __future__ import annotations

import json
import mmap
import sys
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.batch import Record
from indexer.fields import FIELDS, SPACES, WORDS, TitleWords
from indexer.inverted import Floats, Ids, Inverted, Longs

MAGIC = b"jieda-segment-3\n"
ALIGNED = 64
UNSPACED = "\u0e00"  # scripts from here on are written without spaces, or are no alphabets
_HASHES_KEPT = 65536
_TERM_END = b"\n"  # no term holds a line's end


class SegmentDamaged(ValueError):
    """A file that isn't a segment, or isn't whole."""


@lru_cache(_HASHES_KEPT)
def term_hash(space: str, term: str) -> int:
    """Eight bytes that stand for a term of a space."""
    return _hash(space, term.encode("utf-8", "surrogatepass"))


def _hash(space: str, term: bytes) -> int:
    return int.from_bytes(blake2b(term, digest_size=8, key=space.encode()).digest(), "little")


def write(
    path: Path,
    lists: Mapping[str, Inverted],
    records: Sequence[Record],
    averages: Sequence[float],
) -> None:
    """Writes a segment. records: all but their stored documents is kept."""
    columns, arrays = _columns(records), _filter_arrays(records)
    arrays |= _list_arrays(lists)
    arrays["lengths"] = np.array([record.lengths for record in records], np.int32).reshape(-1, len(FIELDS))
    arrays["boosts"] = np.array([record.boost for record in records], np.float32)
    arrays |= _blob("titles", [json.dumps(record.titles).encode() for record in records])
    header: dict[str, Any] = {"averages": list(averages), "byteorder": sys.byteorder, "columns": columns}
    _save(path, header, arrays)


def _columns(records: Sequence[Record]) -> dict[str, Any]:
    return {
        "keys": [record.key for record in records],
        "groups": [record.group for record in records],
        "locales": [record.locale for record in records],
        "fingerprints": [record.fingerprint for record in records],
        "filters": {
            name: list(dict.fromkeys(value for record in records for value in record.filters.get(name, ())))
            for name in sorted({name for record in records for name in record.filters})
        },
    }


def _filter_arrays(records: Sequence[Record]) -> dict[str, npt.NDArray[Any]]:
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, values in _columns(records)["filters"].items():
        place_of = {value: place for place, value in enumerate(values)}
        pairs = [
            (number, place_of[value])
            for number, record in enumerate(records)
            for value in dict.fromkeys(record.filters.get(name, ()))
        ]
        arrays[f"filter {name}"] = np.array(pairs, np.int32).reshape(-1, 2)
    return arrays


def _list_arrays(lists: Mapping[str, Inverted]) -> dict[str, npt.NDArray[Any]]:
    """The lists of all spaces one after the other, and the hashes by which a term finds its own."""
    found = [lists[space] for space in SPACES]
    ends = np.cumsum([0, *(len(inverted.ids) for inverted in found)])
    starts = [inverted.starts[:-1] + before for inverted, before in zip(found, ends[:-1], strict=True)]
    hashes = np.array([_hash(space, term) for space in SPACES for term in lists[space].terms], np.uint64)
    order = np.argsort(hashes)
    arrays: dict[str, npt.NDArray[Any]] = {
        "hashes": hashes[order],
        "rows": order.astype(np.int32),
        "starts": np.append(np.concatenate(starts), ends[-1:]).astype(np.int64),
        "ids": np.concatenate([inverted.ids for inverted in found]),
        "weights": np.concatenate([inverted.weights for inverted in found]),
    }
    for space in SPACES:
        arrays[f"terms {space}"] = np.frombuffer(_TERM_END.join(lists[space].terms), np.uint8)
    return arrays


def _blob(name: str, parts: Sequence[bytes]) -> dict[str, npt.NDArray[Any]]:
    ends = np.cumsum([0, *map(len, parts)]).astype(np.int64)
    return {name: np.frombuffer(b"".join(parts), np.uint8), f"{name} ends": ends}


def _save(path: Path, header: dict[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    places: dict[str, tuple[str, int, list[int]]] = {}
    offset = 0
    for name, values in arrays.items():
        places[name] = (values.dtype.str, offset, list(values.shape))
        offset += -(-values.nbytes // ALIGNED) * ALIGNED
    encoded = json.dumps(header | {"arrays": places}).encode()
    with path.open("wb") as file:
        file.write(MAGIC + len(encoded).to_bytes(8, "little") + encoded)
        file.write(b"\0" * (-file.tell() % ALIGNED))
        for values in arrays.values():
            file.write(np.ascontiguousarray(values).data)
            file.write(b"\0" * (-values.nbytes % ALIGNED))


class Segment:
    """A segment that was written, with its documents numbered from 0. Immutable; safe for concurrent readers."""

    def __init__(self, path: Path) -> None:
        """Raises OSError, SegmentDamaged."""
        with path.open("rb") as file:
            self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        size = len(MAGIC) + 8
        if self._mapped[: len(MAGIC)] != MAGIC:
            raise SegmentDamaged(f"{path} is no segment")
        length = int.from_bytes(self._mapped[len(MAGIC) : size], "little")
        header = json.loads(self._mapped[size : size + length])
        if header["byteorder"] != sys.byteorder:
            raise SegmentDamaged(f"{path} was written on another kind of machine")
        self._base = -(-(size + length) // ALIGNED) * ALIGNED
        self._places = header["arrays"]
        columns = header["columns"]
        self.averages: tuple[float, ...] = tuple(header["averages"])
        self.keys: list[str] = columns["keys"]
        self.groups: list[str] = columns["groups"]
        self.locales: list[str] = columns["locales"]
        self.fingerprints: list[str] = columns["fingerprints"]
        self.filters: dict[str, list[str]] = columns["filters"]
        self.boosts: Floats = self._array("boosts")
        self._hashes = memoryview(self._array("hashes").data)
        self._rows: Ids = self._array("rows")
        self._starts: Longs = self._array("starts")
        self._ids: Ids = self._array("ids")
        self._weights: Floats = self._array("weights")

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def group_places(self) -> tuple[Mapping[str, int], Ids]:
        """The groups, each with its place, and for each document the place of its own; made once, and taken over with
        the segment when an index is opened again."""
        return _places(self.groups)

    @cached_property
    def locale_places(self) -> tuple[Mapping[str, int], Ids]:
        """The same of locales."""
        return _places(self.locales)

    def postings(self, hashed: int) -> tuple[Ids, Floats] | None:
        """Documents that hold the term of a term_hash, ascending, and its weight in each; None when none does."""
        place = bisect_left(self._hashes, hashed)
        if place == len(self._hashes) or self._hashes[place] != hashed:
            return None
        row = self._rows[place]
        start, end = self._starts[row], self._starts[row + 1]
        return self._ids[start:end], self._weights[start:end]

    def filtered(self, name: str) -> Ids:
        """Pairs (document, place of its value in `filters[name]`), one a row."""
        return self._array(f"filter {name}") if name in self.filters else np.zeros((0, 2), np.int32)

    def titles(self, number: int) -> tuple[TitleWords, ...]:
        """A document's title, then its aliases."""
        start, end = self._title_ends[number : number + 2].tolist()
        return tuple([TitleWords(text, tuple(words)) for text, words in json.loads(self._titles[start:end].tobytes())])

    @cached_property
    def _title_ends(self) -> Longs:
        return self._array("titles ends")

    @cached_property
    def _titles(self) -> npt.NDArray[np.uint8]:
        return self._array("titles")

    @property
    def lengths(self) -> Ids:
        """Words of each document by field, in the order of FIELDS; one document a row."""
        return self._array("lengths")

    def lists(self) -> dict[str, Inverted]:
        """Everything that was written, to be taken into another segment."""
        found = {}
        before = 0
        for space in SPACES:
            terms = self._terms(space)
            starts = self._starts[before : before + len(terms) + 1]
            within = slice(int(starts[0]), int(starts[-1]))
            found[space] = Inverted(terms, starts - starts[0], self._ids[within], self._weights[within])
            before += len(terms)
        return found

    def vocabulary(self) -> Iterator[tuple[str, int]]:
        """Words of alphabetic scripts, each with its number of documents."""
        terms = self._terms(WORDS)
        for term, count in zip(terms, np.diff(self._starts[: len(terms) + 1]).tolist(), strict=True):
            word = term.decode("utf-8", "replace")
            if word[0] < UNSPACED and word.isalpha():
                yield word, count

    def _terms(self, space: str) -> list[bytes]:
        joined = self._array(f"terms {space}").tobytes()
        return joined.split(_TERM_END) if joined else []

    def _array(self, name: str) -> npt.NDArray[Any]:
        kind, offset, shape = self._places[name]
        size = int(np.prod(shape))
        return (
            np.frombuffer(self._mapped, kind, size, self._base + offset).reshape(shape)
            if size
            else np.zeros(shape, kind)
        )


def _places(names: Sequence[str]) -> tuple[Mapping[str, int], Ids]:
    place_of: dict[str, int] = {}
    return place_of, np.array([place_of.setdefault(name, len(place_of)) for name in names], np.int32)
