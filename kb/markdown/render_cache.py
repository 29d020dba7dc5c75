"""Rendered bodies as files, named by the hash of what they were made of."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile

from kb.markdown.rendered import Heading, Rendered

_MODULE_NAMES = (
    "blocks dialect dialect_tags dialect_text highlight html_shape link_policy markdown_html outline render rendered "
    "sanitise"
)
_MODULES = tuple(_MODULE_NAMES.split())
_LIBRARIES = ("Markdown", "Pygments", "nh3", "pymdown-extensions")


@lru_cache(maxsize=1)
def renderer_version() -> str:
    """Hash of everything that decides how a body is rendered: our own modules and the libraries' versions."""
    digest = sha256()
    for name in _MODULES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    digest.update(repr([version(library) for library in _LIBRARIES]).encode())
    return digest.hexdigest()


class RenderCache:
    """Files in a folder; one that can't be read or written is as if it weren't there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def key(self, body: str, title: str, is_plain: bool) -> str:
        """Name of what was rendered, by whom."""
        parts = json.dumps([renderer_version(), body, title, is_plain])
        return sha256(parts.encode()).hexdigest()

    def get(self, key: str) -> Rendered | None:
        """What was kept under the key, None when nothing or something damaged was."""
        try:
            digest, _, payload = self._path(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        if digest.decode("ascii", "replace") != sha256(payload).hexdigest():
            return None
        return rendered_of(json.loads(payload))

    def put(self, key: str, rendered: Rendered) -> None:
        """Keeps it, whole or not at all."""
        payload = json.dumps(plain_of(rendered)).encode()
        path = self._path(key)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, sha256(payload).hexdigest().encode() + b"\n" + payload)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.json"


def _write(path: Path, payload: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as file:
        try:
            file.write(payload)
            file.close()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def plain_of(rendered: Rendered) -> list[object]:
    """A value that JSON can hold, to be read by `rendered_of`."""
    return [rendered.html, [[h.level, h.anchor, h.text] for h in rendered.headings], rendered.is_plain]


def rendered_of(value: object) -> Rendered | None:
    """The Rendered that `plain_of` made the value of; None for any other value."""
    match value:
        case [str(html), list(headings), bool(is_plain)]:
            return Rendered(html, tuple(Heading(level, anchor, text) for level, anchor, text in headings), is_plain)
    return None
