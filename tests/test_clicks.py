"""What is opened from a page of results reaches the journal with its place, from a real browser."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from bench.chromium import served
from kb.journal.entry import Entry
from kb.journal.tables import Tables
from tests.visitor import DESK, Visitor

pytestmark = pytest.mark.browser

SEARCH = "/en/search?q=withdrawal"


def test_the_answer_card_and_each_hit_tell_their_place(driver: Chrome, content: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"

    def clicks(count: int) -> list[Entry] | None:
        with closing(Tables(f"sqlite:///{data}/journal.sqlite")) as tables:
            found = list(tables.entries(kind="click"))
        return found if len(found) == count else None

    with served(content, data) as origin:
        visitor = Visitor(driver, origin)
        visitor.resize(DESK)
        for count, link in enumerate(
            (".answer-source a", ".results li:first-child a", ".results li:nth-child(2) a"), 1
        ):
            visitor.open(SEARCH + "+fee")
            visitor.follow(visitor.see(link))
            told = visitor.until(lambda count=count: clicks(count))  # type: ignore[misc]
    card, first, second = told
    assert [card.rank, first.rank, second.rank] == [0, 1, 2]
    assert card.article == first.article != second.article
    assert {one.text for one in told} == {"withdrawal fee"}
