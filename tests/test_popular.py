"""Popular questions are what many people use, and nothing that one of them does or types shows."""

from __future__ import annotations

import re
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kb.center import HelpCenter
from kb.journal.tables import Tables
from tests.people import Clock, Town
from tests.server import Server

FEES, STUCK, PASSWORD, GUIDE, DRAFT = "1042", "1043", "1005", "account/guides/first", "9001"
TITLES = {
    FEES: "How much is the withdrawal fee?",
    STUCK: "My withdrawal is stuck",
    PASSWORD: "I forgot my password",
    GUIDE: "A guide in a folder",
}
HEADING = "Popular questions"


@pytest.fixture
def town(center: HelpCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The small help center, and people."""
    return Town(center, Clock(monkeypatch), tmp_path / "journal.sqlite")


def read_by(town: Town, people: int, *articles: str, locale: str = "en") -> None:
    for _ in range(people):
        reader = town.person(locale)
        for article in articles:
            reader.read(article)


def shown(town: Town, path: str = "/en/") -> list[str]:
    """The popular questions of a page, counted now."""
    town.count()
    page = town.app.test_client().get(path).text
    part = page.partition(f">{HEADING}<")[2].partition("</ul>")[0]
    return [
        title for title in re.findall("<bdi[^>]*>([^<]+)|<a href[^>]*>([^<]+)</a>", part) for title in title if title
    ]


def ids(town: Town, path: str = "/en/") -> list[str]:
    return [
        next(article for article, start in TITLES.items() if title.startswith(start)) for title in shown(town, path)
    ]


def test_the_home_page_and_a_search_in_vain_show_what_many_read(town: Town) -> None:
    read_by(town, 5, STUCK, GUIDE)
    read_by(town, 4, PASSWORD, GUIDE)
    read_by(town, 3, FEES)
    assert ids(town) == [GUIDE, STUCK, PASSWORD, FEES]
    assert ids(town, "/en/search?q=qqqzzz") == [GUIDE, STUCK, PASSWORD, FEES]
    assert shown(town, "/en/search?q=withdrawal+fee") == []
    assert "Popular searches" not in town.app.test_client().get("/en/").text


def test_with_too_few_articles_or_people_what_editors_chose_stands_there(town: Town) -> None:
    read_by(town, 9, FEES, STUCK)
    read_by(town, 2, PASSWORD, GUIDE)
    assert shown(town) == []
    assert "Popular searches" in town.app.test_client().get("/en/").text
    assert "Most useful articles" in town.app.test_client().get("/en/search?q=qqqzzz").text
    read_by(town, 1, PASSWORD)
    assert ids(town) == [FEES, STUCK, PASSWORD]


def test_clicks_reads_and_solved_articles_of_one_visitor_count_once(town: Town) -> None:
    read_by(town, 4, FEES, STUCK, PASSWORD)
    read_by(town, 1, FEES, STUCK)
    read_by(town, 1, FEES)
    for _ in range(3):
        reader = town.person()
        reader.read(GUIDE)
        reader.click("guide", GUIDE)
        reader.vote(GUIDE, "yes")
    assert ids(town) == [FEES, STUCK, PASSWORD, GUIDE]


def test_one_address_moves_nothing_with_any_browser_on_any_day(town: Town) -> None:
    read_by(town, 3, FEES, STUCK, PASSWORD)
    for day in range(5):
        for number in range(20):
            one = town.person(address=f"2001:db8:7:7::{day}:{number}", browser=f"Browser/{number}")
            one.read(GUIDE)
            one.click("guide", GUIDE)
            one.vote(GUIDE, "yes")
        town.clock.wait(days=1)
    assert GUIDE not in ids(town)


def test_what_was_used_lately_comes_first_and_after_a_month_nothing_counts(town: Town) -> None:
    read_by(town, 9, FEES, PASSWORD, GUIDE)
    town.clock.wait(days=21)
    read_by(town, 3, STUCK)
    assert ids(town)[0] == STUCK
    town.clock.wait(days=10)
    assert shown(town) == []


def test_each_locale_begins_with_what_its_own_readers_use_and_shows_its_own_language(town: Town) -> None:
    read_by(town, 9, STUCK, FEES, locale="zh-CN")
    read_by(town, 3, GUIDE, PASSWORD)
    assert ids(town) == [PASSWORD, GUIDE, FEES, STUCK]
    page = town.app.test_client().get("/zh-CN/").text
    assert "大家常问" not in page
    assert "大家常搜" in page


def test_no_draft_and_no_word_that_anybody_typed_is_shown(town: Town) -> None:
    for number in range(4):
        reader = town.person()
        reader.ask("zhang wei zebra", f"zebra {number}", pause_s=40)
        reader.click("zhang wei zebra", DRAFT)
        reader.click("zhang wei zebra", "<script>")
        for article in (FEES, STUCK, PASSWORD):
            reader.read(article)
    assert ids(town) == sorted([FEES, STUCK, PASSWORD])
    for path in ("/en/", "/en/search?q=qqqzzz", "/en/search", "/api/v1/suggest?q=ze&lang=en", "/zh-CN/"):
        assert "zebra" not in town.app.test_client().get(path).text


def test_the_setting_says_how_many_people_it_takes(
    center: HelpCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(center, Clock(monkeypatch), tmp_path / "journal.sqlite", least_visitors=2)
    read_by(town, 2, FEES, STUCK, PASSWORD)
    assert len(shown(town)) == 3


def test_pages_go_on_where_the_journal_cannot_be_read(town: Town, tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_text("no database")
    client = town.app.test_client()
    for _ in range(3):
        assert client.get("/en/").status_code == 200
    assert "Popular searches" in client.get("/en/").text


def test_a_server_shows_them_by_itself(content: Path, tmp_path: Path) -> None:
    server = Server(content, tmp_path / "data")
    paths = ("1042-withdrawal-fees", "1043-withdrawal-stuck", "1005-forgot-password")

    def read(address: str) -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30, source_address=(address, 0))
        with closing(connection):
            for path in paths:
                connection.request("GET", f"/en/articles/{path}")
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 200

    def are_noted() -> bool:
        with closing(Tables(f"sqlite:///{tmp_path}/data/journal.sqlite")) as tables:
            return tables.are_there() and sum(1 for _ in tables.entries(kind="read")) == 9

    try:
        server.wait_until_ready()
        for number in (2, 3, 4):
            read(f"127.0.0.{number}")
        server.wait_until(are_noted)
        server.wait_until(lambda: HEADING in server.get("/en/").text)
    finally:
        server.stop()
