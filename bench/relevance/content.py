"""A corpus as a content folder: each row a Markdown file whose text, once read, is the row's again."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.relevance.sets import Row
from kb.locale import canonical

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_SYNTAX = re.compile(r"[\\`*_{}\[\]<>#|~&!]|:(?=//|:)|(?<=:):|^[-+=:]", re.M)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])", re.M)
_MODULE = re.compile(r"^([ie])(?=mport\s|xport\s)", re.M)


def article_id(number: int) -> str:
    """The id in the help center of the corpus's row of that number: whatever its own holds, this one is plain."""
    return f"row{number}"


def row_number(found_id: str) -> int:
    """The number of the row whose `article_id` this is."""
    return int(found_id.removeprefix("row"))


def locale_of(lang: str) -> str:
    """The locale that the product knows a set's language by; "en" for a tag that it doesn't know."""
    return canonical(lang) or canonical(lang.replace("_", "-").split("-")[0]) or "en"


def write(rows: Sequence[Row], folder: Path, glossary: Path | None = None) -> None:
    """Makes the folder, all or nothing; one that is there already is left as it is."""
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".content-", dir=folder.parent))
    try:
        _write(rows, made, glossary)
        made.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another run was quicker
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _write(rows: Sequence[Row], folder: Path, glossary: Path | None) -> None:
    locales = Counter(locale_of(row.lang) for row in rows)
    default = "en" if "en" in locales else min(locales, key=lambda locale: (-locales[locale], locale))
    order = [default, *sorted(set(locales) - {default})]
    site = {"name": "Bench", "default_locale": default, "locales": order}
    _save(folder / "site.yml", "\n".join(f"{key}: {_quoted(value)}" for key, value in site.items()))
    names = dict.fromkeys(row.category for row in rows if _line(row.category))
    categories = {name: f"c{number}" for number, name in enumerate(names)}
    titles = {slug: _quoted({default: _line(name)}) for name, slug in categories.items()}
    lines = ["categories:", *(f"  - {{slug: {slug}, title: {title}}}" for slug, title in titles.items())]
    _save(folder / "categories.yml", "\n".join(lines))
    if glossary:
        shutil.copyfile(glossary, folder / "glossary.yml")
    for number, row in enumerate(rows):
        path = folder / locale_of(row.lang) / f"{article_id(number)}.md"
        path.parent.mkdir(exist_ok=True)
        _save(path, markdown_of(row, number, categories.get(row.category, "")))


def markdown_of(row: Row, number: int, category: str = "") -> str:
    """The row as an article's file. category: the slug that stands for the row's."""
    values = {
        "id": article_id(number),
        "lang": locale_of(row.lang),
        "title": _line(row.title),
        "category": category,
        "aliases": [alias for alias in map(_line, row.aliases) if alias],
    }
    lines = [f"{key}: {_quoted(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---", "", escaped(row.body), ""])


def escaped(text: str) -> str:
    """Markdown that reads as the text: marks, HTML and template signs as character references, no indentation."""
    plain = _SYNTAX.sub(_reference, plain_lines(text))
    return _MODULE.sub(_reference, _NUMBERED.sub(lambda found: f"{found[1]}&#{ord(found[2])};", plain))


def plain_lines(text: str) -> str:
    """The text without control characters, its lines without indentation."""
    lines = (line.strip() for line in _CONTROLS.sub(" ", text.replace("\r\n", "\n")).split("\n"))
    return "\n".join(lines).strip("\n")


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _line(text: str) -> str:
    """A text on one line, without characters that YAML can't hold."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _save(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))
