"""Everybody can use the pages: no kind of page violates WCAG 2.2 as far as axe-core knows, and keys are enough."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from selenium.webdriver import Chrome

from tests.page_kinds import PAGE_KINDS, WORDS, PageKind, content_with_everything
from tests.test_browser import DESK, PHONE, Visitor, chromium, served

pytestmark = pytest.mark.browser

ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN = """
    const [part, only, done] = arguments;
    axe.run(part === "body" ? document : part, { runOnly: only, resultTypes: ["violations"] }).then(
      (found) => done(found.violations.flatMap(
        ({ id, nodes }) => nodes.map((node) => [id, node.target.join(" "), node.failureSummary]))),
      (fault) => done([["axe failed", "", String(fault)]]));
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """The browser of these tests."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        found.set_script_timeout(60)
        yield found


@pytest.fixture(scope="module")
def site(driver: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo with an article that holds everything; asked for after the browser."""
    folder = tmp_path_factory.mktemp("site")
    with served(content_with_everything(folder / "content"), folder / "data") as origin:
        yield origin


@pytest.fixture
def visitor(driver: Chrome, site: str) -> Visitor:
    """A visitor at a desk who wants things to keep still."""
    found = Visitor(driver, site)
    driver.get("about:blank")
    found.resize(DESK)
    in_colours(found, "light")
    return found


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    return (files("selenium_axe_python") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def in_colours(visitor: Visitor, scheme: str, **features: str) -> None:
    """Makes the browser prefer a colour scheme, and no motion."""
    wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce", **features}
    visitor.command(
        "Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in wanted.items()]
    )


def opened(visitor: Visitor, kind: PageKind, locale: str) -> None:
    """Opens a page of a kind and does what belongs to it."""
    visitor.open(kind.address(locale))
    for selector, typed in kind.steps:
        if typed == "":
            visitor.see(selector).click()
        else:
            visitor.see(selector).send_keys(typed.format(**WORDS[locale]))
            visitor.see("#suggestions [role=option]")
    visitor.see(kind.shown)


def violations(visitor: Visitor, part: str, only: dict[str, Any]) -> list[str]:
    """What axe finds wrong with a part of the page as it is now."""
    return [": ".join(found) for found in visitor.driver.execute_async_script(RUN, part, only)]


@pytest.mark.parametrize("locale", WORDS)
@pytest.mark.parametrize("kind", PAGE_KINDS, ids=lambda kind: kind.name)
def test_no_kind_of_page_violates_a_rule_of_accessibility(
    visitor: Visitor, axe: str, kind: PageKind, locale: str
) -> None:
    found = []
    for width in (PHONE, DESK):
        visitor.resize(width)
        in_colours(visitor, "light")
        opened(visitor, kind, locale)
        visitor.ask(axe)
        found += [f"{width} light {each}" for each in violations(visitor, kind.part, ALL)]
        in_colours(visitor, "dark")
        found += [f"{width} dark {each}" for each in violations(visitor, kind.part, OF_COLOURS)]
    assert found == []
