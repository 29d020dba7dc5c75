"""Where the journal of a site is, for those who write it and those who read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kb.errors import HelpCenterError
from kb.journal.tables import Fault, Tables
from kb.settings import Settings

OFF = "off"
FILE = "journal.sqlite"


class JournalUnnamed(HelpCenterError):
    """The setting `journal` names no database that can be used."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The setting journal can't be used: {cause}. Give an address such as "
            "sqlite:////var/lib/jieda/journal.sqlite, leave it empty for a file in the data folder, or say off."
        )


class JournalMissing(HelpCenterError):
    """There is no journal to read."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"There is no journal to read: {cause}")


class JournalUnreadable(HelpCenterError):
    """What is there is no journal, or can't be reached."""

    def __init__(self, name: str, cause: str) -> None:
        super().__init__(f"The journal {name} can't be read: {cause}. Check the setting journal, or restore a backup.")


def is_kept(settings: Settings) -> bool:
    """Whether what visitors do is noted at all."""
    return settings.journal != OFF and not settings.preview


def tables_of(settings: Settings) -> Tables:
    """The tables that the settings name, whether there or not. Raises JournalUnnamed."""
    try:
        return Tables(settings.journal or f"sqlite:///{(settings.state / FILE).absolute()}")
    except (Fault, ImportError) as fault:
        raise JournalUnnamed(str(fault).splitlines()[0]) from fault


@contextmanager
def reading(settings: Settings) -> Iterator[Tables]:
    """Tables that are there, closed at the end. Raises JournalMissing where nothing was ever noted,
    JournalUnreadable where what is there can't be read."""
    if not is_kept(settings):
        raise JournalMissing("the setting journal is off, so that nothing is noted.")
    tables = tables_of(settings)
    try:
        if not tables.are_there():
            raise JournalMissing(
                f"nothing is at {tables.name}. kb serve begins one when the first visitor comes; "
                "if it has another data folder or journal, name it with --data or KB_JOURNAL."
            )
        yield tables
    except Fault as fault:
        cause = str(getattr(fault, "orig", None) or fault).splitlines()[0]
        raise JournalUnreadable(tables.name, cause) from fault
    finally:
        tables.close()
