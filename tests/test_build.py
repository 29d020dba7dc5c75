"""Many documents are made and analysed in worker processes, with the same result as one by one."""

from __future__ import annotations

import multiprocessing
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.build import ALONE_BELOW, WorkersLost, vectors
from indexer.document import Document, Section
from indexer.fields import Vector, vector_of


@dataclass(frozen=True)
class Coins:
    """A source whose documents differ by a number."""

    number: int

    def document(self) -> Document:
        fees = Section("", "", f"Fees of {self.number} coins, 提币手续费.")
        return Document(f"en/{self.number}", "en", f"Article {self.number}", "1", "1", sections=(fees,))


def row_of(source: Coins, analyzer: Analyzer) -> tuple[Document, Vector]:
    return source.document(), vector_of(source.document(), analyzer)


def test_a_few_documents_are_made_at_once_and_in_order(analyzer: Analyzer) -> None:
    few = [Coins(number) for number in range(ALONE_BELOW - 1)]
    found = list(vectors(few, analyzer, (), None))
    assert found == [row_of(source, analyzer) for source in few]
    assert multiprocessing.active_children() == []


def test_workers_give_the_same_terms_in_the_same_order_and_a_killed_one_is_an_error(
    analyzer: Analyzer, tmp_path: Path
) -> None:
    many = [Coins(number) for number in range(ALONE_BELOW * 8)]
    rows = vectors(many, analyzer, (), tmp_path)
    begun = [next(rows) for _ in range(50)]
    assert begun == [row_of(source, analyzer) for source in many[:50]]
    for worker in multiprocessing.active_children():
        worker.kill()
    with pytest.raises(WorkersLost, match="was ended, perhaps for want of memory"):
        list(rows)


def test_no_documents_need_nothing(analyzer: Analyzer) -> None:
    assert list(vectors([], analyzer, (), None)) == []
