"""Reading without a connection: a real Chromium, and a real server that goes away."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from kb.web.offline import KEPT_ARTICLES
from tests.plain import plain
from tests.server import Server
from tests.small_site import PIXEL
from tests.visitor import NO_SCRIPT, Visitor, chromium

pytestmark = pytest.mark.browser

TITLE = 'Article {number} <img src=x onerror=alert(1)> & "more"'
COUNT = KEPT_ARTICLES + 2
KEPT = """
    const names = await caches.keys(), found = [];
    for (const name of names) for (const request of await (await caches.open(name)).keys())
        found.push(name.replace(/-[0-9a-f]+$/, "") + " " + new URL(request.url).pathname);
    return found;
"""
LOOK_FOR_NEWS = "for (const one of await navigator.serviceWorker.getRegistrations()) await one.update()"
WORKERS = "return (await navigator.serviceWorker.getRegistrations()).length"
STYLED = "return getComputedStyle(document.querySelector('.top')).borderBottomStyle"


class Host:
    """A help center on one port that comes and goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = Server(folder / "content", folder / "data")
        self._server.wait_until_ready()
        self.origin = f"http://127.0.0.1:{self._server.port}"

    def leave(self) -> None:
        """Nobody answers any more."""
        self._server.stop()

    def come_back(self, *options: str) -> None:
        """Answers again, at the same address."""
        self._server = Server(self._folder / "content", self._folder / "data", *options, port=self._server.port)
        self._server.wait_until_ready()

    def stall(self) -> None:
        """Takes connections and says nothing."""
        self._server.kill_web_processes(signal.SIGSTOP)

    def go_on(self) -> None:
        """Says what it was asked meanwhile."""
        self._server.kill_web_processes(signal.SIGCONT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A help center of more articles than are kept."""
    root = tmp_path_factory.mktemp("offline")
    plain(root / "content")
    for locale in ("en", "ar"):
        place = root / "content" / locale / "things"
        place.mkdir(parents=True)
        (place / "dot.png").write_bytes(PIXEL)
        for number in range(COUNT):
            front = f"---\nid: {number}\ntitle: '{TITLE.format(number=number)}'\n---\n\n"
            (place / f"a{number}.md").write_text(
                f"{front}What {locale} {number} says. ![a dot](dot.png)\n", encoding="utf-8"
            )
    (root / "content/site.yml").write_text("name: {en: Harbour Help}\ndefault_locale: en\nlocales: [en, ar]\n")
    return root


@pytest.fixture(scope="module")
def host(driver: Chrome, folder: Path) -> Iterator[Host]:
    """The help center; asked for after the browser. Who makes it leave makes it come back."""
    found = Host(folder)
    yield found
    found.leave()


@pytest.fixture
def reader(driver: Chrome, host: Host) -> Visitor:
    """Somebody who speaks English and hasn't been here before."""
    found = Visitor(driver, host.origin)
    driver.get("about:blank")
    found.command("Storage.clearDataForOrigin", origin=host.origin, storageTypes="all")
    found.speak("en")
    found.console()
    return found


def asked(reader: Visitor, script: str) -> object:
    """What a script that waits says of the page."""
    wrapped = f"const done = arguments[0]; (async () => {{{script}}})().then(done, (fault) => done(String(fault)));"
    return reader.driver.execute_async_script(wrapped)


def kept(reader: Visitor, cache: str = "jieda-read") -> list[str]:
    """The addresses that the browser keeps, oldest first."""
    found = asked(reader, KEPT)
    assert isinstance(found, list)
    return [line.partition(" ")[2] for line in found if line.startswith(cache)]


def read(reader: Visitor, *paths: str) -> None:
    """Reads articles until each is kept."""
    for path in paths:
        reader.open(path)
        reader.until(lambda path=path: path in kept(reader) or None)


def test_what_was_read_opens_without_a_connection_and_all_else_says_what_is_saved(reader: Visitor, host: Host) -> None:
    read(reader, "/en/articles/0-a0", "/en/articles/1-a1", "/ar/articles/2-a2")
    assert reader.all(".offline-copy") == []
    reader.until(lambda: "/media/en/things/dot.png" in kept(reader, "jieda-pictures") or None)
    host.leave()

    reader.open("/en/articles/1-a1")
    assert reader.title == TITLE.format(number=1)
    assert "offline" in reader.see(".offline-copy").text
    assert reader.ask(STYLED) == "solid"
    assert reader.ask("return document.querySelector('article img').naturalWidth") == 1
    reader.open("/ar/articles/2-a2")
    mark = reader.see(".offline-copy")
    assert (mark.get_attribute("lang"), mark.get_attribute("dir")) == ("ar", "rtl")

    reader.open("/en/search?q=fee")
    assert reader.title == "You are offline"
    reader.see("[data-saved]")
    assert reader.texts("[data-saved] a") == [TITLE.format(number=number) for number in (2, 1, 0)]
    reader.follow(reader.all("[data-saved] a")[2])
    assert (reader.path, reader.title) == ("/en/articles/0-a0", TITLE.format(number=0))
    reader.open("/ar/articles/9-a9")
    assert reader.ask("return [document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert not [line for line in reader.console() if "Content Security" in line or "Uncaught" in line]

    host.come_back()
    reader.see("[data-again]").click()
    reader.until(lambda: reader.title == TITLE.format(number=9) or None)
    assert reader.all(".offline-copy") == []


def test_a_server_that_says_nothing_is_not_waited_for_when_the_article_is_kept(reader: Visitor, host: Host) -> None:
    read(reader, "/en/articles/3-a3")
    host.stall()
    try:
        for path in ("/en/articles/3-a3", "/en/articles/3"):
            reader.open(path)
            assert reader.title == TITLE.format(number=3)
            reader.see(".offline-copy")
    finally:
        host.go_on()


def test_the_articles_read_last_are_kept_and_nothing_else_of_what_was_done(reader: Visitor, host: Host) -> None:
    read(reader, "/en/articles/0-a0")
    for path in ("/en/", "/en/search?q=secret", "/en/contact", "/en/verify?q=secret", "/en/survey"):
        reader.open(path)
    paths = [f"/en/articles/{number}-a{number}" for number in range(1, COUNT)]
    read(reader, *paths)
    assert kept(reader) == paths[-KEPT_ARTICLES:]
    elsewhere = kept(reader, "jieda-shell") + kept(reader, "jieda-pictures")
    known = ("/static/", "/theme.css", "/icons/", "/media/")
    assert sorted(path for path in elsewhere if not path.startswith(known)) == [
        "/ar/offline",
        "/en/manifest.webmanifest",
        "/en/offline",
    ]


def test_an_article_that_is_gone_is_not_kept_any_longer(reader: Visitor, host: Host, folder: Path) -> None:
    read(reader, "/en/articles/31-a31")
    texts = {path: path.read_bytes() for path in folder.glob("content/*/things/a31.md")}
    for path in texts:
        path.unlink()
    try:
        reader.until(lambda: reader.open("/en/articles/31-a31") or not reader.all("article") or None)
        reader.until(lambda: kept(reader) == [] or None)
    finally:
        for path, text in texts.items():
            path.write_bytes(text)


def test_the_help_center_can_be_installed(reader: Visitor) -> None:
    for locale in ("en", "ar"):
        read(reader, f"/{locale}/articles/0-a0")
        manifest = reader.driver.execute_cdp_cmd("Page.getAppManifest", {})
        assert manifest["errors"] == []
        assert manifest["url"].endswith(f"/{locale}/manifest.webmanifest")
        assert reader.driver.execute_cdp_cmd("Page.getInstallabilityErrors", {})["installabilityErrors"] == []


def test_an_editors_preview_takes_away_what_was_kept(reader: Visitor, host: Host) -> None:
    read(reader, "/en/articles/0-a0")
    host.leave()
    host.come_back("--preview")
    reader.open("/en/articles/1-a1")
    asked(reader, LOOK_FOR_NEWS)  # the browser does so by itself, soon after it opened a page
    reader.until(lambda: (asked(reader, WORKERS), asked(reader, KEPT)) == (0, []) or None)
    host.leave()
    host.come_back()


def test_without_script_pages_are_as_they_were(host: Host, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile", **NO_SCRIPT) as driver:
        visitor = Visitor(driver, host.origin)
        visitor.open("/en/articles/0-a0")
        assert visitor.title == TITLE.format(number=0)
        visitor.open("/en/offline")
        assert visitor.title == "You are offline"
        assert visitor.see("[data-again]").get_attribute("href").endswith("/en/")
