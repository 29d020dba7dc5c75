"""One moment of the help center: what answers now, and what is taken over from the moment before."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from indexer.generations import CURRENT
from indexer.query import Query
from kb.content.content_folder import ContentNotFound
from kb.moment import Moment, opened
from kb.publish import Publisher
from kb.settings import Settings
from tests.plain import NO_SHIPPED_WORDS, plain


class Place:
    """A content folder and a data folder."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(content=plain(folder / "content"), data=folder / "data")
        self.content = self.settings.content

    def write(self, path: str, text: str) -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def publish(self, rebuild: bool = False) -> None:
        with closing(Publisher(self.settings)) as publisher:
            publisher.refresh(rebuild)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """With two articles."""
    made = Place(tmp_path)
    made.write("en/fees.md", "---\ntitle: Withdrawal fees\naliases: [cash out cost]\ntags: [gas]\n---\nZebras.\n")
    made.write("en/limits.md", "---\ntitle: Daily limits\n---\nTen a day.\n")
    return made


def found(moment: Moment, text: str) -> list[str]:
    query = Query.parse(text, moment.search.analyzer, ("en",))
    return [hit.document.group for hit in moment.search.page(query).hits]


@pytest.mark.parametrize("text", ["fees", "cash out cost", "gas"])
def test_titles_aliases_and_tags_are_searched_while_there_is_no_index(place: Place, text: str) -> None:
    moment = opened(place.settings)
    assert not moment.is_ready
    assert found(moment, text) == ["fees"]
    assert found(moment, "zebras") == []


def test_titles_that_change_while_there_is_no_index_are_searched_anew(place: Place) -> None:
    first = opened(place.settings)
    place.write("en/limits.md", "---\ntitle: Ceilings for quokkas\n---\nTen a day.\n")
    assert found(opened(place.settings, first), "quokkas") == ["limits"]


def test_the_full_index_answers_as_soon_as_it_is_published(place: Place) -> None:
    first = opened(place.settings)
    place.publish()
    moment = opened(place.settings, first)
    assert moment.is_ready
    assert found(moment, "zebras") == ["fees"]


def test_an_index_that_is_still_the_same_is_not_opened_again(place: Place) -> None:
    place.publish()
    first = opened(place.settings)
    place.write("en/new.md", "---\ntitle: New\n---\nQuokkas.\n")
    second = opened(place.settings, first)
    assert second.search is first.search
    assert second.library.articles != first.library.articles
    place.publish()
    third = opened(place.settings, second)
    assert third.search is not second.search
    assert (found(third, "quokkas"), found(second, "quokkas")) == (["new"], [])


@pytest.mark.parametrize(
    ("damaged", "is_ready"), [(CURRENT, True), ("g000001/MANIFEST.json", False), ("g000001/_terms_1.toc", False)]
)
def test_a_damaged_index_leaves_at_least_titles_to_a_new_process_and_everything_to_a_running_one(
    place: Place, damaged: str, is_ready: bool
) -> None:
    place.publish()
    running = opened(place.settings)
    (place.settings.state / "index" / damaged).write_bytes(b"\xff")
    fresh = opened(place.settings)
    assert fresh.is_ready == is_ready
    assert found(fresh, "fees") == ["fees"]
    assert found(opened(place.settings, running), "zebras") == ["fees"]


def test_a_running_process_never_goes_back_to_an_older_index(place: Place) -> None:
    place.publish()
    place.write("en/fees.md", "---\ntitle: Withdrawal fees\n---\nQuokkas.\n")
    place.publish(rebuild=True)
    running = opened(place.settings)
    (place.settings.state / "index/g000002/MANIFEST.json").write_bytes(b"{")
    assert found(opened(place.settings, running), "quokkas") == ["fees"]
    assert found(opened(place.settings), "quokkas") == []


def test_a_deleted_index_goes_on_answering_in_a_running_process(place: Place) -> None:
    place.publish()
    running = opened(place.settings)
    (place.settings.state / "index" / CURRENT).unlink()
    for path in (place.settings.state / "index/g000001").iterdir():
        path.unlink()
    later = opened(place.settings, running)
    assert later.is_ready
    assert found(later, "zebras") == ["fees"]


def test_a_changed_glossary_leaves_the_old_index_serving_until_the_new_one_is_built(place: Place) -> None:
    place.publish()
    first = opened(place.settings)
    place.write("glossary.yml", f"{NO_SHIPPED_WORDS}groups:\n- [鹅毛币, 鸭毛币]\n")
    second = opened(place.settings, first)
    third = opened(place.settings, second)
    for moment in (second, third):
        assert moment.is_ready
        assert found(moment, "zebras") == ["fees"]
    place.write("en/fees.md", "---\ntitle: Withdrawal fees\n---\nQuokkas.\n")
    place.publish()
    last = opened(place.settings, third)
    assert found(last, "quokkas") == ["fees"]
    assert last.search.analyzer is last.analyzer is third.analyzer
    assert last.analyzer.fingerprint != first.analyzer.fingerprint


def test_the_version_changes_with_any_article_and_with_nothing_else(place: Place) -> None:
    first = opened(place.settings)
    assert opened(place.settings).version == first.version
    place.publish()
    place.write("categories.yml", "categories: []\n")
    assert opened(place.settings, first).version == first.version
    place.write("en/limits.md", "---\ntitle: Daily limits\n---\nEleven a day.\n")
    changed = opened(place.settings, first).version
    (place.content / "en/limits.md").unlink()
    assert len({first.version, changed, opened(place.settings).version}) == 3


def test_a_missing_content_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentNotFound, match="nowhere"):
        opened(Settings(content=tmp_path / "nowhere", data=tmp_path / "data"))
