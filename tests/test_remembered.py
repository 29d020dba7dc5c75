"""Answers are made once a moment, never shown to another question, locale or host, and never outlive what they say."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.center import HelpCenter
from kb.publish import Publisher
from kb.settings import Settings
from kb.web.remembered import Finished, Remembered
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain

FEES = "---\nid: 1042\ntitle: Withdrawal fees\n---\nThirty zebras.\n"
SEARCH = "/api/v1/search?q=withdrawal+fees&lang=en"


class Made:
    """Makes answers and counts them."""

    def __init__(self, body: bytes = b"{}") -> None:
        self.count = 0
        self._body = body

    def __call__(self) -> Finished:
        self.count += 1
        return Finished.of(self._body)


def test_an_answer_is_made_once_a_moment() -> None:
    held, made = Remembered(10), Made()
    first, second = object(), object()
    for moment, key, count in ((first, "a", 1), (first, "a", 1), (first, "b", 2), (second, "a", 3), (first, "a", 4)):
        assert held.answer(moment, key, made).body == b"{}"
        assert made.count == count


def test_what_was_asked_for_last_is_kept() -> None:
    held, made, moment = Remembered(2), Made(), object()
    for key in ("a", "b", "a", "c", "a"):
        held.answer(moment, key, made)
    assert made.count == 3
    held.answer(moment, "b", made)
    assert made.count == 4


def test_answers_take_no_more_memory_than_they_may() -> None:
    held, moment, made = Remembered(100, most_bytes=100), object(), Made(b"x" * 40)
    for key in ("a", "b", "c", "c", "b", "a"):
        held.answer(moment, key, made)
    assert made.count == 4
    big = Made(b"x" * 101)
    for _ in range(2):
        held.answer(moment, "big", big)
    assert big.count == 2


def test_a_memory_of_none_makes_every_answer() -> None:
    held, made = Remembered(0), Made()
    held.answer(None, "a", made)
    held.answer(None, "a", made)
    assert made.count == 2


def test_what_takes_long_to_make_holds_up_nobody_and_does_not_outlive_its_moment() -> None:
    held, old, new = Remembered(10), object(), object()
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> Finished:
        begun.set()
        go_on.wait(30)
        return Finished.of(b"old")

    thread = threading.Thread(target=lambda: held.answer(old, "a", slow))
    thread.start()
    assert begun.wait(30)
    assert held.answer(new, "a", lambda: Finished.of(b"new")).body == b"new"
    go_on.set()
    thread.join()
    assert held.answer(new, "a", slow).body == b"new"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[HelpCenter, FlaskClient]]:
    """A help center of one article, and its visitor."""
    file = tmp_path / "content/en/fees.md"
    file.parent.mkdir(parents=True)
    file.write_text(FEES)
    with closing(opened(Settings(content=plain(tmp_path / "content"), data=tmp_path / "data"))) as center:
        yield center, app_of(center).test_client()


def test_a_change_is_in_the_next_answer(place: tuple[HelpCenter, FlaskClient]) -> None:
    center, client = place
    assert "zebras" in client.get(SEARCH).text
    (center.settings.content / "en/fees.md").write_text(FEES.replace("zebras", "giraffes"))
    with closing(Publisher(center.settings)) as publisher:
        publisher.refresh()
    center.refresh()
    assert "giraffes" in client.get(SEARCH).text


def test_a_notice_begins_and_ends_on_time(
    place: tuple[HelpCenter, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    center, client = place
    notice = center.settings.content / "notices/now.md"
    notice.parent.mkdir()
    starts = datetime(2030, 1, 1, tzinfo=timezone.utc)
    notice.write_text(f"---\nid: now\nstarts: {starts.isoformat()}\ntitle: {{en: Now}}\n---\n")
    center.refresh()
    for now, shown in ((starts - timedelta(seconds=1), []), (starts, ["now"])):
        monkeypatch.setattr(center, "now", lambda now=now: now)
        assert [each["id"] for each in client.get(SEARCH).get_json()["notices"]] == shown


def test_every_locale_and_host_has_an_answer_of_its_own(client: FlaskClient) -> None:
    def urls(lang: str, host: str) -> set[str]:
        asked = client.get("/api/v1/search?q=withdrawal", headers={"Host": host, "Accept-Language": lang})
        return {"/".join(item["url"].split("/")[:4]) for item in asked.get_json()["results"]}

    for lang, host in (("en", "a.example"), ("ja", "a.example"), ("en", "b.example"), ("ja", "b.example")) * 2:
        assert urls(lang, host) == {f"http://{host}/{lang}"}


@pytest.mark.parametrize(
    "other", ["q=Withdrawal", "lang=zh-CN", "category=funds", "tag=fees", "page=2", "per_page=1", "exact=1"]
)
def test_every_argument_counts(client: FlaskClient, other: str) -> None:
    asked = {"q": "withdrawal", "lang": "en", "page": "1", "per_page": "2", "tag": "withdrawal"}
    name, _, value = other.partition("=")
    for wanted in (asked, {**asked, name: value}) * 2:
        fresh = app_of(client.application.extensions["help_center"]).test_client()
        answers = [each.get("/api/v1/search", query_string=wanted).get_json() for each in (client, fresh)]
        assert {**answers[0], "took_ms": 0} == {**answers[1], "took_ms": 0}


@pytest.mark.parametrize("path", [SEARCH, "/api/v1/suggest?q=with&lang=en"])
def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(path.replace("with", "pass"), headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_the_time_that_it_took_does_not_change_what_an_answer_is(client: FlaskClient) -> None:
    fresh = app_of(client.application.extensions["help_center"]).test_client()
    assert client.get(SEARCH).headers["ETag"] == fresh.get(SEARCH).headers["ETag"]
