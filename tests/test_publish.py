"""The writer brings the index up to date with the articles: no more than what changed, and never half of it."""

from __future__ import annotations

import json
import logging
import resource
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from kb.center import HelpCenter
from kb.content.content_folder import ContentNotFound
from kb.lock import DataFolderBusy
from kb.news import STATE_FILE, Paths, progress_of
from kb.publish import DataFolderUnusable, Published, Publisher
from kb.settings import Settings
from kb.watch import changes
from tests.plain import NO_SHIPPED_WORDS, plain


class Place:
    """A content folder and a data folder."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(content=plain(folder / "content"), data=folder / "data")
        self.content = self.settings.content

    def write(self, path: str, body: str, **front: str) -> Path:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{name}: {value}\n" for name, value in front.items())
        file.write_text(f"---\n{lines}---\n\n{body}\n", encoding="utf-8")
        return file

    def publish(self, rebuild: bool = False) -> tuple[int, int, int]:
        """What a publisher that starts now does: (documents, put, removed)."""
        with closing(Publisher(self.settings)) as publisher:
            return counts(publisher.refresh(rebuild))

    def found(self, text: str, settings: Settings | None = None) -> list[str]:
        """Keys of what a reader who comes now finds in the full index."""
        with closing(HelpCenter(settings or self.settings)) as center:
            assert center.is_ready
            return [hit.document.key for hit in center.search(text, "en").hits]

    def generations(self) -> list[str]:
        return sorted(path.name for path in (self.settings.state / "index").glob("g*"))


def counts(done: Published) -> tuple[int, int, int]:
    return done.documents, done.put, done.removed


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """With three articles."""
    made = Place(tmp_path)
    made.write("en/funds/fees.md", "A fixed amount for each network.", id="1042", title="Withdrawal fees")
    made.write("en/funds/limits.md", "Ten a day.", id="1043", title="Daily limits")
    made.write("en/account/password.md", "Reset it.", id="1044", title="Forgot your password")
    return made


@contextmanager
def full_disk(file_bytes: int) -> Iterator[None]:
    """A disk that takes no file larger than this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_first_publication_holds_every_article(place: Place) -> None:
    assert place.publish() == (3, 3, 0)
    assert place.found("network") == ["en/1042"]


def test_what_did_not_change_is_not_published_again(place: Place) -> None:
    place.publish()
    index = place.settings.state / "index"
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*")}
    assert place.publish() == (3, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in index.rglob("*")} == before


def test_only_what_changed_is_put_and_what_vanished_removed(place: Place) -> None:
    place.publish()
    place.write("en/funds/fees.md", "Zebras pay nothing.", id="1042", title="Withdrawal fees")
    place.write("en/funds/new.md", "Quokkas.", title="New")
    (place.content / "en/account/password.md").unlink()
    assert place.publish() == (3, 2, 1)
    assert (place.found("zebras"), place.found("quokkas")) == (["en/1042"], ["en/funds/new"])
    assert (place.found("network"), place.found("password")) == ([], [])
    assert place.generations() == ["g000001"]


def test_a_publisher_that_stays_open_sees_each_change(place: Place) -> None:
    with closing(Publisher(place.settings)) as publisher:
        assert counts(publisher.refresh()) == (3, 3, 0)
        for number in range(3):
            place.write("en/funds/fees.md", f"Word{number}.", id="1042", title="Withdrawal fees")
            assert counts(publisher.refresh()) == (3, 1, 0)
            assert place.found(f"word{number}") == ["en/1042"]
        assert counts(publisher.refresh()) == (3, 0, 0)


def test_an_article_whose_id_changed_is_found_once_and_by_its_old_id(place: Place) -> None:
    place.publish()
    place.write("en/funds/fees.md", "A fixed amount for each network.", id="2000", title="Withdrawal fees")
    assert place.publish() == (3, 1, 1)
    assert place.found("network") == ["en/2000"]
    with closing(HelpCenter(place.settings)) as center:
        moved = center.moved("/en/articles/1042-fees")
        assert moved is not None
        assert moved.id == "2000"


