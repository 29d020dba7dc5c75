"""The JSON of the nouns: every item of a list carries at least id, lang, title and url."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from indexer.document import Section
from indexer.explain import Explanation
from indexer.hits import Hit, Hits
from indexer.operators import Operators
from indexer.suggest import Suggestion
from kb.addresses import category_path, home_path, markdown_path, search_path, short_path
from kb.article import Article
from kb.category import Category
from kb.notice import Notice
from kb.shelves import Shelf
from kb.web.article import markdown_of
from kb.web.contact import ContactCard
from kb.web.marks import marked, marked_ranges
from kb.web.page import notice_line, shown_path
from kb.web.visit import absolute, help_center

Json = dict[str, Any]


def article_item(article: Article, locale: str = "") -> Json:
    """An article in a list. locale: of the reader, when it isn't the article's."""
    return {
        "id": article.id,
        "lang": article.locale,
        "title": article.title,
        "url": absolute(shown_path(article, locale)),
        "category": article.category,
        "tags": list(article.tags),
        "updated_at": article.updated.isoformat() if article.updated else None,
        "description": article.description,
    }


def article_detail(article: Article, locale: str) -> Json:
    """An article with everything that its page shows."""
    center = help_center()
    chain = center.site.chain(locale)
    translations = center.translations(article.id).values()
    item = article_item(article, locale)
    return {
        **item,
        "created_at": article.created.isoformat() if article.created else None,
        "answer": article.answer,
        "short_url": absolute(short_path(article.id)),
        "markdown_url": absolute(markdown_path(article)),
        "is_fallback": article.locale != locale,
        "breadcrumb": [category_link(category, chain, locale) for category in center.breadcrumb(article.category)],
        "markdown": markdown_of(article),
        "html": center.rendered(article).html,
        "sections": [section_item(section, item["url"]) for section in center.outline(article)],
        "translations": [article_item(text) for text in translations],
        "related": [article_item(other, locale) for other in center.related(article)],
    }


def category_link(category: Category, chain: tuple[str, ...], locale: str) -> Json:
    """A category in a breadcrumb."""
    url = absolute(category_path(category.path, locale))
    return {"id": category.path, "lang": locale, "title": category.title(chain), "url": url}


def section_item(section: Section, article_url: str) -> Json:
    """A section of an article; the lead has the article's own address and an empty id."""
    return {"id": section.anchor, "title": section.title, "url": _section_url(article_url, section.anchor)}


def hit_item(hit: Hit, article: Article, locale: str) -> Json:
    """A search result; <mark> stands only in snippet and highlights, in text that is otherwise escaped."""
    center, item, snippet = help_center(), article_item(article, locale), str(marked(hit.snippet))
    chain = center.site.chain(locale)
    return {
        **item,
        "path": [category.title(chain) for category in center.breadcrumb(article.category)],
        "score": round(hit.score, 4),
        "snippet": snippet,
        "highlights": {"title": str(marked(hit.title)), "body": snippet},
        "sections": [
            {
                "id": section.anchor,
                "title": section.title.text,
                "url": _section_url(item["url"], section.anchor),
                "snippet": str(marked(section.snippet)),
            }
            for section in hit.sections
        ],
        "matched_by": dict(hit.matched_by),
        "is_fallback": hit.is_fallback,
        **({"explain": explanation_item(hit.explanation, hit.matched_by)} if hit.explanation else {}),
    }


def explanation_item(found: Explanation, matched_by: Mapping[str, str]) -> Json:
    """How a hit came to its score: (contributions + grams) x every factor, + meaning."""
    return {
        "score": found.score,
        "engine": found.engine_score,
        "coverage": found.coverage,
        "title_likeness": found.likeness,
        "is_exact": found.is_exact,
        "factors": [{"name": name, "value": value} for name, value in found.factors],
        "concepts": [
            {
                "surface": concept.surface,
                "idf": concept.idf,
                "weight": concept.weight,
                "strength": concept.strength,
                "contribution": concept.contribution,
                "matched": concept.strength > 0,
                "alternative": {
                    "term": concept.term,
                    "kind": concept.kind,
                    "weight": concept.alternative_weight,
                },
                "where": matched_by.get(concept.surface),
            }
            for concept in found.concepts
        ],
        "grams": found.grams,
        **({"meaning": found.meaning, "similarity": found.similarity} if found.meaning else {}),
    }


def facets_of(hits: Hits) -> dict[str, list[Json]]:
    """The counts of category, tag and lang, always all three."""
    return {
        name: [{"value": value, "count": count} for value, count in hits.facets.get(name, ())]
        for name in ("category", "tag", "lang")
    }


def operators_item(operators: Operators, hits: Hits) -> Json | None:
    """What a query asked for besides its words, None when it was words alone."""
    if not operators:
        return None
    return {
        "phrases": list(operators.phrases),
        "excluded": list(operators.excluded),
        "category": operators.category or None,
        "is_loosened": hits.is_loosened,
    }


def suggestion_item(suggestion: Suggestion, locale: str) -> Json | None:
    """A suggestion; one of an article that can't be shown any more is None. matched: another name of it that was typed,
    marked as `highlight` otherwise is, or null."""
    text, kind, said = suggestion.text, suggestion.kind, suggestion.said
    article = help_center().article(suggestion.target, locale) if kind == "article" else None
    if kind == "article" and article is None:
        return None
    if article:
        url = shown_path(article, locale)
    else:
        url = category_path(suggestion.target, locale) if kind == "category" else search_path(locale, text)
    return {
        "id": suggestion.target,
        "lang": article.locale if article else locale,
        "title": text,
        "url": absolute(url),
        "kind": kind,
        "highlight": str(marked_ranges(text, () if said else suggestion.ranges)),
        "matched": str(marked_ranges(said, suggestion.ranges)) if said else None,
    }


def shelf_item(shelf: Shelf, locale: str) -> Json:
    """A category with its count; `parent` is "" for a root."""
    site = help_center().site
    category = shelf.category
    return {
        **category_link(category, site.chain(locale), locale),
        "parent": category.path.rpartition("/")[0],
        "description": site.text(category.descriptions, locale),
        "icon": category.icon,
        "count": shelf.count,
    }


def tag_item(tag: str, count: int, locale: str) -> Json:
    """A tag with the number of articles that bear it."""
    return {"id": tag, "lang": locale, "title": tag, "url": absolute(search_path(locale, tag, tag=tag)), "count": count}


def notice_item(notice: Notice, locale: str) -> Json:
    """A notice; its times in ISO 8601, null when it has none."""
    line = notice_line(notice, locale)
    return {
        "id": notice.id,
        "lang": locale,
        "title": line.title,
        "url": absolute(home_path(locale)),
        "severity": line.severity,
        "text": line.text,
        "pages": list(notice.pages),
        "searches": list(notice.searches),
        "starts": notice.starts.isoformat() if notice.starts else None,
        "ends": notice.ends.isoformat() if notice.ends else None,
    }


def channel_item(card: ContactCard, locale: str) -> Json:
    """A channel; is_open is null when its hours aren't known."""
    return {
        "id": card.id,
        "lang": locale,
        "title": card.name,
        "url": absolute(card.href) if card.href.startswith("/") else card.href,
        "kind": card.kind,
        "value": card.value,
        "hours": list(card.hours),
        "answers": card.answers,
        "is_open": card.is_open,
    }


def _section_url(article_url: str, anchor: str) -> str:
    return f"{article_url}#{quote(anchor)}" if anchor else article_url
