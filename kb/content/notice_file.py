"""Reads `notices/*.md`: dated announcements and risk warnings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb.content.fields import Fields, one_line
from kb.content.front_matter import MAX_SIZE, split
from kb.content.text_file import UnreadableText, decode, read_bytes
from kb.content.yaml_text import load
from kb.finding import Finding
from kb.notice import SEVERITIES, Notice

KEYS: Mapping[str, str] = {
    "id": "name of the notice; the file's name without it",
    "severity": "info, warning or danger",
    "starts": "moment from which it is shown; none: at once",
    "ends": "moment from which it isn't shown any more; none: never",
    "pages": "all, none, or paths of the categories whose pages show it; all where it isn't said",
    "searches": "words, or several words together; a search that holds them shows it",
    "locales": "locales of the readers that it is for; none: all",
    "title": "one line, by locale",
    "text": "a few plain sentences, by locale",
}
_SEVERITIES = {severity: severity for severity in SEVERITIES}


def read(content: Path, path: str, default_locale: str = "en") -> tuple[Notice | None, tuple[Finding, ...]]:
    """The notice of one file, with its findings; None for a file that holds none. Never raises.

    default_locale: of a title or text without locales; the file's body stands in for a missing text.
    """
    try:
        text = decode(read_bytes(content / path)).text
    except UnreadableText as error:
        return None, (Finding(path, 0, error.rule, str(error)),)
    parts = split(text)
    yaml = load(parts.source, parts.first_line, MAX_SIZE)
    fields = Fields(yaml, path)
    for problem in (*parts.problems, *yaml.problems):
        fields.findings.append(Finding(path, problem.line, problem.rule, problem.message))
    notice = _notice(fields, path, one_line(parts.body[:4_000]), default_locale)
    return notice, tuple(sorted(set(fields.findings)))


def _notice(fields: Fields, path: str, body: str, default_locale: str) -> Notice | None:
    titles = fields.texts_by_locale("title", default_locale)
    starts = fields.moment("starts", "publish_at")
    if not titles or (fields.has("starts") and starts is None):
        fields.report("title", "bad-notice", "a notice needs a `title`, and a date that can be read; it isn't shown")
        return None
    texts = fields.texts_by_locale("text", default_locale)
    pages = tuple(page.strip("/") for page in fields.texts("pages", separators=",")) or ("all",)
    return Notice(
        id=fields.text("id", limit=200) or path.rpartition("/")[2].partition(".")[0],
        severity=fields.choice("severity", _SEVERITIES, "info") or "info",
        titles=titles,
        texts=texts or ({default_locale: body} if body else {}),
        pages=() if pages == ("none",) else pages,
        searches=fields.texts("searches", separators=","),
        locales=fields.locales("locales"),
        starts=starts,
        ends=fields.moment("ends", "expire_at"),
    )