def test_a_file_that_moved_with_its_id_changes_the_index_only_by_its_category(place: Place) -> None:
    place.publish()
    (place.content / "en/funds/fees.md").rename(place.content / "en/account/costs.md")
    assert place.publish() == (3, 1, 0)
    with closing(HelpCenter(place.settings)) as center:
        assert [hit.document.key for hit in center.search("fees", "en", category="account").hits] == ["en/1042"]


def test_a_renamed_category_is_published_with_its_articles_alone(place: Place) -> None:
    place.publish()
    (place.content / "categories.yml").write_text("categories:\n- slug: funds\n  title: Treasury\n", encoding="utf-8")
    assert place.publish() == (3, 2, 0)
    assert sorted(place.found("treasury")) == ["en/1042", "en/1043"]


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"visibility": "internal"}, {"searchable": "false"}])
def test_what_readers_may_not_find_leaves_the_index(place: Place, hidden: dict[str, str]) -> None:
    place.publish()
    place.write("en/funds/fees.md", "A fixed amount for each network.", id="1042", title="Withdrawal fees", **hidden)
    assert place.publish() == (2, 0, 1)
    assert place.found("network") == []


def test_two_files_with_one_id_are_two_articles_and_one_untranslated_copy_is_none(place: Place) -> None:
    place.write("en/funds/twin.md", "Doppelganger.", id="1042", title="Twin")
    place.write("ja/funds/limits.md", "Ten a day.", id="1043", title="Daily limits")
    long = "The same words in both languages. " * 10
    place.write("en/funds/same.md", long, title="Same")
    place.write("ja/funds/same.md", long, title="Same")
    assert place.publish() == (6, 6, 0)
    assert place.found("doppelganger") == ["en/funds/twin"]
    assert place.found("same words in both languages")[0] == "en/funds/same"


def test_drafts_are_in_the_previews_own_index_and_never_in_the_public_one(place: Place) -> None:
    place.write("en/funds/draft.md", "Secret quokka.", title="Draft", status="draft")
    preview = Settings(content=place.content, data=place.settings.data, preview=True)
    with closing(Publisher(preview)) as publisher:
        assert counts(publisher.refresh()) == (4, 4, 0)
        assert place.publish() == (3, 3, 0)
    assert place.found("quokka") == []
    assert place.found("quokka", preview) == ["en/funds/draft"]


def test_an_article_becomes_searchable_at_its_time_without_a_save(place: Place) -> None:
    due = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=2)
    place.write("en/funds/offer.md", "Quokkas.", title="Offer", publish_at=due.isoformat())
    place.write("en/funds/later.md", "Quokkas.", title="Later", publish_at="2999-01-01")
    stop = threading.Event()
    with closing(Publisher(place.settings)) as publisher:
        assert counts(publisher.refresh()) == (3, 3, 0)
        assert publisher.next_change == due
        events = changes(place.content, stop, lambda: publisher.next_change)
        assert next(paths for paths in events if paths == ()) == ()
        stop.set()
        assert counts(publisher.refresh()) == (4, 1, 0)
        assert publisher.next_change == datetime(2999, 1, 1, tzinfo=timezone.utc)
    assert place.found("quokkas") == ["en/funds/offer"]


def test_an_article_past_its_end_is_not_searchable(place: Place) -> None:
    place.write("en/funds/old.md", "Quokkas.", title="Old", expire_at="2020-01-01")
    assert place.publish() == (3, 3, 0)
    assert place.found("quokkas") == []


def test_a_changed_glossary_builds_a_new_index_beside_the_one_that_serves(place: Place) -> None:
    place.publish()
    (place.content / "glossary.yml").write_text(f"{NO_SHIPPED_WORDS}groups:\n- [鹅毛币, 鸭毛币]\n", encoding="utf-8")
    assert place.publish() == (3, 3, 0)
    assert place.generations() == ["g000001", "g000002"]
    assert place.publish() == (3, 0, 0)
    assert place.found("network") == ["en/1042"]


