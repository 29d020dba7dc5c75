"""An index on disk is served only as it was sealed; whatever happens to it, there is one kind of error and a way on."""

from __future__ import annotations

import hmac
import json
import os
import pickle
import shutil
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document
from indexer.engine import IndexUnusable
from indexer.generations import CURRENT, FORMAT, KEY_FILE, MANIFEST, Generations, write_durably
from indexer.query import Query
from indexer.whoosh_engine import MERGE_ABOVE, WhooshEngine, WhooshWriter

FEES = Document("en/fees", "en", "Withdrawal fees", "fees", "1")
LIMITS = Document("en/limits", "en", "Withdrawal limits", "limits", "1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the generations are."""
    return tmp_path / "index"


def generations(folder: Path, identity: str = "v1") -> Generations:
    """As another process would open them: nothing is remembered of earlier looks."""
    return Generations(folder, identity)


def build(folder: Path, analyzer: Analyzer, *documents: Document, identity: str = "v1") -> Path:
    """A sealed and published generation of documents."""
    opened = generations(folder, identity)
    made = sealed(opened, analyzer, *documents)
    opened.publish(made)
    return made


def sealed(opened: Generations, analyzer: Analyzer, *documents: Document) -> Path:
    made = opened.begin()
    WhooshWriter.create(made, analyzer).apply(Changes(documents))
    opened.seal(made, len(documents))
    return made


def keys(made: Path | None) -> set[str]:
    assert made is not None
    engine = WhooshEngine(made)
    try:
        return set(engine.fingerprints())
    finally:
        engine.close()


def files(made: Path) -> list[Path]:
    return sorted(path for path in made.iterdir() if not path.name.startswith(".") and not path.name.endswith("LOCK"))


def refused(folder: Path, identity: str = "v1") -> str:
    """The sentence with which the published generation is refused."""
    with pytest.raises(IndexUnusable, match=r"rebuilt from the articles\.$") as caught:
        generations(folder, identity).current()
    return str(caught.value)


def test_what_was_published_serves(folder: Path, analyzer: Analyzer) -> None:
    made = build(folder, analyzer, FEES)
    assert generations(folder).current() == generations(folder).usable() == made
    assert keys(made) == {"en/fees"}


def test_before_the_first_build_there_is_nothing_and_no_error(folder: Path) -> None:
    assert generations(folder).current() is None
    assert generations(folder).usable() is None
    assert generations(folder).stamp() == ""
    assert not folder.exists()


def test_a_generation_that_was_sealed_but_not_published_does_not_serve(folder: Path, analyzer: Analyzer) -> None:
    first = build(folder, analyzer, FEES)
    sealed(generations(folder), analyzer, LIMITS)
    assert generations(folder).current() == first
    assert generations(folder).usable() == first


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_file_is_refused_whichever_it_is(folder: Path, analyzer: Analyzer, share: float) -> None:
    made = build(folder, analyzer, FEES, LIMITS)
    for path in files(made):
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        refused(folder)
        path.write_bytes(whole)
    assert generations(folder).current() == made


def test_a_flipped_bit_is_found_anywhere_in_any_file(folder: Path, analyzer: Analyzer) -> None:
    made = build(folder, analyzer, FEES)
    for path in files(made):
        whole = path.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 40)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
            refused(folder)
        path.write_bytes(whole)
    assert generations(folder).current() == made


def test_a_missing_segment_is_refused_by_name(folder: Path, analyzer: Analyzer) -> None:
    made = build(folder, analyzer, FEES)
    segment = next(path for path in files(made) if path.suffix == ".trm")
    segment.unlink()
    assert segment.name in refused(folder)


def test_a_missing_folder_is_refused(folder: Path, analyzer: Analyzer) -> None:
    shutil.rmtree(build(folder, analyzer, FEES))
    refused(folder)


@pytest.mark.parametrize("empty", ["*.toc", "*.trm", "*.pst"])
def test_a_file_that_a_power_loss_left_empty_is_refused_and_the_one_before_serves(
    folder: Path, analyzer: Analyzer, empty: str
) -> None:
    first = build(folder, analyzer, FEES)
    second = build(folder, analyzer, LIMITS)
    for path in second.glob(empty):
        path.write_bytes(b"")
    refused(folder)
    assert generations(folder).usable() == first
    assert keys(first) == {"en/fees"}


def test_nothing_serves_when_every_generation_is_damaged(folder: Path, analyzer: Analyzer) -> None:
    for document in (FEES, LIMITS):
        (build(folder, analyzer, document) / MANIFEST).write_bytes(b"{")
    assert generations(folder).usable() is None


