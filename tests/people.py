"""People who visit a help center, as its journal hears of them: they type, open, vote and leave, and time passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.center import HelpCenter
from kb.journal.entry import Entry
from kb.journal.tables import Tables
from kb.settings import Settings
from kb.web import journaling
from search_app import app_of

START = datetime(2026, 11, 2, 9, tzinfo=timezone.utc)


class Clock:
    """Stands in for `datetime` where entries and names of visitors are made and read; it goes when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = START
        for room in ("entry", "visitors", "popular"):
            monkeypatch.setattr(f"kb.journal.{room}.datetime", self)

    def now(self, _: timezone) -> datetime:
        """The time; a moment later each time, as real ones are."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def wait(self, seconds: float = 0, days: float = 0) -> None:
        """Lets time pass."""
        self.time += timedelta(days=days, seconds=seconds)


class Town:
    """A help center with a journal and the people who visit it."""

    def __init__(self, center: HelpCenter, clock: Clock, journal: Path, **settings: object) -> None:
        self.clock = clock
        self.settings: Settings = replace(center.settings, journal=f"sqlite:///{journal}", **settings)  # type: ignore[arg-type]
        self.app = app_of(center)
        journaling.install(self.app, self.settings)
        self._people = 0

    def person(self, locale: str = "en", address: str = "", browser: str = "Browser/1.0") -> Person:
        """Somebody from an address that nobody else has."""
        self._people += 1
        address = address or f"198.51.{self._people // 250}.{self._people % 250 + 1}"
        return Person(self.app.test_client(), self.clock, locale, address, browser)

    def written(self) -> Tables:
        """The journal with everything in it that was noted."""
        journal = self.app.extensions["journal"].journal
        journal.close()
        return Tables(self.settings.journal)

    def count(self) -> None:
        """Counts popular articles now, as every quarter of an hour."""
        self.written()
        self.app.extensions["journal"].popular.count()

    def entries(self) -> list[Entry]:
        """All that was noted."""
        return list(self.written().entries())


@dataclass
class Person:
    """Somebody with a browser, who does through the front door what people do."""

    client: FlaskClient
    clock: Clock
    locale: str
    address: str
    browser: str

    def ask(self, *texts: str, pause_s: float = 1) -> None:
        """Sends searches one after the other."""
        for text in texts:
            self._get(f"/{self.locale}/search", q=text)
            self.clock.wait(pause_s)

    def type(self, text: str) -> None:
        """Sends a search at every letter, as a page that searches while one types does."""
        self.ask(*(text[: end + 1] for end in range(len(text))), pause_s=0.3)

    def click(self, asked: str, article: str, rank: int = 1) -> None:
        """Opens a result, as the script of the page of results tells it."""
        self._tell(kind="click", query=asked, article=article, rank=rank)

    def read(self, article: str) -> None:
        """Opens an article."""
        path = f"/{self.locale}/articles/{article}"
        moved = self.client.get(path, **self._traits())  # type: ignore[arg-type]
        self._get(moved.location or path)

    def vote(self, article: str, value: str, reason: str = "") -> None:
        """Says whether an article helped, and why not."""
        path = f"/{self.locale}/feedback/{article}"
        self._post(path, vote=value)
        if reason:
            self._post(path, vote=value, step="comment", reason=reason)

    def answer(self, score: str, found: str) -> None:
        """Answers the survey."""
        self._post(f"/{self.locale}/survey", score=score, found=found)

    def leave(self, channel: str = "chat") -> None:
        """Goes to a channel."""
        self._tell(kind="exit", channel=channel)

    def _get(self, path: str, **query: str) -> None:
        answer = self.client.get(path, query_string=query, **self._traits())  # type: ignore[arg-type]
        assert answer.status_code == 200, path

    def _post(self, path: str, **form: str) -> None:
        assert self.client.post(path, data=form, **self._traits()).status_code == 303  # type: ignore[arg-type]

    def _tell(self, **event: object) -> None:
        said = {"events": [{"lang": self.locale, **event}]}
        assert self.client.post("/api/v1/events", json=said, **self._traits()).status_code == 201  # type: ignore[arg-type]

    def _traits(self) -> dict[str, object]:
        return {"environ_base": {"REMOTE_ADDR": self.address}, "headers": {"User-Agent": self.browser}}
