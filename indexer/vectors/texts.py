"""Which texts of a document are embedded: all of it, its title, its aliases, and its passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.document import Document

MOST_PASSAGES = 12
MOST_ALIASES = 12
_WHOLE = 2_000  # characters of the whole text; a model reads about half of them
_PASSAGES = 60_000  # characters of a text whose passages are told apart
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？؟।])\s*|\n+")
_SHORTEST = 3  # characters of a sentence


def texts_of(document: Document) -> tuple[str, ...]:
    """The texts of a document that get a vector each, the whole one first."""
    body = "\n".join(filter(None, (part for one in document.sections for part in (one.title, one.text))))
    whole = f"{document.title}. {body[:_WHOLE]}"
    others = (document.title, *document.aliases[:MOST_ALIASES], *_passages(body[:_PASSAGES]))
    return (whole, *dict.fromkeys(others))


def _passages(body: str) -> Iterator[str]:
    """The sentences of a text; of a long one as many neighbours together as make MOST_PASSAGES of them all."""
    sentences = [one.strip() for one in _SENTENCE.split(body) if len(one.strip()) >= _SHORTEST]
    together = -(-len(sentences) // MOST_PASSAGES)
    for start in range(0, len(sentences), together or 1):
        yield " ".join(sentences[start : start + together])
