"""An example to copy: the forms of a Hebrew word, whose article is written as its first letter (הכסף, "the money").

It is not part of the chain. docs/adding-a-language.md says how a file like this one becomes part of it.
"""

from __future__ import annotations

from indexer.analysis.term import Form

_ARTICLE = "ה"
_SHORTEST = 4  # shorter words begin with that letter by nature


def forms(piece: str) -> list[Form]:
    """The word, then the word without its article; offsets within the piece, as cased as it comes, texts casefolded."""
    word = Form(piece.casefold(), 0, len(piece), "word")
    if not piece.startswith(_ARTICLE) or len(piece) < _SHORTEST:
        return [word]
    return [word, Form(piece[1:].casefold(), 1, len(piece), "part")]
