"""What is opened from results reaches the journal with its place, from a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from bench.chromium import served
from kb.journal.entry import Entry
from kb.journal.tables import Tables
from tests.visitor import DESK, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the site."""
    return tmp_path_factory.mktemp("site") / "data"


@pytest.fixture(scope="module")
def visitor(driver: Chrome, content: Path, data: Path) -> Iterator[Visitor]:
    """Somebody at a desk on the small help center; asked for after the browser."""
    with served(content, data) as origin:
        found = Visitor(driver, origin)
        found.resize(DESK)
        yield found


def told(data: Path, text: str, count: int) -> list[Entry] | None:
    """The searches and clicks of a text, once there are so many."""
    with closing(Tables(f"sqlite:///{data}/journal.sqlite")) as tables:
        found = [entry for entry in tables.entries() if entry.text == text]
    return found if len(found) == count else None


def test_the_answer_card_and_each_hit_tell_their_place(visitor: Visitor, data: Path) -> None:
    for link in (".answer-source a", ".results li:first-child a", ".results li:nth-child(2) a"):
        visitor.open("/en/search?q=withdrawal+fee")
        visitor.follow(visitor.see(link))
    found = visitor.until(lambda: told(data, "withdrawal fee", 6))
    card, first, second = (entry for entry in found if entry.kind == "click")
    assert [card.rank, first.rank, second.rank] == [0, 1, 2]
    assert card.article == first.article != second.article


def test_an_answer_opened_below_the_box_is_a_search_with_its_click(visitor: Visitor, data: Path) -> None:
    visitor.open("/en/")
    visitor.see("#q").send_keys("cheaper network")
    visitor.follow(visitor.see("#suggestions .answer-line"))
    search, click = visitor.until(lambda: told(data, "cheaper network", 2))
    assert (search.kind, click.kind, click.article, click.rank) == ("search", "click", "1042", 1)
