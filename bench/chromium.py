"""A headless Chromium that the benches drive, and the demo help center that it looks at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.requirements import BROWSERS, DRIVER, missing
from tests.server import Server

SWITCHES = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HEIGHT = 900


class NoBrowser(Exception):
    """There is no Chromium to be driven on this machine."""


@contextmanager
def started(profile: Path, logs: Mapping[str, str], *switches: str, **preferences: object) -> Iterator[Chrome]:
    """A browser with a profile. logs: what it notes, as WebDriver names it. preferences: of the profile."""
    options = ChromeOptions()
    options.binary_location = next(filter(None, map(shutil.which, BROWSERS)))
    for switch in (*SWITCHES, *switches, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", dict(logs))
    if preferences:
        options.add_experimental_option("prefs", preferences)
    driver = Chrome(options=options, service=Service(shutil.which(DRIVER)))
    driver.set_script_timeout(60)
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def chromium() -> Iterator[Chrome]:
    """A browser with an empty profile that notes what it loads. Raises NoBrowser."""
    absent = missing()
    if absent:
        raise NoBrowser(" ".join(absent))
    with (
        TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        started(Path(profile), {"performance": "ALL"}, "--hide-scrollbars") as driver,
    ):
        yield driver


@contextmanager
def served(content: Path, data: Path, *options: str, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The origin of a real `kb serve` whose full index answers."""
    server = Server(content, data, *options, settings=settings)
    try:
        server.wait_until_ready()
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()


def resize(driver: Chrome, width: int, height: int = HEIGHT) -> None:
    """Gives the window a size; narrow ones are phones."""
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def prefer(driver: Chrome, **features: str) -> None:
    """Sets what the reader prefers, as prefers_color_scheme="dark"."""
    wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
