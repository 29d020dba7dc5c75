"""HelpCenter: what every door may ask. It answers from one Moment and never waits for the writer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

from indexer.document import Section
from indexer.hits import Hit, Hits
from indexer.operators import Operators
from indexer.suggest import Suggestion
from kb import links, lint, moment, moves
from kb.article import Article
from kb.category import Category
from kb.channel import Channel
from kb.finding import Finding
from kb.markdown.outline import sections
from kb.markdown.render import Rendered, Renderer
from kb.news import progress_of
from kb.notice import Notice
from kb.settings import Settings
from kb.shelves import Shelf, Shelves
from kb.site import Site
from kb.suggestions import Suggestions


class HelpCenter:
    """The whole, opened for reading; `refresh` swaps in the present moment while requests go on with theirs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._renderer = Renderer(settings.state / "html", settings.render_timeout_s, settings.render_memory_mb)
        self._turn = threading.Lock()
        self._moment = moment.opened(settings)
        self._moves = moves.Moves(settings.state).followed(self._moment.library)
        self._suggestions = Suggestions(self._moment.shelves, self._moment.analyzer)

    def refresh(self) -> None:
        """Brings in what was published since. Raises ContentNotFound and keeps the last moment."""
        with self._turn:
            new = moment.opened(self.settings, self._moment)
            self._moves, self._moment = self._moves.followed(new.library), new

    def learn(self) -> None:
        """Makes suggestions and words of what changed ready for the first who needs them; refreshes needn't wait."""
        now = self._moment
        self._suggestions = Suggestions(now.shelves, now.analyzer, self._suggestions).warm()
        words, has_vectors = moment.learnt(now)
        with self._turn:
            self._moment = moment.with_words(self._moment, words, has_vectors)

    def close(self) -> None:
        """Ends the workers that make HTML."""
        self._renderer.close()

    @property
    def shelves(self) -> Shelves:
        """What readers may see at the present moment."""
        return self._moment.shelves

    @property
    def site(self) -> Site:
        """Names, locales and colours; the base_url setting overrides the site's."""
        site = self._moment.library.site
        return replace(site, base_url=self.settings.base_url) if self.settings.base_url else site

    @property
    def is_ready(self) -> bool:
        """True when the full index answers; until then titles are searched."""
        return self._moment.is_ready

    @property
    def progress(self) -> tuple[int, int]:
        """Pair (articles indexed, articles to index) of the writer's present or last build."""
        return progress_of(self.settings.state)

    @property
    def version(self) -> str:
        """A text that changes whenever an article does."""
        return self._moment.version.text

    def now(self) -> datetime:
        """The present time, aware."""
        return datetime.now(timezone.utc)

    def locales(self) -> tuple[str, ...]:
        """Locales that have a visible article, in the site's order."""
        return self.shelves.locales

    def article(self, article_id: str, locale: str) -> Article | None:
        """The article in the first locale of the reader's chain that has it."""
        return self.shelves.article(article_id, locale)

    def article_at(self, address: str, locale: str) -> Article | None:
        """The article of "{id}" or "{id}-{slug}"."""
        return self.shelves.at_address(address, locale)

    def moved(self, path: str) -> Article | None:
        """The article that an old address leads to now: one of its `redirect_from`, or its file's former place."""
        locale = path.strip("/").partition("/")[0]
        targets = (self._moves.target(old_id) for old_id in moves.ids_in(path))
        moved = (self.article(target, locale) for target in targets if target)
        return self.shelves.redirects.get(path.strip("/").casefold()) or next(filter(None, moved), None)

    def translations(self, article_id: str) -> dict[str, Article]:
        """The visible texts of an article by locale."""
        return self.shelves.translations(article_id)

    def categories(self, locale: str) -> tuple[Shelf, ...]:
        """The browsing tree of a locale."""
        return self.shelves.roots(locale)

    def category(self, path: str, locale: str) -> Shelf | None:
        """The category at a path, None when it has no article for this locale's readers."""
        return self.shelves.shelf(path, locale)

    def breadcrumb(self, category_path: str) -> tuple[Category, ...]:
        """The categories from the root to a path."""
        return self.shelves.breadcrumb(category_path)

    def featured(self, locale: str) -> tuple[Article, ...]:
        """Featured articles in order."""
        return self.shelves.featured(locale)

    def related(self, article: Article) -> tuple[Article, ...]:
        """Articles to read next."""
        return self.shelves.related(article)

    def latest(self, locale: str, limit: int) -> tuple[Article, ...]:
        """The articles of a locale that changed last, newest first."""
        return self.shelves.latest(locale, limit)

    def articles(
        self, locale: str | None = None, category: str = "", tag: str = "", updated_since: date | None = None
    ) -> tuple[Article, ...]:
        """Visible articles that fit, by locale, category, order and title; a category includes those below it."""
        return self.shelves.select(locale, category, tag, updated_since)

    def tags(self, locale: str) -> Mapping[str, int]:
        """Articles by tag, most used first."""
        return self.shelves.tags(locale)

    def rendered(self, article: Article) -> Rendered:
        """The HTML of an article, with its links and images as addresses of this site."""
        rendered = self._renderer.rendered(article.body, article.title, article.is_plain)
        return replace(rendered, html=links.linked(rendered.html, article, self.shelves, self.settings.content))

    def outline(self, article: Article) -> tuple[Section, ...]:
        """The sections of an article as plain text, as far as its page has anchors for them."""
        return sections(article.body, article.title) if not article.is_plain else (Section("", "", article.body),)

    def understood(self, text: str, locale: str) -> Operators:
        """What a text asks for besides its words, a category by any name that the locale's readers know."""
        return self._moment.understood(text, locale)

    def search(
        self,
        text: str,
        locale: str,
        *,
        category: str = "",
        tag: str = "",
        only_locale: str = "",
        page: int = 1,
        per_page: int = 10,
        **how: bool,
    ) -> Hits:
        """A page of hits that a reader of the locale may see. how: is_exact, is_explained; see Search.asked."""
        now, filters = self._moment, {"category": category, "tag": tag, "lang": only_locale}
        hits = now.search.page(now.query(text, locale, filters, **how), page, per_page)
        visible = tuple(hit for hit in hits.hits if self.article_of(hit) is not None)
        return replace(hits, hits=visible, is_partial=not now.is_ready)

    def article_of(self, hit: Hit) -> Article | None:
        """The article that a hit shows, None when it isn't visible any more."""
        return self.shelves.translation(hit.document.group, hit.document.locale)

    def suggest(self, text: str, locale: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions for a text that is being typed."""
        return self._suggestions.suggest(text, locale, limit, self.shelves)

    def notices(self, locale: str) -> tuple[Notice, ...]:
        """Current notices for readers of a locale, whatever they concern."""
        now, notices = self.now(), self._moment.library.notices
        return tuple(notice for notice in notices if notice.is_current(now) and notice.is_for(locale))

    def channels(self, locale: str) -> tuple[Channel, ...]:
        """Ways to reach support in order, those that speak the locale first."""
        return tuple(sorted(self._moment.library.channels, key=lambda channel: not channel.speaks(locale)))

    def media(self, path: str) -> Path | None:
        """An image file of the content folder."""
        return links.media_file(self.settings.content, path)

    def findings(self, article: Article) -> tuple[Finding, ...]:
        """What is wrong with an article's file."""
        return lint.findings_of(self._moment.library, article)
