"""How a page looks when its address is pasted into a chat: OpenGraph and Twitter tags, and oEmbed for those who ask."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlencode, urlsplit

from flask import Response, jsonify, request

from kb import cards
from kb.addresses import article_path, home_path
from kb.article import Article
from kb.web import icons, problem
from kb.web.visit import absolute, base_url, help_center, negotiated_locale, served_locale, site_name

MAX_AGE_S = 3600  # for which those who embed may keep what they were told
_LOCALE_OF_ARTICLE = re.compile(r"/([^/]+)/articles/(.+)")
_SHORT = re.compile(r"/a/(.+)")
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of this site that stands for a page, with its size; is_card: it shows the page's title."""

    path: str
    width: int
    height: int
    is_card: bool = False


@dataclass(frozen=True, slots=True)
class Unfurled:
    """What is shown of an article elsewhere. summary: its answer, else its description. section: its category's title.
    published, modified: ISO days or ""."""

    picture: Picture
    summary: str
    section: str
    published: str
    modified: str
    embed: str


def unfurled(article: Article, section: str) -> Unfurled:
    """An article as chats and social media show it. section: the title of its category, in the reader's words."""
    published = article.created.isoformat() if article.created else ""
    modified = article.updated.isoformat() if article.updated else ""
    url = absolute(article_path(article))
    embed = absolute("/oembed") + "?" + urlencode({"url": url, "format": "json"})
    return Unfurled(picture_of(article), summary_of(article), section, published, modified, embed)


def summary_of(article: Article) -> str:
    """What a chat shows below the title: the answer, so that it may be all that one needs."""
    return article.answer or article.description


def picture_of(article: Article) -> Picture:
    """The article's image card, where the writer made one; else the site's icon."""
    center = help_center()
    name = cards.made(article, center.shelves, center.settings)
    return Picture(f"/cards/{name}.png", *cards.SIZE, is_card=True) if name else site_picture()


def site_picture() -> Picture:
    """The site's icon."""
    return Picture(icons.path_of("large"), icons.LARGE, icons.LARGE)


def oembed() -> Response:
    """GET /oembed?url=&format=json: an article of this site as a link with a title and a thumbnail. What isn't an
    article here is 404, nothing is ever fetched. Source: oembed.com."""
    if request.args.get("format", "json") != "json":
        return problem.problem(501, "Not Implemented", "The only format is json.")
    article = _article_at(request.args.get("url", "")[:_LONGEST])
    if article is None:
        return problem.problem(404, "Not Found", "The parameter url must be the address of an article of this site.")
    picture = picture_of(article)
    answer = jsonify(
        version="1.0",
        type="link",
        title=article.title,
        description=summary_of(article),
        provider_name=site_name(article.locale),
        provider_url=absolute(home_path(article.locale)),
        url=absolute(article_path(article)),
        thumbnail_url=absolute(picture.path),
        thumbnail_width=picture.width,
        thumbnail_height=picture.height,
        cache_age=MAX_AGE_S,
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _article_at(url: str) -> Article | None:
    """The article of a full address of this site, of its short link or of another spelling of either."""
    center = help_center()
    path = _own_path(url)
    if found := _LOCALE_OF_ARTICLE.fullmatch(path):
        locale = served_locale(found[1])
        return center.article_at(found[2].removesuffix(".md"), locale) if locale else None
    if found := _SHORT.fullmatch(path):
        return center.article(found[1], negotiated_locale())
    return None


def _own_path(url: str) -> str:
    """The decoded path of an address below this site's own, whichever of http and https it says; else ""."""
    try:
        asked = urlsplit(url)
    except ValueError:
        return ""
    if asked.scheme not in ("http", "https"):
        return ""
    ours = {base_url().partition("://")[2], request.host}
    whole = asked.netloc + asked.path
    base = next((base for base in ours if whole.startswith(f"{base}/")), None)
    return unquote(whole[len(base) :]) if base is not None else ""