def test_a_commit_that_was_never_sealed_is_refused(folder: Path, analyzer: Analyzer) -> None:
    first = build(folder, analyzer, FEES)
    second = build(folder, analyzer, FEES)
    WhooshWriter(second, analyzer).apply(Changes((LIMITS,)))
    refused(folder)
    assert generations(folder).usable() == first


def test_an_index_sealed_with_another_machines_key_is_refused(folder: Path, analyzer: Analyzer, tmp_path: Path) -> None:
    build(folder, analyzer, FEES)
    foreign = tmp_path / "foreign"
    made = build(foreign, analyzer, LIMITS)
    shutil.copytree(made, folder / "g000009")
    (folder / CURRENT).write_text("g000009\n", encoding="utf-8")
    assert "not signed on this machine" in refused(folder)
    assert keys(generations(folder).usable()) == {"en/fees"}


def test_an_index_without_its_key_is_refused(folder: Path, analyzer: Analyzer) -> None:
    build(folder, analyzer, FEES)
    (folder / KEY_FILE).unlink()
    assert "not signed on this machine" in refused(folder)


def test_the_key_is_readable_for_its_owner_alone(folder: Path, analyzer: Analyzer) -> None:
    build(folder, analyzer, FEES)
    assert (folder / KEY_FILE).stat().st_mode & 0o777 == 0o600


