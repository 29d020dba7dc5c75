"""Pages stay light and keep still, in a real Chromium: what they transfer, and how far things move."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from selenium.webdriver import Chrome

from bench.chromium import chromium
from bench.pages import BUDGETS, DESK, PAGES, PHONE, Cost, address, cost
from tests.visitor import needed

pytestmark = pytest.mark.browser

JUMPING = quote("<h1>Late</h1><script>setTimeout(()=>document.querySelector('h1').style.marginTop='300px',50)</script>")


@pytest.fixture(scope="module")
def driver() -> Iterator[Chrome]:
    """A browser that notes what it loads."""
    needed()
    with chromium() as found:
        yield found


@pytest.mark.parametrize("locale", ["zh-CN", "ar"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_keeps_its_budget_of_bytes_and_nothing_on_it_moves(
    driver: Chrome, demo_site: str, locale: str, width: int
) -> None:
    for path in (*(address(page, locale) for page in PAGES), f"/{locale}/articles/8001"):
        found = cost(driver, demo_site + path, width, slowdown=1)
        assert found.requests >= 6, path
        assert found.script_bytes > 1000, path
        assert (found.bytes <= BUDGETS["bytes"], found.script_bytes <= BUDGETS["script_bytes"]) == (True, True), path
        assert found.shift <= BUDGETS["shift"], path


def test_a_page_that_jumps_is_noticed(driver: Chrome) -> None:
    found = cost(driver, f"data:text/html,{JUMPING}", DESK, slowdown=1)
    assert found.shift > BUDGETS["shift"]
    assert [sentence.split()[0] for sentence in found.broken()] == ["shift"]


def test_every_broken_budget_is_said() -> None:
    assert Cost(1, 120_000, 40_000, 0.05, 1000.0).broken() == []
    assert Cost(1, 120_001, 1, 0.0, 1000.1).broken() == ["bytes 120,001 of 120,000", "paint ms 1,000.1 of 1,000"]
