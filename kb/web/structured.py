"""Structured data (schema.org, JSON-LD) of the pages, for search engines. Source: schema.org, json-ld.org."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from kb.addresses import article_path, category_path, home_path, search_path
from kb.article import Article
from kb.category import Category
from kb.web.visit import absolute, help_center, site_name
from kb.web.words import words_of

Thing = Mapping[str, object]

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_NO_MARKUP = str.maketrans(_UNSAFE)


def json_ld(things: Sequence[Thing]) -> Markup:
    """The things as one graph, in JSON that can stand in a script element: no text of theirs can end it."""
    graph = {"@context": "https://schema.org", "@graph": things}
    return Markup(json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_NO_MARKUP))


def site_of(locale: str) -> dict[str, object]:
    """The whole help center as a WebSite with its search."""
    center = help_center()
    site = center.site
    target = absolute(search_path(locale)) + "?q={search_term_string}"
    found: dict[str, object] = {
        "@type": "WebSite",
        "@id": absolute(home_path(locale)) + "#site",
        "name": site_name(locale),
        "url": absolute(home_path(locale)),
        "inLanguage": locale,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }
    tagline = site.text(site.taglines, locale)
    return {**found, "description": tagline} if tagline else found


def trail_of(categories: Sequence[Category], locale: str, last: tuple[str, str]) -> dict[str, object]:
    """The way from home to a page as a BreadcrumbList. last: the page's own name and path."""
    chain = help_center().site.chain(locale)
    steps = [(words_of(locale).text("home"), home_path(locale))]
    steps += [(category.title(chain), category_path(category.path, locale)) for category in categories]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute(path)}
        for place, (name, path) in enumerate((*steps, last), 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def things_of(article: Article, parents: Sequence[Category], locale: str, image: str) -> tuple[Thing, ...]:
    """An article as an Article with its way from home; one that has an answer is a question answered (FAQPage) too.
    image: its absolute address."""
    url = absolute(article_path(article))
    organization = {"@type": "Organization", "name": site_name(locale), "url": absolute(home_path(locale))}
    told: dict[str, object] = {
        "@type": "Article",
        "@id": f"{url}#article",
        "headline": article.title,
        "description": article.description or article.answer,
        "inLanguage": article.locale,
        "url": url,
        "mainEntityOfPage": url,
        "image": image,
        "keywords": list(article.tags),
        "datePublished": article.created.isoformat() if article.created else "",
        "dateModified": article.updated.isoformat() if article.updated else "",
        "author": organization,
        "publisher": organization,
    }
    things: list[Thing] = [{name: value for name, value in told.items() if value}]
    if article.answer:
        things.append(_question(article, url))
    return (*things, trail_of(parents, locale, (article.title, article_path(article))))


def category_of(title: str, path: str, locale: str, description: str) -> dict[str, object]:
    """A category's page as a CollectionPage."""
    found: dict[str, object] = {"@type": "CollectionPage", "name": title, "url": absolute(path), "inLanguage": locale}
    return {**found, "description": description} if description else found


def _question(article: Article, url: str) -> Thing:
    answer = {"@type": "Answer", "text": article.answer, "url": url}
    question = {"@type": "Question", "name": article.title, "acceptedAnswer": answer}
    return {"@type": "FAQPage", "@id": f"{url}#answer", "inLanguage": article.locale, "mainEntity": [question]}
