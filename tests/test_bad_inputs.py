"""Hostile files, addresses and circumstances: each is answered, nothing hidden shows, and nobody stops working."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.analysis.analyzer import Analyzer
from indexer.build import WorkersLost, batches
from indexer.whoosh_segment import packed
from kb import follow, moment, serve, watch
from kb.article import Article
from kb.center import HelpCenter
from kb.documents import Source
from kb.follow import Follower
from kb.library import load
from kb.news import MOST_PATHS, Paths
from kb.publish import Publisher
from kb.settings import Settings
from kb.suggestions import Suggestions
from kb.watch import changes
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain
from tests.small_site import PIXEL

Ask = Callable[[str], TestResponse]
PATIENCE_S = 30.0
PAST = datetime(2020, 1, 1, tzinfo=timezone.utc)


def write(path: Path, title: str, body: str = "Text.", **keys: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    more = "".join(f"{key}: {value}\n" for key, value in keys.items())
    path.write_text(f"---\ntitle: {title}\n{more}---\n\n{body}\n", encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A content folder with one article."""
    write(tmp_path / "content/en/first.md", "First steps", "Where the wombats are.")
    return plain(tmp_path / "content")


@pytest.fixture
def settings(place: Path, tmp_path: Path) -> Settings:
    return Settings(content=place, data=tmp_path / "data")


@pytest.fixture
def get(settings: Settings) -> Iterator[Ask]:
    """Asks for an address of the place, which is opened as it is at the first question."""
    with ExitStack() as stack:
        clients: list[FlaskClient] = []

        def ask(path: str) -> TestResponse:
            if not clients:
                center = stack.enter_context(closing(opened(settings)))
                clients.append(app_of(center).test_client())
            return clients[0].get(path, buffered=True)

        yield ask


@contextmanager
def watching(content: Path, ignored: Path | None = None, due: datetime | None = None) -> Iterator[Iterator[Paths]]:
    """What `changes` tells, ended by force before a broken one would hang the suite."""
    stop = threading.Event()
    alarm = threading.Timer(PATIENCE_S, stop.set)
    alarm.start()
    try:
        yield changes(content, stop, lambda: due, ignored)
    finally:
        stop.set()
        alarm.cancel()


# addresses


@pytest.mark.parametrize("path", ["/en/articles/" + "a-" * 4_000, "/a/" + "-" * 60_000, "/" + "x/" * 30_000])
def test_an_address_as_long_as_no_article_has_is_refused_before_it_is_looked_up(get: Ask, path: str) -> None:
    assert get(path).status_code == 414


def test_an_article_whose_address_is_another_articles_id_is_found_at_its_address(place: Path, get: Ask) -> None:
    write(place / "en/one.md", "By its slug", id="1042", slug="fees")
    write(place / "en/two.md", "By its id", id="1042-fees", slug="tariff")
    one, two = get("/en/articles/1042-fees"), get("/en/articles/1042-fees-tariff")
    assert "By its slug" in one.text.partition("<h1")[2].partition("</h1>")[0]
    assert (one.status_code, two.status_code) == (200, 200)
    assert "By its id" in two.text.partition("<h1")[2].partition("</h1>")[0]
    assert get("/en/articles/1042").headers["Location"] == "/en/articles/1042-fees"


def test_a_page_of_results_past_the_last_leads_to_the_last(place: Path, get: Ask) -> None:
    for number in range(12):
        write(place / f"en/n{number}.md", f"Numbat {number}")
    answer = get("/en/search?q=numbat&page=999999999999")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/search?q=numbat&page=2")
    assert get("/en/search?q=numbat&page=2").status_code == 200


@pytest.mark.parametrize("name", ["50% off.png", "a%41.png", "100%25.png", "图 片.png", "a#b?.png"])
def test_an_image_with_an_odd_name_is_shown_by_the_article_that_names_it(place: Path, get: Ask, name: str) -> None:
    (place / "en" / name).write_bytes(PIXEL)
    write(place / "en/picture.md", "Picture", f"![it]({quote(name)})")
    page = get("/en/articles/picture").text
    source = page.partition('src="/media/')[2].partition('"')[0]
    assert source == f"en/{quote(name)}"
    assert get(f"/media/{source}").status_code == 200


# files


