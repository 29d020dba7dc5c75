"""Work that takes seconds and is the same at every start, kept as JSON in the cache of the data folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from indexer.generations import write_durably

Json = TypeVar("Json")


def kept(folder: Path | None, name: str, made_of: tuple[str, ...], make: Callable[[], Json]) -> Json:
    """What `make` gives, as plain JSON values: taken from a file where it was made of the same before, else made and
    kept there in place of the former one. A folder that can't be written, or None, keeps nothing."""
    if folder is None:
        return make()
    path = _path(folder, name, made_of)
    try:
        value: Json = json.loads(path.read_bytes())
        return value
    except (OSError, ValueError, RecursionError):
        value = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(path, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        for former in folder.glob(f"{name}-*.json"):
            if former != path:
                former.unlink(missing_ok=True)
    except OSError:
        pass  # the next start makes it again
    return value


def is_kept(folder: Path | None, name: str, made_of: tuple[str, ...]) -> bool:
    """Whether `kept` will find it made."""
    return folder is not None and _path(folder, name, made_of).is_file()


def _path(folder: Path, name: str, made_of: tuple[str, ...]) -> Path:
    digest = hashlib.sha256("\0".join(made_of).encode("utf-8", "replace")).hexdigest()[:16]
    return folder / f"{name}-{digest}.json"
