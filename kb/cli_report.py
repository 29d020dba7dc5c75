"""The terminal door to the journal: `kb report`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from kb import settings
from kb.cli_frame import content_argument, json_option, print_json, say, told
from kb.cli_table import table
from kb.errors import HelpCenterError
from kb.journal import place
from kb.journal.report import AskedText, Report, Satisfaction, report_of
from kb.journal.visits import LEFT, NOTHING, OPENED, SOLVED, UNOPENED, WEAK
from kb.library import load

DAYS = 30
SAID = {
    SOLVED: "readers said that an article helped",
    OPENED: "something was opened",
    UNOPENED: "nothing was opened; the answer card may have been enough",
    WEAK: "no good answer",
    NOTHING: "no hits",
    LEFT: "readers went on to people",
}
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("report")
@content_argument
@click.option("--since", type=_DAY, help="First day, such as 2026-11-01, in UTC; 30 days up to the last otherwise.")
@click.option("--until", type=_DAY, help="Last day; today otherwise.")
@click.option("--locale", default="", help="Only what readers of this locale did.")
@click.option(
    "--least",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Only texts that at least so many visitors asked on one day.",
)
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="At most so many lines a list.")
@json_option
@told
def report(
    since: datetime | None, until: datetime | None, locale: str, least: int, most: int, as_json: bool, **options: Any
) -> None:
    """Tell what visitors asked in vain, opened and found helpful."""
    chosen = settings.load(options)
    first, end = _days(since, until)
    with place.reading(chosen) as tables:
        found = report_of(tables.entries(first, end, locale=locale), least)
    titles = _titles(chosen.content)
    days = {"since": f"{first:%Y-%m-%d}", "until": f"{end - timedelta(days=1):%Y-%m-%d}"}
    if as_json:
        print_json({**days, "locale": locale or None, "least": least, **_values(found, titles, most)})
        return
    say(f"{days['since']} to {days['until']} (UTC), {locale or 'all locales'}")
    for line in _lines(found, titles, most):
        say(line)


def _days(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """The first moment, and that after the last."""
    last = until.replace(tzinfo=timezone.utc) if until else datetime.now(timezone.utc)
    end = last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    first = since.replace(tzinfo=timezone.utc) if since else end - timedelta(days=DAYS)
    if first >= end:
        raise HelpCenterError("--since is after --until. Give an earlier day to begin with.")
    return first, end


def _titles(content: Path) -> Mapping[tuple[str, str], str]:
    """Titles by id and locale; none where the content is elsewhere."""
    library = load(content) if content.is_dir() else None
    return {key: article.title for key, article in library.articles.items()} if library else {}


def _values(found: Report, titles: Mapping[tuple[str, str], str], most: int) -> dict[str, Any]:
    values = asdict(found)
    for name in ("asked", "failed", "corrected", "reworded"):
        values[name] = values[name][:most]
    values["articles"] = [
        {**asdict(one), "title": _title(one, titles), "share": round(one.share, 4), "at_least": round(one.at_least, 4)}
        for one in found.articles[:most]
    ]
    return values


def _lines(found: Report, titles: Mapping[tuple[str, str], str], most: int) -> Iterator[str]:
    yield ""
    yield f"{found.visitors:,} visitors; {found.searches:,} searches, sent {found.sent:,} times while they were typed"
    total = max(found.searches, 1)
    rows = [[outcome, f"{count:,}", f"{count / total:.0%}", SAID[outcome]] for outcome, count in found.outcomes.items()]
    yield from _section("How searches ended", ("", "searches", "share", ""), rows)
    yield from _section("Asked in vain", *_asked(found.failed[:most], (NOTHING, WEAK, UNOPENED, LEFT)))
    again = [[f"{r.visitors:,}", f"{r.opened:,}", r.locale, r.text, r.then] for r in found.reworded[:most]]
    yield from _section("Asked again in other words", ("visitors", "led on", "locale", "asked", "then"), again)
    yield from _section("Understood only by their correction", *_asked(found.corrected[:most], (OPENED, SOLVED)))
    yield from _section("Asked most", *_asked(found.asked[:most], (OPENED, SOLVED)))
    yield from _opened(found)
    yield from _section("Did this solve it?", *_votes(found.articles[:most], titles))
    exits = [[f"{count:,}", channel] for channel, count in found.exits.items()]
    yield from _section("Ways to people", ("visitors", "channel"), exits)
    if found.survey.mean is not None:
        said = ", ".join(f"{count:,} {answer}" for answer, count in found.survey.found.items())
        yield ""
        yield f"Survey: {found.survey.mean:.1f} of 5 ({found.survey.answers:,} answers); found it: {said}"
    if found.is_cut:
        yield ""
        yield "There were more texts than can be counted at once; some that few visitors asked are left out."


def _section(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        yield from (f"  {line}" for line in table(heads, rows))


def _asked(texts: Sequence[AskedText], outcomes: Sequence[str]) -> tuple[tuple[str, ...], list[list[str]]]:
    rows = [
        [f"{one.visitors:,}", *(f"{one.outcomes.get(outcome, 0):,}" for outcome in outcomes), one.locale, one.text]
        for one in texts
    ]
    return ("visitors", *outcomes, "locale", "text"), rows


def _opened(found: Report) -> Iterator[str]:
    """Clicks by rank in a line."""
    if found.mrr is None:
        return
    ranks = ", ".join(f"{f'place {rank}' if rank else 'answer card'} {count:,}" for rank, count in found.ranks.items())
    yield ""
    yield f"Clicks: {ranks}. Mean reciprocal rank of the first: {found.mrr:.2f}"


def _votes(
    articles: Sequence[Satisfaction], titles: Mapping[tuple[str, str], str]
) -> tuple[tuple[str, ...], list[list[str]]]:
    rows = [
        [
            *(f"{one.yes:,}", f"{one.no:,}", f"{one.share:.0%}", f"{one.at_least:.0%}", one.locale, one.article),
            ", ".join(f"{reason} {count}" for reason, count in one.reasons.items()) or "-",
            _title(one, titles),
        ]
        for one in articles
    ]
    return ("yes", "no", "share", "at least", "locale", "id", "why not", "title"), rows


def _title(one: Satisfaction, titles: Mapping[tuple[str, str], str]) -> str:
    return titles.get((one.article, one.locale), "")
