"""The schemas of the API's answers, JSON Schema as OpenAPI 3.1 has it."""

from __future__ import annotations

from typing import Any

from kb.journal.entry import REASONS
from kb.web.api_events import KEY, KINDS, MOST_AT_ONCE
from kb.web.feedback import VOTES

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
URL: Schema = {"type": "string", "format": "uri"}
DAY: Schema = {"type": ["string", "null"], "format": "date"}
INSTANT: Schema = {"type": ["string", "null"], "format": "date-time"}
MARKED: Schema = {"type": "string", "description": "HTML: escaped text with <mark> around what matched."}


def ref(name: str) -> Schema:
    """A reference to a schema by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def array_of(name: str) -> Schema:
    """A list of what a schema describes."""
    return {"type": "array", "items": ref(name)}


def record(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with exactly these properties, all but the optional ones always there."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def list_of(name: str, has_lang: bool = False) -> Schema:
    """One page of a list. has_lang: it is in one locale, which it names."""
    lang = {"lang": TEXT} if has_lang else {}
    return record(results=array_of(name), total=WHOLE, page=WHOLE, per_page=WHOLE, **lang)


_ITEM: dict[str, Schema] = {"id": TEXT, "lang": TEXT, "title": TEXT, "url": URL}
_ARTICLE: dict[str, Schema] = {**_ITEM, "category": TEXT, "tags": TEXTS, "updated_at": DAY, "description": TEXT}
_COUNT = record(value=TEXT, count=WHOLE)
_COUNTS: Schema = {"type": "array", "items": _COUNT}

SCHEMAS: dict[str, Schema] = {
    "Article": record(**_ARTICLE),
    "ArticleDetail": record(
        **_ARTICLE,
        created_at=DAY,
        answer=TEXT,
        short_url=URL,
        markdown_url=URL,
        is_fallback={**FLAG, "description": "The article isn't in the language asked for."},
        breadcrumb=array_of("Link"),
        markdown=TEXT,
        html=TEXT,
        sections=array_of("Section"),
        translations=array_of("Article"),
        related=array_of("Article"),
    ),
    "Link": record(**_ITEM),
    "Section": record(id=TEXT, title=TEXT, url=URL),
    "SectionHit": record(id=TEXT, title=TEXT, url=URL, snippet=MARKED),
    "Explanation": {
        **record(
            ("meaning", "similarity"),
            score=NUMBER,
            engine={**NUMBER, "description": "Before coverage and title count."},
            coverage={**NUMBER, "description": "Share of the query's idf that matched."},
            title_likeness={**NUMBER, "description": "How alike query and title are, 0 to 1."},
            is_exact={**FLAG, "description": "The query is its title or an alias: it comes first."},
            factors={"type": "array", "items": record(name=TEXT, value=NUMBER)},
            concepts=array_of("ExplainedConcept"),
            grams={**NUMBER, "description": "What pairs of characters or words gave."},
            meaning={**NUMBER, "description": "What a likeness in meaning adds, where an embedding model is set."},
            similarity={**NUMBER, "description": "How alike the meanings are, 0 to 1."},
        ),
        "description": "How a hit came to its score: the sum of contributions and grams x every factor, + meaning.",
    },
    "ExplainedConcept": record(
        surface=TEXT,
        idf=NUMBER,
        weight=NUMBER,
        strength=NUMBER,
        contribution={**NUMBER, "description": "idf x weight x strength."},
        matched=FLAG,
        alternative={
            **record(term=TEXT, kind=TEXT, weight=NUMBER),
            "description": "What stands for it, and how: word, stem, part, glossary, pinyin, spelling ...",
        },
        where={**MAYBE_TEXT, "description": "As in `matched_by`."},
    ),
    "Hit": record(
        ("explain",),
        **_ARTICLE,
        path={**TEXTS, "description": "Titles of its categories from the root, for the reader."},
        score=NUMBER,
        snippet=MARKED,
        highlights=record(title=MARKED, body=MARKED),
        sections=array_of("SectionHit"),
        matched_by={
            "type": "object",
            "additionalProperties": TEXT,
            "description": "By what was typed, where it was found.",
        },
        is_fallback=FLAG,
        explain=ref("Explanation"),
    ),
    "Suggestion": record(
        **_ITEM,
        kind={"type": "string", "enum": ["article", "query", "category"]},
        highlight=MARKED,
        matched={"type": ["string", "null"], "description": "HTML: another name of it that was typed, marked alike."},
    ),
    "SearchAnswer": record(
        took_ms={**NUMBER, "description": "Milliseconds until the answer was there."},
        query=TEXT,
        lang=TEXT,
        total=WHOLE,
        page=WHOLE,
        per_page=WHOLE,
        results=array_of("Hit"),
        facets=record(category=_COUNTS, tag=_COUNTS, lang=_COUNTS),
        suggestions={**array_of("Suggestion"), "description": "Only where nothing was found."},
        corrected_query={**MAYBE_TEXT, "description": "What was probably meant; it was searched too."},
        operators={"oneOf": [ref("Operators"), {"type": "null"}]},
        no_good_answer={**FLAG, "description": "Even the best result answers badly."},
        is_partial={**FLAG, "description": "The full index is still being built."},
        notices=array_of("Notice"),
        truncated={**FLAG, "description": "The query was too long; its beginning was searched."},
    ),
    "Operators": {
        **record(phrases=TEXTS, excluded=TEXTS, category=MAYBE_TEXT, is_loosened=FLAG),
        "description": "What the query asked for besides its words; `category` is a path. "
        "`is_loosened`: nothing holds the phrases, the results are for their words.",
    },
    "SuggestAnswer": record(
        query=TEXT,
        lang=TEXT,
        results=array_of("Suggestion"),
        total=WHOLE,
        page=WHOLE,
        per_page=WHOLE,
        truncated=FLAG,
    ),
    "Category": record(**_ITEM, parent=TEXT, description=TEXT, icon=TEXT, count=WHOLE),
    "Tag": record(**_ITEM, count=WHOLE),
    "Notice": record(
        **_ITEM,
        severity={"type": "string", "enum": ["info", "warning", "danger"]},
        text=TEXT,
        pages=TEXTS,
        searches=TEXTS,
        starts=INSTANT,
        ends=INSTANT,
    ),
    "Channel": record(
        **{**_ITEM, "url": TEXT},
        kind=TEXT,
        value=TEXT,
        hours=TEXTS,
        answers=TEXT,
        is_open={"type": ["boolean", "null"], "description": "Null when the hours aren't known."},
    ),
    "Feedback": record(
        ("reason", "comment"),
        article=TEXT,
        lang=TEXT,
        vote={"type": "string", "enum": list(VOTES)},
        reason={"type": "string", "enum": ["", *REASONS]},
        comment=TEXT,
    ),
    "Event": record(
        ("query", "article", "rank", "total", "channel", "about", "id"),
        kind={"type": "string", "enum": list(KINDS)},
        lang=TEXT,
        query=TEXT,
        article=TEXT,
        rank=WHOLE,
        total=WHOLE,
        channel=TEXT,
        about=TEXT,
        id={"type": "string", "pattern": f"^{KEY}$", "description": "The same is kept once."},
    ),
    "Events": record(events={**array_of("Event"), "minItems": 1, "maxItems": MOST_AT_ONCE}),
    "KeptEntry": record(id=TEXT, is_new=FLAG),
    "Kept": record(results=array_of("KeptEntry")),
    "Problem": {
        "type": "object",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "instance": TEXT,
            "parameter": TEXT,
            "allowed": {"oneOf": [TEXT, TEXTS]},
        },
        "required": ["type", "title", "status", "detail", "instance"],
        "additionalProperties": False,
    },
}
