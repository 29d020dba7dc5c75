"""Somebody with a real Chromium on a help center, for the tests that look at pages as people do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from bench.chromium import started
from tests.requirements import missing

PATIENCE_S = 20.0
PHONE, DESK = 390, 1440
NO_SCRIPT = {"profile.managed_default_content_settings.javascript": 2}
FEES = {  # an article of the demo, as each locale calls it
    "zh-CN": "提币手续费是多少",
    "en": "How much is the withdrawal fee?",
    "ja": "出金手数料はいくらですか",
}

_OF_THE_PAGE_BEFORE = "does not belong to the document"  # what else the driver says of a stale element

Seen = TypeVar("Seen")


class Visitor:
    """Somebody with a browser on one site."""

    def __init__(self, driver: Chrome, origin: str) -> None:
        self.driver = driver
        self.origin = origin

    def open(self, path: str) -> None:
        """Opens a page of the site."""
        self.driver.get(self.origin + path)

    def see(self, selector: str) -> WebElement:
        """The first element that is displayed, once there is one."""
        return self.until(lambda: next((found for found in self.all(selector) if found.is_displayed()), None))

    def all(self, selector: str) -> list[WebElement]:
        """The elements that are there now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """The texts of the elements that are there now."""
        return [found.text for found in self.all(selector)]

    def press(self, *keys: str) -> None:
        """Presses keys wherever the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def press_enter(self) -> None:
        """Presses Enter as a keyboard does, which an input method may take for itself."""
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        for kind in ("keyDown", "keyUp"):
            self.command("Input.dispatchKeyEvent", type=kind, **key)

    def follow(self, link: WebElement) -> None:
        """Clicks a link and waits for the page that it leads to."""
        before = self.driver.current_url
        link.click()
        self.until(lambda: self.driver.current_url != before)

    def ask(self, script: str, *values: object) -> Any:
        """What a script says of the page."""
        return self.driver.execute_script(script, *values)

    def until(self, condition: Callable[[], Seen | None]) -> Seen:
        """The first true answer of the condition."""
        wait = WebDriverWait(self.driver, PATIENCE_S, 0.05, (StaleElementReferenceException,))

        def asked(_: object) -> Seen | Literal[False]:
            try:
                return condition() or False
            except WebDriverException as fault:
                if _OF_THE_PAGE_BEFORE in str(fault.msg):
                    return False
                raise

        return wait.until(asked)

    def resize(self, width: int) -> None:
        """Gives the window a width; narrow ones are phones."""
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.command("Emulation.setDeviceMetricsOverride", **metrics)

    def speak(self, languages: str) -> None:
        """Makes the browser ask for these languages."""
        agent = self.ask("return navigator.userAgent")
        self.command("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=languages)

    def command(self, name: str, **values: object) -> None:
        """Sends a command of the DevTools protocol, for what WebDriver has no word for."""
        self.driver.execute_cdp_cmd(name, values)

    def console(self) -> list[str]:
        """What was written to the console since it was last asked; refusals of the CSP too."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    @property
    def path(self) -> str:
        """The address of the open page within the site."""
        return self.driver.current_url.removeprefix(self.origin)

    @property
    def title(self) -> str:
        """The heading of the open page."""
        return self.see("h1").text


def needed() -> None:
    """Leaves the test out where there is no Chromium on this machine, or fails it where there has to be one."""
    if absent := " ".join(missing()):
        (pytest.fail if os.environ.get("KB_REQUIRE_BROWSER") else pytest.skip)(absent)


@contextmanager
def chromium(profile: Path, **preferences: object) -> Iterator[Chrome]:
    """A Chromium with a profile of its own that reads Chinese; see `needed`."""
    needed()
    with started(profile, {"browser": "ALL"}, **{"intl.accept_languages": "zh-CN", **preferences}) as driver:
        yield driver
