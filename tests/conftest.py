"""Things that tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selenium.webdriver import Chrome

from indexer.analysis.analyzer import Analyzer
from kb.center import HelpCenter
from kb.publish import Publisher
from kb.settings import Settings
from search_app import app_of
from tests import small_site
from tests.contact_writer import visiting
from tests.mailbox import Mailbox, mail_server
from tests.visitor import chromium


@pytest.fixture(scope="session")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    """The analyzer without a glossary; its dictionary loads once a session."""
    return Analyzer((), cache_dir=Path(tmp_path_factory.mktemp("analysis")))


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small help center in five locales, with every kind of thing that a page shows; nobody writes to it."""
    folder = tmp_path_factory.mktemp("content")
    for name, text in small_site.FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture(scope="session")
def center(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """The small help center, indexed and opened."""
    with closing(opened(Settings(content=content, data=tmp_path_factory.mktemp("data")))) as found:
        yield found


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser for the tests of a file; each asks for it before its site, so that nothing is indexed in vain."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def client(center: HelpCenter) -> FlaskClient:
    """A visitor of the small help center."""
    return app_of(center).test_client()


def opened(settings: Settings) -> HelpCenter:
    """A help center whose full index answers."""
    with closing(Publisher(settings)) as publisher:
        publisher.refresh()
    return HelpCenter(settings)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The mail server that the form's messages go to."""
    with mail_server() as found:
        yield found


@pytest.fixture
def writer(center: HelpCenter, mailbox: Mailbox) -> FlaskClient:
    """A visitor of a help center with a form."""
    return visiting(center, port=mailbox.port)
