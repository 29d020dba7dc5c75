"""A set of judged questions: texts to search, questions, and which text answers which question."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.places import RELEVANCE


class SetUnusable(Exception):
    """A set can't be read; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text of the corpus. lang: as the set writes it, any tag."""

    id: str
    lang: str
    title: str
    body: str
    category: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that was asked. kind: its class in the set, or "". is_oos: nothing in the corpus answers it."""

    id: str
    lang: str
    text: str
    kind: str = ""
    is_oos: bool = False


@dataclass(frozen=True)
class JudgedSet:
    """grades: by question id, the grade (> 0) of each row that answers it. skipped: questions without a judgment."""

    name: str
    rows: tuple[Row, ...]
    questions: tuple[Question, ...]
    grades: Mapping[str, Mapping[str, float]]
    skipped: int = 0

    @cached_property
    def corpus_hash(self) -> str:
        """A hash that changes whenever a row does."""
        digest = hashlib.sha256()
        for row in self.rows:
            fields = (row.id, row.lang, row.title, row.body, row.category, *row.aliases)
            digest.update(json.dumps(fields).encode())
        return digest.hexdigest()

    def sample(self, limit: int) -> JudgedSet:
        """The set with at most `limit` questions, always the same ones, spread over the whole."""
        order = sorted(self.questions, key=lambda question: hashlib.sha256(question.id.encode()).digest())
        kept = {question.id for question in order[:limit]}
        return replace(self, questions=tuple(question for question in self.questions if question.id in kept))


def load(name: str) -> JudgedSet:
    """The set in a folder, or of a name below the test data's relevance/. Raises SetUnusable."""
    folder = Path(name) if Path(name).is_dir() else RELEVANCE / name
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in RELEVANCE.glob("*/"))) if RELEVANCE.is_dir() else "none"
        raise SetUnusable(
            f"There is no set {name}: give a folder, or a name below {RELEVANCE} (there: {known}); KB_TEST_DATA names "
            "another place for test data."
        )
    rows = tuple(_row(values, where) for values, where in _lines(folder, "corpus.jsonl"))
    questions = tuple(_question(values, where) for values, where in _lines(folder, "queries.jsonl"))
    if not rows or not questions:
        raise SetUnusable(f"The set {folder} is empty: it has {len(rows)} texts and {len(questions)} questions.")
    _check_unique(folder, [row.id for row in rows], "text")
    _check_unique(folder, [question.id for question in questions], "question")
    grades = _grades(folder)
    kept = tuple(question for question in questions if question.is_oos or grades.get(question.id))
    return JudgedSet(folder.resolve().name, rows, kept, grades, len(questions) - len(kept))


def _lines(folder: Path, name: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    plain, packed = folder / name, folder / f"{name}.gz"
    path = plain if plain.is_file() else packed
    if not path.is_file():
        raise SetUnusable(f"The set {folder} has neither {name} nor {name}.gz.")
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path == packed else path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield json.loads(line), f"{path}, line {number}"
    except (OSError, EOFError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise SetUnusable(f"{path} can't be read: {fault}.") from fault


def _text(values: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = values.get(key, default)
    if value is None:
        value = default
    if not isinstance(value, str):
        raise SetUnusable(f"{where}: `{key}` should be a text.")
    return value


def _row(values: Mapping[str, Any], where: str) -> Row:
    aliases = values.get("aliases") or ()
    return Row(
        id=_text(values, "id", where),
        lang=_text(values, "lang", where, "en"),
        title=_text(values, "title", where, ""),
        body=_text(values, "body", where, ""),
        category=_text(values, "category", where, ""),
        aliases=tuple(str(alias) for alias in ([aliases] if isinstance(aliases, str) else aliases)),
    )


def _question(values: Mapping[str, Any], where: str) -> Question:
    return Question(
        id=_text(values, "id", where),
        lang=_text(values, "lang", where, "en"),
        text=_text(values, "text", where),
        kind=_text(values, "class", where, ""),
        is_oos=values.get("oos") is True,
    )


def _check_unique(folder: Path, ids: list[str], what: str) -> None:
    seen: set[str] = set()
    for found in ids:
        if found in seen:
            raise SetUnusable(f"The set {folder} has two {what}s of the id {found!r}.")
        seen.add(found)


def _grades(folder: Path) -> dict[str, dict[str, float]]:
    path = folder / "qrels.tsv"
    grades: dict[str, dict[str, float]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
                if not row or (number == 1 and row[0] == "query_id"):
                    continue
                question, document, grade = row[0], row[1], float(row[2]) if len(row) > 2 else 1.0
                if grade > 0:
                    grades.setdefault(question, {})[document] = grade
    except (OSError, IndexError, ValueError) as fault:
        raise SetUnusable(
            f"{path} can't be read: {fault}; its lines are query_id, doc_id and grade by tabs."
        ) from fault
    return grades
