"""Help centers that were published once and are kept for the next run, as long as the code would make them again."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

from bench.places import ROOT
from bench.progress import noted
from indexer.analysis.analyzer import Analyzer
from kb.center import HelpCenter
from kb.chore import Progress
from kb.publish import Publisher
from kb.settings import Settings

WAIT_S = 3600.0  # for another run that publishes the same content
KEPT_S = 24 * 3600.0  # what nobody asked for in this time is removed
# What makes an index of articles: these, and what they import of the indexer.
MAKERS = ("indexer.analysis", "indexer.build", "indexer.whoosh_engine", "kb.documents", "kb.content", "kb.markdown")
# Rooms that only a question passes through: a change there needs no new index.
_ROOMS = ("columns", "engine", "evidence", "hits", "memory_engine", "query", "ranking", "search", "snapshot", "snippet")
AT_QUERY = {f"indexer.{room}" for room in _ROOMS}
_IMPORT = re.compile(r"^\s*(?:from|import) (indexer(?:\.\w+)*)(?: import (\w+))?", re.M)


class NotPublished(Exception):
    """The index of a content folder doesn't answer, or not for every text."""


def home(cache: Path, name: str, is_ours: bool = True) -> Path:
    """A folder to keep something in; of ours: another one whenever the code would make another index. Sweeps those
    that nobody has used for a day."""
    kept = cache / (f"{name}-{maker()[:12]}" if is_ours else f"{name}-peers")
    for other in cache.glob("*-*/used"):
        if other.parent != kept and other.stat().st_mtime < time.time() - KEPT_S:
            shutil.rmtree(other.parent, ignore_errors=True)
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "used").touch()
    return kept


def settings_of(home: Path, vectors: Path | None = None) -> Settings:
    """The settings of the help center in a home. vectors: an embedding model, for English."""
    return Settings(content=home / "content", data=home / "data", vectors_model=vectors)


@contextmanager
def opened(home: Path, count: int, name: str, vectors: Path | None = None) -> Iterator[HelpCenter]:
    """The help center of a home's content, whose full index answers for so many texts. vectors: see settings_of.
    Raises NotPublished."""
    settings = settings_of(home, vectors)
    with closing(Publisher(settings, shown(name), WAIT_S)) as publisher:
        published = publisher.refresh()
        publisher.embed(shown(f"{name}, vectors"))
    noted("")
    if published.documents != count:
        raise NotPublished(f"{name}: of {count} texts {published.documents} were published.")
    with closing(HelpCenter(settings)) as center:
        if not center.is_ready:
            raise NotPublished(f"{name}: the index in {home / 'data'} doesn't answer; remove the folder.")
        if vectors is not None:
            center.learn()
        yield center


def shown(name: str) -> Progress:
    """A progress that a terminal shows."""

    def progress(done: int, total: int) -> None:
        noted(f"{name}: publishing {done:,} of {total:,}")

    return progress


@lru_cache(maxsize=1)
def maker() -> str:
    """A hash that changes with whatever could make another index of the same articles."""
    digest = hashlib.sha256(Analyzer().fingerprint.encode())
    waiting, seen = list(MAKERS), set(AT_QUERY)
    while waiting:
        name = waiting.pop()
        place = ROOT.joinpath(*name.split("."))
        for path in sorted(place.glob("*")) if place.is_dir() else [place.with_suffix(".py")]:
            if name not in seen and path.suffix in (".py", ".txt", ".yml") and path.is_file():
                text = path.read_bytes()
                digest.update(text)
                for found in _IMPORT.finditer(text.decode()):
                    waiting += [found[1], f"{found[1]}.{found[2]}"] if found[1] == "indexer" else [found[1]]
        seen.add(name)
    return digest.hexdigest()
