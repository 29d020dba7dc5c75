"""Many documents are made and analysed in worker processes, with the same result as one by one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.batch import Batch, batch_of
from indexer.build import ALONE_BELOW, BATCH, WorkersLost, batches
from indexer.document import Document, Section
from indexer.fields import vector_of


@dataclass(frozen=True)
class Coins:
    """A source whose documents differ by a number."""

    number: int

    def document(self) -> Document:
        fees = Section("", "", f"Fees of {self.number} coins, 提币手续费.")
        return Document(f"en/{self.number}", "en", f"Article {self.number}", "1", "1", sections=(fees,))


def packed(document: Document) -> bytes:
    return document.title.encode()


def alone(sources: list[Coins], analyzer: Analyzer) -> list[tuple[str, dict[str, list[tuple[object, ...]]]]]:
    """The documents and postings of the sources, one source at a time."""
    one_by_one = ([(source.document(), vector_of(source.document(), analyzer))] for source in sources)
    return plain(batch_of(rows, packed) for rows in one_by_one)


def plain(batches: Iterable[Batch]) -> list[tuple[str, dict[str, list[tuple[object, ...]]]]]:
    """For each document its key and by space its postings (field, term, occurrences), in order."""
    found = []
    for batch in batches:
        by_number: list[dict[str, list[tuple[object, ...]]]] = [{} for _ in batch.records]
        for space, postings in batch.postings.items():
            at = 0
            for number, field, count in postings.runs.tolist():
                rows = range(at, at + count)
                held = [(field, postings.terms[postings.rows[row]], float(postings.counts[row])) for row in rows]
                by_number[number].setdefault(space, []).extend(held)
                at += count
        found += [(record.key, held) for record, held in zip(batch.records, by_number, strict=True)]
    return found


def test_a_few_documents_are_made_at_once_and_in_order(analyzer: Analyzer) -> None:
    few = [Coins(number) for number in range(ALONE_BELOW - 1)]
    assert plain(batches(few, analyzer, (), None, packed)) == alone(few, analyzer)
    assert multiprocessing.active_children() == []


def test_workers_give_the_same_terms_in_the_same_order_and_a_killed_one_is_an_error(
    analyzer: Analyzer, tmp_path: Path
) -> None:
    many = [Coins(number) for number in range(ALONE_BELOW * 8)]
    made = batches(many, analyzer, (), tmp_path, packed)
    begun = [next(made) for _ in range(2)]
    assert [record.stored for record in begun[0].records[:2]] == [b"Article 0", b"Article 1"]
    assert plain(begun) == alone(many[: 2 * BATCH], analyzer)
    for worker in multiprocessing.active_children():
        worker.kill()
    with pytest.raises(WorkersLost, match="was ended, perhaps for want of memory"):
        list(made)


def test_no_documents_need_nothing(analyzer: Analyzer) -> None:
    assert list(batches([], analyzer, (), None, packed)) == []
