"""What stands on the image card of one article."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

VERSION = 1  # raise it when the same card would be drawn otherwise


@dataclass(frozen=True, slots=True)
class Card:
    """Texts in the article's locale. category: the title of its nearest one, or "". accent: the site's colour."""

    site: str
    category: str
    title: str
    locale: str
    accent: str

    def name(self, fonts: str) -> str:
        """A hash of all that the picture is made of. fonts: those that the operator named."""
        told = (str(VERSION), self.site, self.category, self.title, self.locale, self.accent, fonts)
        return hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:32]