@pytest.mark.parametrize("name", ["new\nline.md", "esc\x1b[31m.md", "tab\there.md", "line\u2028.md", "dir\n/a.md"])
def test_a_path_that_no_address_can_hold_is_a_finding(place: Path, name: str) -> None:
    write(place / "en" / name, "Odd")
    library = load(place)
    assert [(found.rule, found.is_refused) for found in library.findings] == [("file-name", True)]
    assert len(library.articles) + 1 == library.file_count


@pytest.mark.parametrize(
    "name", ["全角\u3000空格.md", "family👨\u200d👩.md", "no\u00a0break.md", "#?%&+;.md", "'\"<b>.md"]
)
def test_a_path_with_any_visible_characters_is_an_article_at_its_address(place: Path, get: Ask, name: str) -> None:
    write(place / "en" / name, "Odd but fine")
    url = next(row["url"] for row in get("/api/v1/articles").json["results"] if row["title"] == "Odd but fine")
    assert get(url.partition("localhost")[2]).status_code == 200


def test_a_text_too_large_for_markdown_is_found_without_anchors_that_its_page_lacks(place: Path, get: Ask) -> None:
    write(place / "en/large.md", "Large", "## Part\n\nAbout the thylacine.\n\n" * 9_000)
    found = get("/api/v1/search?q=thylacine&lang=en").json["results"][0]
    assert (found["title"], found["sections"]) == ("Large", [])
    assert [section["id"] for section in get("/api/v1/articles/large?lang=en").json["sections"]] == [""]


# what nobody may see


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"visibility": "internal"}, {"status": "archived"}])
def test_the_title_of_a_sections_hidden_page_names_no_category(place: Path, get: Ask, hidden: dict[str, str]) -> None:
    write(place / "en/plans/_index.md", "Zanzibar launch", **hidden)
    write(place / "en/plans/public.md", "Known to all")
    paths = ("/en/", "/en/categories", "/en/categories/plans", "/api/v1/categories", "/llms.txt", "/en/search?q=known")
    assert [path for path in paths if "Zanzibar" in get(path).text] == []


def test_a_category_without_a_visible_article_is_not_named_by_a_filter(place: Path, get: Ask) -> None:
    (place / "categories.yml").write_text("categories: [{slug: plans, title: {en: Zanzibar launch}}]", encoding="utf-8")
    write(place / "en/plans/secret.md", "Secret", visibility="internal")
    assert "Zanzibar" not in get("/en/search?q=steps&category=plans").text
    assert "Zanzibar" not in get("/api/v1/search?q=steps&category=plans").text


# the writer and those who follow it


def test_what_was_saved_before_the_watch_began_is_not_lost(place: Path) -> None:
    with watching(place) as told:
        assert next(told) is None


def test_a_folder_whose_name_is_not_text_does_not_end_the_watch(place: Path) -> None:
    try:
        (place / os.fsdecode(b"folder\xff")).mkdir()
    except OSError:
        pytest.skip("this disk takes UTF-8 names only")
    with watching(place) as told:
        assert next(told) is None
        assert next(told) is None  # the watch began again, comparing files
        write(place / "en/new.md", "New")
        assert "en/new.md" in (next(told) or ())


def test_a_data_folder_inside_the_content_is_no_change_of_the_content(place: Path) -> None:
    own = place / ".kb-data/state"
    own.mkdir(parents=True)
    with watching(place, own, due=PAST) as told:
        assert next(told) is None
        (own / "state.json").write_text("{}", encoding="utf-8")
        assert next(told) == ()
        write(place / "en/new.md", "New")
        assert next(told) == {"en/new.md"}


def test_many_saves_at_once_are_a_look_at_every_file(place: Path) -> None:
    with watching(place) as told:
        assert next(told) is None
        for number in range(MOST_PATHS + 1):
            write(place / f"en/new{number}.md", "New")
        assert next(told) is None


def test_every_file_is_looked_at_again_and_again_for_what_nobody_told(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_AT_ALL_S", 0.0)
    with watching(place) as told:
        assert [next(told), next(told)] == [None, None]


def test_a_link_to_the_content_that_leads_elsewhere_is_a_change(place: Path, tmp_path: Path) -> None:
    write(tmp_path / "later/en/first.md", "Other steps")
    link = tmp_path / "current"
    link.symlink_to(place)
    state = Settings(content=link).state
    with watching(link) as told:
        assert next(told) is None
        (tmp_path / "new").symlink_to(tmp_path / "later")
        (tmp_path / "new").replace(link)
        assert next(told) is None
    assert Settings(content=link).state == state


class Stumbling(Publisher):
    """A writer with a fault of its own, once."""

    runs = 0

    def run(self, stop: threading.Event, changes: Iterator[Paths]) -> None:
        self.runs += 1
        if self.runs == 1:
            raise ZeroDivisionError
        super().run(stop, changes)


def test_a_writer_that_a_fault_of_ours_ends_begins_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serve, "BEGIN_AGAIN_S", 0.0)
    with closing(Stumbling(Settings(content=settings.content, data=settings.data, watch=False))) as publisher:
        serve._keep_publishing(publisher, Settings(content=settings.content, watch=False), threading.Event())
    assert publisher.runs == 2
    assert "The writer failed" in caplog.text
    assert HelpCenter(settings).is_ready


