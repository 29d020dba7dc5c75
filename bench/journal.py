"""What reading a journal costs: time and memory of a report over so many entries.

`python -m bench.journal --entries 1000000`: people who type, click, read and vote for thirty days; half of what they
ask was asked by nobody else.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any

import click

from kb.journal.entry import Entry
from kb.journal.report import report_of
from kb.journal.tables import Tables

DAYS = 30
ARTICLES = 2_000
AT_ONCE = 5  # people; a key every ten seconds or so at a million entries
TOGETHER = 10_000
WORDS = (
    "提币",
    "手续费",
    "withdrawal",
    "fee",
    "password",
    "KYC",
    "出金",
    "stuck",
    "多久",
    "到账",
    "USDT",
    "TRC20",
    "2FA",
)
LOCALE = "zh-CN"


def entries_of(count: int, chance: random.Random) -> Iterator[Entry]:
    """So many entries of made people, in the order of time."""
    start = datetime.now(timezone.utc) - timedelta(days=DAYS)
    people = [_person(chance) for _ in range(AT_ONCE)]
    for number in range(count):
        at, place = start + timedelta(days=DAYS) * number / count, chance.randrange(AT_ONCE)
        found = next(people[place], None)
        if found is None:
            people[place] = _person(chance)
            found = next(people[place])
        kind, visitor, values = found
        yield Entry(kind, visitor, LOCALE, at=at, **values)


def _person(chance: random.Random) -> Iterator[tuple[str, str, dict[str, Any]]]:
    visitor = f"{chance.getrandbits(96):024x}"
    for _ in range(chance.choice((1, 1, 2, 3))):
        rare = f" {chance.randrange(10**6)}" if chance.random() < 0.5 else ""
        text = " ".join(chance.choices(WORDS, k=2)) + rare
        for end in range(max(1, len(text) - 6), len(text) + 1, 2):
            total = chance.choice((0, 5, 9))
            yield "search", visitor, {"text": text[:end], "total": total, "answered": total > 0}
        article = str(int(ARTICLES * chance.random() ** 3))
        if chance.random() < 0.6:
            yield "click", visitor, {"text": text, "article": article, "rank": chance.randrange(10)}
            yield "read", visitor, {"article": article}
        if chance.random() < 0.2:
            yield "vote", visitor, {"article": article, "value": chance.choice(("yes", "no"))}
        if chance.random() < 0.1:
            yield "exit", visitor, {"value": "chat"}


def filled(file: Path, entries: int) -> Tables:
    """A journal with so many entries."""
    tables = Tables(f"sqlite:///{file}")
    made = entries_of(entries, random.Random(7))
    while batch := list(islice(made, TOGETHER)):
        tables.add_unasked(batch)
    return tables


def peak_mib() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command()
@click.option("--entries", default=1_000_000, show_default=True)
def main(entries: int) -> None:
    """Fill a journal and read it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.sqlite"
        tables = filled(file, entries)
        click.echo(f"{entries:,} entries: {file.stat().st_size / 2**20:.0f} MiB; this process {peak_mib():.0f} MiB")
        began, busy = time.perf_counter(), time.process_time()
        report = report_of(tables.entries())
        took = f"{time.perf_counter() - began:.1f} s, {time.process_time() - busy:.1f} s of processor time"
        click.echo(
            f"report: {took}, {peak_mib():.0f} MiB; {report.searches:,} searches, {len(report.failed):,} in vain"
        )


if __name__ == "__main__":
    main()
