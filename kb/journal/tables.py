"""The journal's tables, in SQLite or another database that SQLAlchemy knows; the only place that speaks SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    distinct,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from kb.journal.entry import Entry

_WAIT_S = 10.0  # for another process that writes
_META = MetaData()
ENTRIES = Table(
    "entries",
    _META,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("visitor", String(32), nullable=False),
    Column("locale", String(35), nullable=False),
    Column("text", Text, nullable=False),
    Column("article", String(512), nullable=False),
    Column("rank", Integer),
    Column("total", Integer),
    Column("value", String(512), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("answered", Boolean),
    Column("about", String(64), nullable=False),
    sqlite_autoincrement=True,
)
SALTS = Table("salts", _META, Column("day", String(10), primary_key=True), Column("salt", String(64), nullable=False))
_FIELDS = tuple(field.name for field in fields(Entry))

_entry: Callable[..., Entry] = Entry  # takes the columns in the order of _FIELDS

Fault = SQLAlchemyError  # what every function here raises where the database can't be used


@dataclass(frozen=True, slots=True)
class Use:
    """How many visitors used an article on a day. locale: theirs, "" for all together."""

    article: str
    locale: str
    day: date
    visitors: int


class Tables:
    """One database. Connections are opened at first use, one a thread at a time."""

    def __init__(self, address: str) -> None:
        """address: as SQLAlchemy writes it, sqlite:////data/journal.sqlite. Raises Fault for one that it can't read."""
        self._engine = create_engine(address, pool_pre_ping=True, connect_args=_arguments(address))
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _durable)
        self._are_made = False
        self._is_file = self._engine.dialect.name == "sqlite"

    def add(self, entries: Sequence[Entry]) -> list[bool]:
        """Writes entries, all or none, and says of each whether it is new; durable on return."""
        with self._begun() as connection:
            statement = _insert(self._engine, ENTRIES)
            return [connection.execute(statement, _row(entry)).rowcount > 0 for entry in entries]

    def add_unasked(self, entries: Sequence[Entry]) -> None:
        """The same without saying what was new, which is much quicker."""
        with self._begun() as connection:
            connection.execute(_insert(self._engine, ENTRIES), [_row(entry) for entry in entries])

    @property
    def name(self) -> str:
        """The address without its password, or the path of a file."""
        url = self._engine.url
        return url.database or "" if self._is_file else url.render_as_string(hide_password=True)

    def are_there(self) -> bool:
        """Whether anything was ever written. Makes nothing."""
        if self._is_file and not Path(self.name).is_file():
            return False
        return inspect(self._engine).has_table(ENTRIES.name)

    def entries(
        self, since: datetime | None = None, until: datetime | None = None, kind: str = "", locale: str = ""
    ) -> Iterator[Entry]:
        """The entries in the order of time, some at once in memory. since, until: times, aware; until isn't in it."""
        wanted = (
            ENTRIES.c.at >= _naive(since) if since else None,
            ENTRIES.c.at < _naive(until) if until else None,
            ENTRIES.c.kind == kind if kind else None,
            ENTRIES.c.locale == locale if locale else None,
        )
        query = select(*(ENTRIES.c[name] for name in _FIELDS)).order_by(ENTRIES.c.at, ENTRIES.c.id)
        query = query.where(*(condition for condition in wanted if condition is not None))
        with self._begun() as connection:
            for *values, at in connection.execute(query).yield_per(1000):
                yield _entry(*values, at.replace(tzinfo=timezone.utc))

    def uses(self, since: datetime, network: int) -> list[Use]:
        """How many visitors used each article on each day: read it, opened it from results, or said that it helped.
        Each counts once an article and day, and so do all whose names share their first `network` characters. For each
        locale, and with the locale "" for all together. The database counts, while other threads go on."""
        place, day = func.substr(ENTRIES.c.visitor, 1, network), func.date(ENTRIES.c.at)
        is_use = ENTRIES.c.kind.in_(("read", "click")) | ((ENTRIES.c.kind == "vote") & (ENTRIES.c.value == "yes"))
        found: list[Use] = []
        with self._begun() as connection:
            for of in ((ENTRIES.c.article, day), (ENTRIES.c.article, day, ENTRIES.c.locale)):
                query = select(func.count(distinct(place)), *of).group_by(*of)
                query = query.where(ENTRIES.c.at >= _naive(since), is_use, ENTRIES.c.article != "")
                for visitors, article, on, *locale in connection.execute(query):
                    found.append(Use(article, "".join(locale), date.fromisoformat(str(on)), visitors))
        return found

    def salt(self, day: date, offered: str) -> str:
        """The salt of a day: the offered one unless another process came first. Those of other days are forgotten, and
        with them who anybody was."""
        name = day.isoformat()
        with self._begun() as connection:
            connection.execute(_insert(self._engine, SALTS), {"day": name, "salt": offered})
            connection.execute(delete(SALTS).where(SALTS.c.day < name))
            return str(connection.execute(select(SALTS.c.salt).where(SALTS.c.day == name)).scalar_one())

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        """A transaction in tables that are there."""
        try:
            if not self._are_made:
                _META.create_all(self._engine)
                self._are_made = True
            with self._engine.begin() as connection:
                yield connection
        except Fault:
            self._are_made = False  # they may be gone
            raise


def _arguments(address: str) -> dict[str, Any]:
    return {"timeout": _WAIT_S, "check_same_thread": False} if address.startswith("sqlite") else {}


def _durable(connection: sqlite3.Connection, _: object) -> None:
    """A commit is on the disk before it returns, and readers don't wait for the writer."""
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")


def _insert(engine: Engine, table: Table) -> Any:
    """An insert that leaves out what is there already."""
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def _row(entry: Entry) -> Mapping[str, object]:
    return {**asdict(entry), "at": _naive(entry.at)}


def _naive(at: datetime) -> datetime:
    return at.astimezone(timezone.utc).replace(tzinfo=None)
