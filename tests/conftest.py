"""Things that tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selenium.webdriver import Chrome

from bench.chromium import served
from indexer.analysis.analyzer import Analyzer
from kb.center import HelpCenter
from kb.publish import Publisher
from kb.settings import Settings
from search_app import app_of
from tests import small_site
from tests.contact_writer import visiting
from tests.mailbox import Mailbox, mail_server
from tests.page_kinds import FORM, content_with_everything
from tests.places import ROOT
from tests.visitor import chromium, needed

PATIENCE_S = 300.0  # for another process of the run that builds an index


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
def center(content: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """The small help center, indexed and opened."""
    settings = Settings(content=content, data=tmp_path_factory.mktemp("center") / "data")
    with closing(opened(with_index_of(run_folder / "small", settings))) as found:
        yield found


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demo_settings(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo with an article that holds everything, and its index; a folder of data that nobody else has."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(content=content_with_everything(folder / "content"), data=folder / "data")
    return with_index_of(run_folder / "demo", settings)


@pytest.fixture(scope="session")
def demo_center(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpCenter]:
    """The articles of the repository, published and opened."""
    settings = Settings(content=ROOT / "articles", data=tmp_path_factory.mktemp("articles") / "data")
    with closing(opened(with_index_of(run_folder / "articles", settings))) as center:
        yield center


@pytest.fixture(scope="session")
def demo_site(needs_browser: None, demo_settings: Settings) -> Iterator[str]:
    """The origin of a real server of the demo, with a contact form; for browsers, which leave it as it is."""
    assert demo_settings.data is not None
    with served(demo_settings.content, demo_settings.data, settings=FORM) as origin:
        yield origin


@pytest.fixture(scope="session")
def needs_browser() -> None:
    """Leaves out what needs a browser where there is none, before anything is indexed for it."""
    needed()


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser for the tests of a file; each asks for it before its site, so that nothing is indexed in vain."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def client(center: HelpCenter) -> FlaskClient:
    """A visitor of the small help center."""
    return app_of(center).test_client()


def with_index_of(built: Path, settings: Settings) -> Settings:
    """The settings, with an index in their folder of data; `built` holds the one that the first process of a run makes,
    and others copy."""
    with closing(Publisher(replace(settings, data=built), wait_s=PATIENCE_S)) as publisher:
        publisher.refresh()
        shutil.copytree(built, settings.state, ignore=shutil.ignore_patterns("writer.lock"))
    return settings


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
