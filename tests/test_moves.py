"""Articles whose file was renamed or moved stay reachable by their old ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.library import load
from kb.moves import FILE_NAME, Moves, ids_in


class Place:
    """A content folder, and what a publisher notes of it in a data folder."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.data = folder / "data"
        self.content.mkdir()
        self.data.mkdir()

    def write(self, path: str, title: str, body: str = "") -> None:
        file = self.content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: {title}\n---\n\n{body or title}\n", encoding="utf-8")

    def rename(self, old: str, new: str) -> None:
        (self.content / new).parent.mkdir(parents=True, exist_ok=True)
        (self.content / old).rename(self.content / new)

    def note(self) -> Moves:
        """What is known after a publication by a process that knew only the file."""
        Moves(self.data).note(load(self.content))
        return Moves(self.data)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """With two articles, noted once."""
    made = Place(tmp_path)
    made.write("en/fees.md", "Fees")
    made.write("en/limits.md", "Limits")
    made.note()
    return made


def test_nothing_moved_at_first(place: Place) -> None:
    assert [place.note().target(article_id) for article_id in ("fees", "limits", "unknown")] == ["", "", ""]


def test_a_renamed_file_is_known_by_its_content(place: Place) -> None:
    place.rename("en/fees.md", "en/money/withdrawal-fees.md")
    assert place.note().target("fees") == "money/withdrawal-fees"


def test_a_file_renamed_and_edited_is_known_by_its_title(place: Place) -> None:
    (place.content / "en/fees.md").unlink()
    place.write("en/costs.md", "Fees", "Written anew.")
    assert place.note().target("fees") == "costs"


def test_the_same_content_tells_more_than_the_same_title(place: Place) -> None:
    place.rename("en/fees.md", "en/z-same.md")
    place.write("en/a-other.md", "Fees", "Something else.")
    assert place.note().target("fees") == "z-same"


def test_a_chain_of_renames_leads_to_the_present_place(place: Place) -> None:
    for old, new in (("fees", "b"), ("b", "c"), ("c", "d")):
        place.rename(f"en/{old}.md", f"en/{new}.md")
        place.note()
    moves = place.note()
    assert [moves.target(article_id) for article_id in ("fees", "b", "c", "d")] == ["d", "d", "d", ""]


def test_a_rename_there_and_back_ends_where_it_began(place: Place) -> None:
    place.rename("en/fees.md", "en/costs.md")
    place.note()
    place.rename("en/costs.md", "en/fees.md")
    moves = place.note()
    assert moves.target("costs") == "fees"
    assert moves.target("fees") == ""


def test_a_new_article_at_an_old_place_is_itself(place: Place) -> None:
    place.rename("en/fees.md", "en/costs.md")
    place.note()
    place.write("en/fees.md", "Another article")
    assert place.note().target("fees") == ""


def test_a_deleted_article_leads_nowhere(place: Place) -> None:
    (place.content / "en/fees.md").unlink()
    assert place.note().target("fees") == ""


def test_an_article_never_moves_into_another_language(place: Place) -> None:
    place.rename("en/fees.md", "en/gone.txt")
    place.write("de/gebuehren.md", "Fees")
    assert place.note().target("fees") == ""


def test_a_reader_knows_of_a_move_before_it_is_noted_and_writes_nothing(place: Place) -> None:
    before = (place.data / FILE_NAME).read_bytes()
    place.rename("en/fees.md", "en/costs.md")
    reader = Moves(place.data)
    assert reader.compare(load(place.content))
    assert reader.target("fees") == "costs"
    assert (place.data / FILE_NAME).read_bytes() == before
    assert not reader.compare(load(place.content))


def test_the_file_is_left_alone_while_no_article_changes(place: Place) -> None:
    before = (place.data / FILE_NAME).stat()
    place.note()
    after = (place.data / FILE_NAME).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


DAMAGED = [
    b"", b"{", b"null", b"[]", b"\xff", b'{"known": 1, "moved": 2}', b'{"known": {}, "moved": {"a": null}}',
    b'{"known": {"en\\ngone": 1}, "moved": {}}',
    b'{"known": {"en\\ngone": ["a", "b", "c"]}, "moved": {}}', b'{"known": {}, "moved": {"fees": ["costs"]}}',
    b'{"known": {"en\\ngone": [["a"], "b"]}, "moved": {}}', b'{"known": {}, "moved": {"gone": 5}}', b"[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("damaged", DAMAGED, ids=[str(number) for number in range(len(DAMAGED))])
def test_a_damaged_note_costs_the_old_addresses_and_nothing_else(place: Place, damaged: bytes) -> None:
    (place.data / FILE_NAME).write_bytes(damaged)
    assert [place.note().target(article_id) for article_id in ("fees", "gone")] == ["", ""]
    place.rename("en/fees.md", "en/costs.md")
    assert place.note().target("fees") == "costs"


def test_notes_that_lead_in_a_circle_come_to_an_end(place: Place) -> None:
    (place.data / FILE_NAME).write_bytes(b'{"known": {}, "moved": {"a": "b", "b": "a"}}')
    assert Moves(place.data).target("a") in ("", "b")


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/en/articles/fees", ("fees", "en/articles/fees")),
        ("/en/articles/1042-how-much", ("1042-how-much", "1042-how", "1042", "en/articles/1042-how-much")),
        ("/zh-CN/articles/money/fees.md", ("money/fees", "zh-CN/articles/money/fees.md")),
        ("/fees", ("", "fees")),
        ("/", ("", "")),
    ],
)
def test_an_old_address_may_mean_several_ids_the_longest_first(path: str, ids: tuple[str, ...]) -> None:
    assert ids_in(path) == ids
