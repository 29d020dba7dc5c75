"""Reads `categories.yml`: the browsing tree with titles, descriptions and icons by locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kb.category import Category
from kb.content import yaml_file
from kb.content.fields import Fields
from kb.content.yaml_text import Yaml, load
from kb.finding import Finding

KEYS: Mapping[str, str] = {
    "slug": "name of the category in addresses, and of its folder",
    "title": "what people read, by locale",
    "description": "one sentence, by locale",
    "icon": "name of an icon",
    "order": "place among its neighbours, ascending; none: as listed",
    "children": "the categories below it",
}
MAX_DEPTH = 12
MAX_CATEGORIES = 2_000
_SLUG = re.compile(r"[\w.~-]*\w[\w.~-]*")


def read(content: Path, path: str = "categories.yml") -> tuple[tuple[Category, ...], tuple[Finding, ...]]:
    """The roots as they are listed, with the file's findings; a slug that stands twice among neighbours counts once."""
    fields = yaml_file.read(content, path, "categories")
    findings: list[Finding] = []
    roots = _children(fields, "categories", "", findings)
    return roots, tuple(sorted({*fields.findings, *findings}))


def _children(fields: Fields, name: str, above: str, findings: list[Finding]) -> tuple[Category, ...]:
    """Depth is bounded by the YAML reader's own limit, which is below MAX_DEPTH."""
    children: dict[str, Category] = {}
    for place, item in enumerate(fields.items(name)):
        slug = item.text("slug", limit=100)
        if not _SLUG.fullmatch(slug):
            item.report("slug", "bad-category", f"`slug: {slug[:40]}` isn't a word of letters, digits and -; left out")
        elif slug in children:
            item.report("slug", "bad-category", f"`{slug}` stands twice; the first counts")
        elif len(children) < MAX_CATEGORIES:
            path = f"{above}/{slug}" if above else slug
            order = item.number("order")
            children[slug] = Category(
                path=path,
                titles=item.texts_by_locale("title", "en"),
                descriptions=item.texts_by_locale("description", "en"),
                icon=item.text("icon", limit=60),
                order=float(place + 1) if order is None else order,
                children=_children(item, "children", path, findings),
            )
        findings += item.findings
    return tuple(children.values())


def label(data: str) -> tuple[str, str, float | None]:
    """Title, description and order of Docusaurus' `_category_.json` or `.yml`; what can't be read is "" or None."""
    yaml: Yaml = load(data, max_size=64 * 1024)
    fields = Fields(yaml, "")
    return fields.text("label", limit=300), fields.text("description", "link.description"), fields.number("position")
