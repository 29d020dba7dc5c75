"""Many documents are analysed in worker processes, with the same result as one by one."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from indexer.analysis.analyzer import Analyzer
from indexer.build import ALONE_BELOW, WorkersLost, vectors
from indexer.document import Document, Section
from indexer.fields import vector_of


def documents(count: int) -> list[Document]:
    return [
        Document(f"en/{n}", "en", f"Article {n}", str(n), "1", sections=(Section("", "", f"Fees of {n} coins."),))
        for n in range(count)
    ]


def test_a_few_documents_are_analysed_at_once_and_in_order(analyzer: Analyzer) -> None:
    few = documents(ALONE_BELOW - 1)
    found = list(vectors(few, analyzer, (), None))
    assert found == [(document, vector_of(document, analyzer)) for document in few]
    assert multiprocessing.active_children() == []


def test_workers_give_the_same_terms_in_the_same_order_and_a_killed_one_is_an_error(
    analyzer: Analyzer, tmp_path: Path
) -> None:
    many = documents(ALONE_BELOW * 8)
    rows = vectors(many, analyzer, (), tmp_path)
    begun = [next(rows) for _ in range(50)]
    assert begun == [(document, vector_of(document, analyzer)) for document in many[:50]]
    for worker in multiprocessing.active_children():
        worker.kill()
    with pytest.raises(WorkersLost, match="was ended, perhaps for want of memory"):
        list(rows)


def test_no_documents_need_nothing(analyzer: Analyzer) -> None:
    assert list(vectors([], analyzer, (), None)) == []
