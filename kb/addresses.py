"""The addresses of everything a visitor can open, as percent-encoded paths of this site."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from kb.article import Article

_SAFE = "/-._~"


def article_address(article: Article) -> str:
    """ "{id}-{slug}", not encoded; only "{id}" when the slug adds nothing."""
    if not article.slug or article.id.casefold().endswith(article.slug.casefold()):
        return article.id
    return f"{article.id}-{article.slug}"


def article_path(article: Article, locale: str = "") -> str:
    """ "/zh-CN/articles/1042-withdrawal-fees", below `locale` when a reader of another locale is shown this text."""
    return f"{home_path(locale or article.locale)}articles/{_quoted(article_address(article))}"


def markdown_path(article: Article) -> str:
    """ "/zh-CN/articles/1042-withdrawal-fees.md", the source of the text."""
    return f"{article_path(article)}.md"


def categories_path(locale: str) -> str:
    """ "/zh-CN/categories", the whole browsing tree."""
    return f"{home_path(locale)}categories"


def category_path(path: str, locale: str) -> str:
    """ "/zh-CN/categories/funds/withdrawal"."""
    return f"{categories_path(locale)}/{_quoted(path)}"


def home_path(locale: str) -> str:
    """ "/zh-CN/"."""
    return f"/{quote(locale, safe='-._~')}/"


def search_path(locale: str, q: str = "", **filters: str | int) -> str:
    """ "/zh-CN/search?q=...&category=...", filters in the given order, empty ones left out."""
    wanted = {"q": q, **filters}
    query = urlencode({name: str(value) for name, value in wanted.items() if value != ""}, errors="replace")
    return f"{home_path(locale)}search" + (f"?{query}" if query else "")


def contact_path(locale: str) -> str:
    """ "/zh-CN/contact"."""
    return f"{home_path(locale)}contact"


def verify_path(locale: str, q: str = "") -> str:
    """ "/zh-CN/verify?q=...", is something that was received really ours?"""
    return f"{home_path(locale)}verify" + (f"?{urlencode({'q': q}, errors='replace')}" if q else "")


def feedback_path(article: Article, locale: str, step: str = "", vote: str = "") -> str:
    """ "/zh-CN/feedback/1042-withdrawal-fees", where a vote is sent; with a step, what follows it."""
    path = f"{home_path(locale)}feedback/{_quoted(article_address(article))}"
    return f"{path}?{urlencode({'step': step, 'vote': vote})}" if step else path


def survey_path(locale: str, *, is_done: bool = False) -> str:
    """ "/zh-CN/survey"; with its thanks once it is answered."""
    return f"{home_path(locale)}survey" + ("?done=1" if is_done else "")


def short_path(article_id: str) -> str:
    """ "/a/1042", which opens in the reader's locale."""
    return f"/a/{_quoted(article_id)}"


def media_path(relative: str) -> str:
    """ "/media/images/fee.png" for a file of the content folder."""
    return f"/media/{_quoted(relative)}"


def feed_path(locale: str) -> str:
    """ "/zh-CN/feed.xml"."""
    return f"{home_path(locale)}feed.xml"


def category_feed_path(path: str, locale: str) -> str:
    """ "/zh-CN/categories/funds/withdrawal/feed.xml"."""
    return f"{category_path(path, locale)}/feed.xml"


def _quoted(path: str) -> str:
    """`path` encoded; lone surrogates become "?", which no address holds, rather than an exception."""
    return quote(path.lstrip("/"), safe=_SAFE, errors="replace")