def test_a_rebuild_puts_everything_into_a_new_index(place: Place) -> None:
    place.publish()
    assert place.publish(rebuild=True) == (3, 3, 0)
    assert place.generations() == ["g000001", "g000002"]
    place.publish(rebuild=True)
    assert place.generations() == ["g000002", "g000003"]


@pytest.mark.parametrize("damage", ["CURRENT", "g000001/MANIFEST.json", "g000001/_terms_1.toc", "signing-key"])
def test_a_damaged_index_is_built_again_and_says_so(
    place: Place, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    place.publish()
    file = place.settings.state / "index" / damage
    file.write_bytes(file.read_bytes()[:-3] + b"???")
    with caplog.at_level(logging.WARNING):
        assert place.publish() == (3, 3, 0)
    assert "It is rebuilt from the articles." in caplog.text
    assert place.found("network") == ["en/1042"]
    assert place.publish() == (3, 0, 0)


def test_a_deleted_data_folder_is_made_again(place: Place) -> None:
    place.publish()
    for path in sorted(place.settings.state.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert place.publish() == (3, 3, 0)


def test_leftovers_of_writers_that_died_are_swept(place: Place) -> None:
    place.publish()
    leftovers = [place.settings.state / ".state.json.4711.new", place.settings.state / "index/.CURRENT.4711.new"]
    for path in leftovers:
        path.write_bytes(b"{")
    (place.settings.state / "index/g000002").mkdir()
    place.publish(rebuild=True)
    assert [path for path in leftovers if path.exists()] == []
    assert place.generations() == ["g000001", "g000002"]


def test_a_folder_without_articles_is_an_empty_index(place: Place) -> None:
    for file in place.content.rglob("*.md"):
        file.unlink()
    assert place.publish() == (0, 0, 0)
    assert place.found("network") == []


def test_a_missing_content_folder_is_named_and_the_index_stays(place: Place) -> None:
    place.publish()
    away = place.content.rename(place.content.with_name("away"))
    with closing(Publisher(place.settings)) as publisher, pytest.raises(ContentNotFound, match="content"):
        publisher.refresh()
    away.rename(place.content)
    assert place.publish() == (3, 0, 0)


def test_a_second_publisher_of_a_data_folder_is_refused_until_the_first_is_closed(place: Place) -> None:
    with closing(Publisher(place.settings)), pytest.raises(DataFolderBusy):
        Publisher(place.settings, wait_s=0)
    Publisher(place.settings, wait_s=0).close()


@pytest.mark.parametrize("where", [".", "index", "index/signing-key", STATE_FILE, "moves.json", "writer.lock"])
def test_a_data_folder_that_cannot_be_written_is_a_sentence_that_says_what_to_do(place: Place, where: str) -> None:
    path = place.settings.state / where
    path.parent.mkdir(exist_ok=True, parents=True)
    if where in (".", "index"):
        path.write_text("I am a file.", encoding="utf-8")
    else:
        path.mkdir()
    with pytest.raises(DataFolderUnusable) as caught:
        place.publish()
    message = str(caught.value)
    assert message.startswith(f"The data folder {place.settings.state} can't be written: ")
    assert message.endswith(". Give another one with --data or KB_DATA.")
    path.rmdir() if path.is_dir() else path.unlink()
    assert place.publish()[0] == 3


@pytest.mark.parametrize("room", [0, 200, 700, 1500])
def test_a_full_disk_while_building_is_a_sentence_and_the_old_index_goes_on(place: Place, room: int) -> None:
    place.publish()
    place.write("en/funds/new.md", "Quokkas.", title="New")
    with closing(Publisher(place.settings)) as publisher:
        with full_disk(room), pytest.raises(DataFolderUnusable, match="can't be written: File too large"):
            publisher.refresh(rebuild=True)
        assert place.found("network") == ["en/1042"]
        assert counts(publisher.refresh())[0] == 4
    assert place.found("quokkas") == ["en/funds/new"]
    assert not list(place.settings.state.rglob(".*.new"))


@pytest.mark.parametrize("room", [0, 200, 700, 1500])
def test_a_full_disk_while_an_edit_is_published_loses_nothing(place: Place, room: int) -> None:
    place.publish()
    place.write("en/funds/new.md", "Quokkas.", title="New")
    (place.content / "en/account/password.md").unlink()
    before = sorted(path.name for path in (place.settings.state / "index/g000001").iterdir())
    with closing(Publisher(place.settings)) as publisher:
        with full_disk(room), pytest.raises(DataFolderUnusable, match="File too large") as held:
            publisher.refresh()
        assert sorted(path.name for path in (place.settings.state / "index/g000001").iterdir()) == before
        assert counts(publisher.refresh())[0] == 3
    assert held.value.__cause__ is not None  # the fault is still held, and with it whatever the writer held
    assert place.found("quokkas") == ["en/funds/new"]
    assert place.found("password") == []
    assert place.publish() == (3, 0, 0)


def test_the_progress_of_a_build_can_be_followed(place: Place) -> None:
    assert progress_of(place.settings.state) == (0, 0)
    seen: list[tuple[int, int]] = []
    with closing(Publisher(place.settings, lambda done, total: seen.append((done, total)))) as publisher:
        publisher.refresh()
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert progress_of(place.settings.state) == (3, 3)


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b"null", b'{"done": "x", "total": 1}', b"\xff"])
def test_a_damaged_progress_counts_as_none(place: Place, state: bytes) -> None:
    place.settings.state.mkdir(parents=True)
    (place.settings.state / STATE_FILE).write_bytes(state)
    assert progress_of(place.settings.state) == (0, 0)
    assert place.publish() == (3, 3, 0)


