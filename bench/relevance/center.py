"""A judged set's corpus as an open help center, published once and kept for the next run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import kept
from bench.places import CACHE
from bench.relevance import content
from bench.relevance.sets import JudgedSet
from kb.center import HelpCenter


@contextmanager
def opened(
    judged: JudgedSet, glossary: Path | None = None, vectors: Path | None = None, cache: Path = CACHE
) -> Iterator[HelpCenter]:
    """The help center of a set's corpus, whose full index answers. glossary: the site's own. vectors: an embedding
    model. Raises NotPublished."""
    named = hashlib.sha256(glossary.read_bytes()).hexdigest() if glossary else ""
    corpus = hashlib.sha256(f"{judged.corpus_hash} {named}".encode()).hexdigest()[:16]
    home = kept.home(cache, corpus)
    content.write(judged.rows, home / "content", glossary)
    with kept.opened(home, len(judged.rows), judged.name, vectors) as center:
        yield center
