"""One Markdown file -> a draft of an Article with everything that the file itself says, and its Findings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb.article import Article
from kb.content.fields import Fields, day_of, is_blank, moment_of, one_line
from kb.content.front_matter import MAX_SIZE, Split, split
from kb.content.front_matter_keys import FOREIGN, KEYS, is_known, is_read, meant, names
from kb.content.text_file import Text, UnreadableText, decode, revision
from kb.content.yaml_text import Problem, Value, load
from kb.finding import Finding
from kb.locale import canonical

__all__ = ["KEYS", "Draft", "read"]

MAX_MARKDOWN = 256 * 1024
MAX_PLAIN = 4 * 1024 * 1024
MAX_TITLE = 300
# Shorter bodies ("Coming soon") are alike by chance.
_MIN_COPY = 200
_STATUSES: Mapping[str, str] = {
    **dict.fromkeys(("published", "publish", "public", "live", "active", "final", "stable"), "published"),
    **dict.fromkeys(("draft", "wip", "unpublished"), "draft"),
    **dict.fromkeys(("review", "in review", "pending"), "review"),
    **dict.fromkeys(("archived", "archive", "retired", "obsolete"), "archived"),
}
_VISIBILITIES: Mapping[str, str] = {"public": "public", **dict.fromkeys(("internal", "private", "staff"), "internal")}
_LISTED = ", ，、;；"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(\S.*)")
_MARKUP = (
    (re.compile(r"\{[#.:][^{}]*\}\s*$"), ""),
    (re.compile(r"\s#+\s*$"), ""),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)"), r"\1"),
    (re.compile(r"<[^<>]*>"), ""),
    (re.compile(r"\*{1,3}|`+|(?<!\w)_{1,2}|_{1,2}(?!\w)"), ""),
)
_ADDRESS = re.compile(r"/(?!/)[^\s\\]+")
_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")


@dataclass(frozen=True, slots=True)
class Draft:
    """article: with id, locale and category as the file declares them, "" where it doesn't.

    fold: hash of the body with its white space folded, equal for untranslated copies; "" for a short body.
    """

    article: Article
    fold: str = ""


def read(data: bytes, path: str) -> tuple[Draft | None, tuple[Finding, ...]]:
    """The draft and its findings; no draft, and exactly one refused finding among them, for a file not to be served.

    path: of the file, relative to the content folder. Never raises.
    """
    if not data.strip():
        return None, (Finding(path, 0, "empty-file", "the file is empty", is_refused=True),)
    try:
        text = decode(data)
    except UnreadableText as error:
        return None, (Finding(path, 0, error.rule, str(error), is_refused=True),)
    parts = split(text.text)
    yaml = load(parts.source, parts.first_line, MAX_SIZE)
    refused = next((problem for problem in yaml.problems if problem.is_refused), None)
    if refused:
        return None, (Finding(path, refused.line, refused.rule, refused.message, is_refused=True),)
    fields = Fields(yaml, path)
    if yaml.value and not isinstance(yaml.value, dict):
        fields.report("", "yaml", "the front matter should be lines of `key: value`; none was read")
    fields.findings += [_finding(path, problem) for problem in (*parts.problems, *yaml.problems) if _matters(problem)]
    _check_text(fields, text, path)
    _check_keys(fields)
    if _is_blank_title(fields.raw("title")):
        blank = Finding(path, fields.line("title"), "title-blank", "the title has nothing to see", is_refused=True)
        return None, tuple(sorted({*fields.findings, blank}))
    article = _article(fields, parts, path, revision(data))
    return Draft(article, _fold(article.body)), tuple(sorted(set(fields.findings)))


def _is_blank_title(title: Value | None) -> bool:
    return isinstance(title, str) and title != "" and is_blank(title)


def _fold(body: str) -> str:
    folded = " ".join(body.split())
    return hashlib.blake2b(folded.encode(), digest_size=16).hexdigest() if len(folded) >= _MIN_COPY else ""


def _finding(path: str, problem: Problem) -> Finding:
    return Finding(path, problem.line, problem.rule, problem.message)


def _matters(problem: Problem) -> bool:
    """Aliases and tags below keys that other tools use are none of our business."""
    return problem.rule not in ("yaml-alias", "yaml-tag") or is_read(problem.key)


def _check_text(fields: Fields, text: Text, path: str) -> None:
    if text.encoding == "gb18030":
        fields.findings.append(Finding(path, 0, "encoding", "read as GBK: save the file as UTF-8"))
    if text.scrubbed:
        note = f"invisible control characters were left out: {text.scrubbed:,}"
        fields.findings.append(Finding(path, 0, "control-characters", note))


def _check_keys(fields: Fields) -> None:
    for key in fields.written():
        near = meant(key) if not is_known(key) else ""
        if near:
            fields.report(key, "unknown-key", f"`{key[:40]}` means nothing here; is it `{near}`?")


def _article(fields: Fields, parts: Split, path: str, sha: str) -> Article:
    body, is_plain = _body(fields, parts, path)
    stem = path.rpartition("/")[2].rpartition(".")[0]
    dated = _DATED_NAME.fullmatch(stem)
    addresses = _addresses(fields)
    return Article(
        id=_id(fields),
        locale=_locale(fields),
        title=_title(fields, body, dated[2] if dated else stem, path),
        body=body,
        path=path,
        revision=sha,
        slug=_slug(fields),
        category=_category(fields),
        description=fields.text(*names("description")),
        answer=fields.text("answer"),
        tags=fields.texts(*names("tags"), separators=_LISTED.replace(" ", "")),
        keywords=fields.texts(*names("keywords"), separators=_LISTED.replace(" ", "")),
        aliases=tuple(alias for alias in fields.texts("aliases") if alias not in addresses),
        redirect_from=addresses,
        related=fields.texts("related", separators=_LISTED),
        status=_status(fields),
        visibility=fields.choice("visibility", _VISIBILITIES, "internal") or "public",
        created=fields.day(*names("date")) or (day_of(dated[1]) if dated else None),
        updated=fields.day(*names("updated")),
        publish_at=fields.moment(*names("publish_at")),
        expire_at=fields.moment(*names("expire_at")),
        review_by=fields.day("review_by"),
        owner=fields.text("owner", limit=200),
        source_rev=fields.text("source_rev", limit=1_000),
        order=fields.number(*names("order")),
        boost=min(10.0, max(0.1, fields.number(*names("boost")) or 1.0)),
        is_featured=fields.flag(*names("featured")) is True,
        is_searchable=_is_searchable(fields),
        is_noindex=fields.flag(*names("noindex")) is True,
        is_plain=is_plain,
        body_line=parts.body_line,
    )


def _body(fields: Fields, parts: Split, path: str) -> tuple[str, bool]:
    size = len(parts.body.encode())
    if size <= MAX_MARKDOWN:
        return parts.body, False
    note = f"the text is {size // 1024:,} KiB: over {MAX_MARKDOWN // 1024} KiB it is shown as plain text; split it"
    fields.findings.append(Finding(path, parts.body_line, "body-large", note))
    if size <= MAX_PLAIN:
        return parts.body, True
    fields.findings.append(
        Finding(path, parts.body_line, "body-cut", f"what follows {MAX_PLAIN // 1024:,} KiB is left out")
    )
    return parts.body.encode()[:MAX_PLAIN].decode("utf-8", "ignore"), True


def _id(fields: Fields) -> str:
    text = fields.text("id", limit=200).strip("/ ")
    if text and (is_blank(text) or text in (".", "..") or "//" in text or "/../" in f"/{text}/"):
        fields.report("id", "bad-value", f"`id: {text[:40]}` can't stand in an address; the file's path is its id")
        return ""
    return text


def _locale(fields: Fields) -> str:
    tag = fields.text(*names("lang"), limit=60)
    locale = canonical(tag)
    if tag and locale is None:
        fields.report("lang", "unknown-locale", f"`{tag[:40]}` is no known locale; the folder's is used")
    return locale or ""


def _title(fields: Fields, body: str, stem: str, path: str) -> str:
    """The title of the front matter, else the first heading, else a foreign short title, else the file's name."""
    title = fields.text("title", limit=MAX_TITLE) or first_heading(body)[:MAX_TITLE] or fields.text(*names("title")[1:])
    if title:
        return title[:MAX_TITLE]
    note = "no title: write `title:` in the front matter or a heading; the file's name stands in"
    fields.findings.append(Finding(path, 0, "title-missing", note))
    return one_line(stem.replace("-", " ").replace("_", " ")).strip().capitalize()[:MAX_TITLE] or "?"