def test_readers_are_told_of_every_publication_by_a_rising_serial(place: Place) -> None:
    serials = []
    with closing(Publisher(place.settings)) as publisher:
        for _ in range(3):
            publisher.refresh()
            serials.append(json.loads((place.settings.state / STATE_FILE).read_bytes())["serial"])
    assert serials == sorted(set(serials))


def test_a_running_writer_survives_a_vanished_folder_and_a_full_disk_and_stops_when_told(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    away, stop = place.content.with_name("away"), threading.Event()

    def events() -> Iterator[Paths]:
        assert place.found("network") == ["en/1042"]
        place.content.rename(away)
        yield None
        assert publisher.next_change is not None  # the next try
        yield None
        away.rename(place.content)
        place.write("en/funds/new.md", "Quokkas.", title="New")
        with full_disk(200):
            yield None
        yield None
        assert place.found("quokkas") == ["en/funds/new"]
        stop.set()
        place.write("en/funds/more.md", "Wombats.", title="More")
        yield None
        raise AssertionError("the writer didn't stop")

    with closing(Publisher(place.settings)) as publisher, caplog.at_level(logging.ERROR):
        publisher.run(stop, events())
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert place.found("wombats") == []


def test_articles_that_became_much_longer_are_all_weighed_anew(place: Place) -> None:
    for number in range(25):
        place.write(f"en/funds/short{number}.md", f"Word{number}.", title=f"Short {number}")
    with closing(Publisher(place.settings)) as publisher:
        publisher.refresh()
        for number in range(7):
            place.write(f"en/funds/short{number}.md", "Many more words than before. " * 60, title=f"Short {number}")
        assert publisher.refresh().put == 7
        place.write("en/funds/short9.md", "Another word.", title="Short 9")
        again = publisher.refresh()
        assert again.put == again.documents > 25
        assert publisher.refresh().put == 0


def test_many_edits_are_tidied_up_behind_the_readers_back(place: Place) -> None:
    with closing(Publisher(place.settings)) as publisher:
        publisher.refresh()
        for number in range(16):
            place.write(f"en/funds/more{number}.md", f"Word{number}.", title=f"More {number}")
            publisher.refresh()
        before = len(list((place.settings.state / "index/g000001").iterdir()))
        assert publisher.tidy()
        assert not publisher.tidy()
        assert len(list((place.settings.state / "index/g000001").iterdir())) < before
        assert place.found("word15")[0] == "en/funds/more15"
        assert counts(publisher.refresh()) == (19, 0, 0)