class StumblingCenter(HelpCenter):
    """A center whose first looks fail."""

    looks = 0

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.recovered = threading.Event()

    def refresh(self) -> None:
        self.looks += 1
        if self.looks <= 2:
            raise ZeroDivisionError("an unforeseen fault")
        super().refresh()
        self.recovered.set()


def test_a_follower_survives_what_nobody_foresaw_and_tells_it_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(follow, "AGAIN_S", 0.0)
    with closing(Publisher(settings)) as publisher:
        publisher.refresh()
    center = StumblingCenter(settings)
    follower = Follower(center)
    follower.start()
    try:
        assert center.recovered.wait(PATIENCE_S)
    finally:
        follower.stop()
    assert caplog.text.count("What was published before goes on") == 1


def test_workers_that_are_killed_are_one_sentence_and_no_crash(analyzer: Analyzer) -> None:
    articles = [Article(str(n), "en", f"Number {n}", "words " * 500, f"en/{n}.md", "1") for n in range(600)]
    made = batches([Source(article, "") for article in articles], analyzer, (), None, packed)
    next(made)
    for worker in multiprocessing.active_children():
        worker.kill()
    with pytest.raises(WorkersLost, match="index again"):
        list(made)


# moments


def test_titles_are_not_analysed_again_and_again_while_the_index_is_built(settings: Settings) -> None:
    first = moment.opened(settings)
    again = moment.opened(settings, first)
    assert not again.is_ready
    assert again.search.engine is first.search.engine
    write(settings.content / "en/new.md", "New")
    assert moment.opened(settings, again).search.engine is not first.search.engine


def test_readers_keep_their_index_rather_than_go_back_to_an_older_one(settings: Settings) -> None:
    with closing(Publisher(settings)) as publisher:
        publisher.refresh()
        write(settings.content / "en/new.md", "Numbats")
        publisher.refresh(rebuild=True)
    present = moment.opened(settings)
    current = settings.state / "index" / (settings.state / "index/CURRENT").read_text(encoding="utf-8").strip()
    (current / "_terms_99.toc").write_bytes(b"a commit that isn't sealed yet")
    os.utime(current / "MANIFEST.json")
    assert moment.opened(settings, present).search.engine is present.search.engine


def test_suggestions_of_a_moment_are_forgotten_with_it(settings: Settings) -> None:
    present = moment.opened(settings)
    assert Suggestions(present.shelves, present.analyzer).suggest("first", "en")
    shelves = weakref.ref(present.shelves)
    del present
    gc.collect()
    assert shelves() is None


# what an editor sees


def test_a_preview_shows_beside_an_article_what_the_checks_find_in_it(place: Path, settings: Settings) -> None:
    write(place / "en/draft.md", "Draft", "[gone](gone.md) ![gone](gone.png)", status="draft", related="[nobody]")
    write(place / "en/other.md", "Other", "[gone too](elsewhere.md)")
    with closing(opened(replace(settings, preview=True))) as center:
        page = app_of(center).test_client().get("/en/articles/draft").text
    assert [note in page for note in ("gone.md", "gone.png", "nobody")] == [True] * 3
    assert "elsewhere.md" not in page


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("site.yml", "name: {en: Another name}"),
        ("categories.yml", "categories: [{slug: funds, title: {en: Funds}}]"),
        ("channels.yml", "channels: [{id: mail, kind: email, value: help@example.com}]"),
        ("notices/now.md", "---\ntitle: {en: Now}\n---\n"),
    ],
)
def test_a_preview_hears_of_changes_around_the_articles_too(settings: Settings, name: str, text: str) -> None:
    before = moment.opened(settings)
    path = settings.content / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert moment.opened(settings, before).version != before.version
    assert moment.opened(settings, before).version == moment.opened(settings).version
