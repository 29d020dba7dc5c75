"""How large an image is, read off the head of its file, so that pages keep its place free until it is there."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path

import imagesize

MOST_PIXELS = 30_000  # a side; a file that says more is damaged, or a joke
_HEAD = 512 * 1024  # bytes that are read: what stands before a size is bounded, and so is what a hostile file costs


def image_size(path: Path) -> tuple[int, int] | None:
    """Pixels across and down as browsers turn it (Exif), None for a file that isn't an image of a known kind.

    Never raises. Read once for each state of the file.
    """
    try:
        saved = path.stat()
    except OSError:
        return None
    return _read(path, saved.st_mtime_ns, saved.st_size)


@lru_cache(maxsize=4096)
def _read(path: Path, *_: int) -> tuple[int, int] | None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    across, down = (int(side) for side in imagesize.get(BytesIO(head)))  # (-1, -1) for whatever it can't read
    return (across, down) if 0 < across <= MOST_PIXELS and 0 < down <= MOST_PIXELS else None
