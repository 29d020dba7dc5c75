"""The words that the script of the search box shows and says, in the reader's language."""

from __future__ import annotations

import json

from kb.web.words import Words

_TEXTS = ("label", "article", "query", "category", "hits", "and", "recent", "here_only")
_TEXTS_OF_REMOVING = ("forget", "forget_all", "forgotten")
_PLURALS = ("count", "hits_count", "recent_count")


def words_for(words: Words) -> str:
    """JSON of texts by name; a counted one is an object of its plural forms, for Intl.PluralRules to choose from."""
    texts: dict[str, object] = {name: words.text(f"suggestions.{name}") for name in _TEXTS + _TEXTS_OF_REMOVING}
    forms = {name: dict(words.forms(f"suggestions.{name}")) for name in _PLURALS}
    return json.dumps(texts | forms, ensure_ascii=False, separators=(",", ":"))