class Trap:
    """Its pickle makes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._path),)


def test_a_hostile_pickle_in_an_index_is_refused_and_never_loaded(
    folder: Path, analyzer: Analyzer, tmp_path: Path
) -> None:
    made = build(folder, analyzer, FEES)
    (toc,) = made.glob("*.toc")
    toc.write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    refused(folder)
    shutil.copy(toc, toc.with_name("_terms_99.toc"))
    assert generations(folder).usable() is None
    assert not (tmp_path / "sprung").exists()


def test_a_hostile_pickle_beside_the_sealed_files_is_refused(folder: Path, analyzer: Analyzer, tmp_path: Path) -> None:
    made = build(folder, analyzer, FEES)
    (made / "_terms_99.toc").write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    assert "never sealed" in refused(folder)


def test_an_index_of_another_schema_or_glossary_is_refused_and_the_new_one_is_built_beside(
    folder: Path, analyzer: Analyzer
) -> None:
    old = build(folder, analyzer, FEES, identity="v1")
    assert "another version, dictionary or glossary" in refused(folder, "v2")
    new = build(folder, analyzer, LIMITS, identity="v2")
    assert new != old
    assert generations(folder, "v2").current() == new
    assert keys(generations(folder, "v1").usable()) == {"en/fees"}


def test_an_index_of_a_newer_format_is_refused_with_advice(folder: Path, analyzer: Analyzer) -> None:
    made = build(folder, analyzer, FEES)
    body = json.loads((made / MANIFEST).read_bytes())
    del body["signature"]
    body["format"] = FORMAT + 1
    text = json.dumps(body, sort_keys=True).encode()
    body["signature"] = hmac.new((folder / KEY_FILE).read_bytes(), text, "sha256").hexdigest()
    (made / MANIFEST).write_text(json.dumps(body, sort_keys=True), encoding="utf-8")
    assert "another version" in refused(folder)


MANIFESTS = [
    b"", b"{", b"[]", b"null", b"1", b'"text"', b"{}", b'{"signature": 1}', b'{"signature": "\xc3\xa9"}',
    b'{"signature": null, "files": null}', b"\xff\xfe", b"[" * 100_000, b'{"signature": {}}',
]  # fmt: skip


@pytest.mark.parametrize("manifest", MANIFESTS, ids=[str(number) for number in range(len(MANIFESTS))])
def test_a_manifest_that_is_none_is_refused(folder: Path, analyzer: Analyzer, manifest: bytes) -> None:
    made = build(folder, analyzer, FEES)
    (made / MANIFEST).write_bytes(manifest)
    refused(folder)


CURRENTS = [
    b"",
    b"\n",
    b"g",
    b"gabc",
    b"../../etc",
    b"g000001/../g000001",
    b"\xff\xfe",
    b"g\x00",
    b"x000001",
    b"g999999",
]


@pytest.mark.parametrize("current", CURRENTS, ids=[str(number) for number in range(len(CURRENTS))])
def test_a_damaged_pointer_is_refused_and_the_newest_generation_serves(
    folder: Path, analyzer: Analyzer, current: bytes
) -> None:
    build(folder, analyzer, FEES)
    newest = build(folder, analyzer, LIMITS)
    (folder / CURRENT).write_bytes(current)
    refused(folder)
    assert generations(folder).usable() == newest
    assert isinstance(generations(folder).stamp(), str)


def test_a_pointer_that_is_a_folder_is_refused(folder: Path) -> None:
    (folder / CURRENT).mkdir(parents=True)
    refused(folder)
    assert generations(folder).stamp() == ""


def test_the_one_before_is_kept_and_older_ones_go(folder: Path, analyzer: Analyzer) -> None:
    made = [build(folder, analyzer, FEES) for _ in range(4)]
    assert sorted(folder.glob("g*")) == made[2:]


def test_leftovers_of_a_build_that_died_are_swept_and_its_number_is_free(folder: Path, analyzer: Analyzer) -> None:
    first = build(folder, analyzer, FEES)
    orphan = generations(folder).begin()
    WhooshWriter.create(orphan, analyzer).apply(Changes((LIMITS,)))
    temporary = folder / f".{CURRENT}.4711.new"
    temporary.write_bytes(b"g0000")
    made = generations(folder).begin()
    assert list(made.iterdir()) == []
    assert sorted(path.name for path in folder.iterdir()) == sorted({CURRENT, KEY_FILE, first.name, made.name})


def test_a_temporary_pointer_of_whoosh_that_died_harms_nothing_and_goes_with_its_generation(
    folder: Path, analyzer: Analyzer
) -> None:
    made = build(folder, analyzer, FEES)
    (toc,) = made.glob("*.toc")
    toc.with_name(f"{toc.name}.1700000000.5").write_bytes(toc.read_bytes()[:100])
    assert keys(generations(folder).current()) == {"en/fees"}
    opened = generations(folder)
    WhooshWriter(made, analyzer).apply(Changes((LIMITS,)))
    opened.seal(made, 2)
    assert keys(generations(folder).current()) == {"en/fees", "en/limits"}
    assert list(made.glob("*.toc.*")) == []


def test_a_reader_goes_on_while_newer_generations_are_published_and_its_own_is_removed(
    folder: Path, analyzer: Analyzer
) -> None:
    reader = WhooshEngine(build(folder, analyzer, FEES))
    for _ in range(3):
        build(folder, analyzer, LIMITS)
    found = reader.candidates(Query.parse("withdrawal fees", analyzer, ("en",)), 10)
    assert [item.document.key for item in found.items] == ["en/fees"]
    reader.close()


def test_a_reader_goes_on_while_the_segments_below_it_are_merged_away(folder: Path, analyzer: Analyzer) -> None:
    made = build(folder, analyzer, FEES)
    reader = WhooshEngine(made)
    writer = WhooshWriter(made, analyzer)
    for number in range(MERGE_ABOVE + 1):
        writer.apply(Changes((Document(f"en/{number}", "en", "Daily limits", str(number), "1"),)))
    before = {path.name for path in made.iterdir()}
    assert writer.merge()
    assert len({path.name for path in made.iterdir()}) < len(before)
    found = reader.candidates(Query.parse("withdrawal fees", analyzer, ("en",)), 10)
    assert [item.document for item in found.items] == [FEES]
    reader.close()


def test_the_stamp_changes_with_every_publication_and_every_seal(folder: Path, analyzer: Analyzer) -> None:
    made = build(folder, analyzer, FEES)
    first = generations(folder).stamp()
    assert first == generations(folder).stamp() != ""
    WhooshWriter(made, analyzer).apply(Changes((LIMITS,)))
    generations(folder).seal(made, 2)
    second = generations(folder).stamp()
    build(folder, analyzer, LIMITS)
    assert len({first, second, generations(folder).stamp()}) == 3


def test_a_publication_that_fails_leaves_the_old_one_serving_and_nothing_behind(
    folder: Path, analyzer: Analyzer
) -> None:
    first = build(folder, analyzer, FEES)
    opened = generations(folder)
    second = sealed(opened, analyzer, LIMITS)
    (folder / CURRENT).unlink()
    (folder / CURRENT).mkdir()
    with pytest.raises(OSError, match="directory"):
        opened.publish(second)
    (folder / CURRENT).rmdir()
    (folder / CURRENT).write_text(f"{first.name}\n", encoding="utf-8")
    assert list(folder.glob(".*")) == []
    assert generations(folder).current() == first


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]