def first_heading(body: str) -> str:
    """Plain text of the first heading outside of code within the first 500 lines, or ""."""
    fence, previous = "", ""
    for line in body[:65_536].split("\n")[:500]:
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence:
            heading = _HEADING.match(line)
            text = heading[1] if heading else previous if re.fullmatch(r" {0,3}(=+|-{3,})\s*", line) else ""
            if text and not is_blank(plain := _without_markup(text)):
                return plain
        previous = line if not fence and line[:4].strip() and line.lstrip()[:1] not in "|>-*+<{" else ""
    return ""


def _without_markup(text: str) -> str:
    text = text[:1_000]
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return one_line(text)


def _slug(fields: Fields) -> str:
    last = fields.text("slug", limit=300).strip("/ ").rpartition("/")[2]
    return re.sub(r"[^\w.~-]+", "-", last).strip("-.")[:100]


def _category(fields: Fields) -> str:
    """The declared path of slugs; a foreign list counts by its first item when that is a slug."""
    declared = fields.text("category", limit=300).strip("/ ")
    foreign = fields.texts("categories")[:1]
    text = declared or (foreign[0].strip("/ ") if foreign else "")
    if re.fullmatch(r"[\w.~-]*\w[\w.~-]*(/[\w.~-]*\w[\w.~-]*)*", text):
        return text
    if declared:
        note = f"`category: {declared[:40]}` is no path such as funds/withdrawal; the folder counts"
        fields.report("category", "bad-category", note)
    return ""


def _addresses(fields: Fields) -> tuple[str, ...]:
    """Old addresses: our list, a foreign permalink or absolute slug, and foreign aliases that look like addresses."""
    ours = fields.texts("redirect_from")
    foreign = (*fields.texts(*FOREIGN["redirect_from"], "aliases"), fields.text("slug", limit=300))
    for text in ours:
        if not _ADDRESS.fullmatch(text):
            fields.report("redirect_from", "bad-address", f"`{text[:60]}` should be a path that starts with /")
    return tuple(dict.fromkeys(text for text in (*ours, *foreign) if _ADDRESS.fullmatch(text)))


def _status(fields: Fields) -> str:
    """Whatever can't be read counts as not yet to be published."""
    status = fields.choice("status", _STATUSES, "draft") or "published"
    is_dated = moment_of(fields.text("published", limit=60)) is not None
    is_held_back = fields.flag("published", broken=False) is False and not is_dated
    start = next((name for name in names("publish_at") if fields.has(name)), "")
    is_start_broken = bool(start) and moment_of(fields.text(start, limit=60)) is None
    return "draft" if fields.flag("draft", broken=True) or is_held_back or is_start_broken else status


def _is_searchable(fields: Fields) -> bool:
    is_hidden = fields.flag("search.exclude") or fields.flag("unlisted")
    return not is_hidden and fields.flag("searchable") is not False and fields.flag("search") is not False
