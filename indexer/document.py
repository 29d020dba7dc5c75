"""What an engine keeps for one searchable text, and the difference between two sets of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the plain text under it, up to the next heading; the lead has no anchor and no title."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable text in one locale.

    key: unique within an engine. group: shared by translations of one text; a result list shows a group once.
    twin: hash of the text, equal for untranslated copies. filters: exact values by name, counted as facets.
    fingerprint: changes whenever anything here changes.
    """

    key: str
    locale: str
    title: str
    group: str
    fingerprint: str
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    breadcrumb: str = ""
    sections: tuple[Section, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    twin: str = ""
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Changes:
    """What an engine must do to hold the wanted documents: put these, remove those keys."""

    put: tuple[Document, ...] = ()
    remove: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put or self.remove)
