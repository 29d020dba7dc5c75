"""The page of search results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import redirect
from werkzeug.wrappers import Response as BaseResponse

from indexer.hits import Hit, Hits
from indexer.operators import Operators
from kb.addresses import search_path
from kb.article import Article
from kb.journal.entry import CORRECTED, Entry
from kb.locale import endonym
from kb.web import arguments, journaling
from kb.web.answer_card import card_of
from kb.web.home import popular_articles, popular_searches
from kb.web.page import Frame, category_title, page
from kb.web.paging import Paging
from kb.web.visit import help_center, served_locales
from kb.web.why import Reason, reasons_of
from kb.web.words import words_of

PER_PAGE = 10
MAX_PAGE = 100
FILTERS = ("category", "lang", "tag")
_SECTIONS = 3
_FEATURED = 5
_CHANNELS = 3
_CHOICES = 12


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A hit with the article that it stands for."""

    hit: Hit
    article: Article

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it is among the results."""
        return reasons_of(self.hit, self.article, help_center().translations(self.article.id))

    def trail(self, locale: str) -> list[str]:
        """The titles of its categories for a reader of the locale, from the root."""
        center = help_center()
        return [each.title(center.site.chain(locale)) for each in center.breadcrumb(self.article.category)]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter. locale: of the label, when it is a language's own name."""

    label: str
    path: str
    count: int | None
    is_chosen: bool
    locale: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a page of results was asked for, as its address says it."""

    locale: str
    text: str
    filters: dict[str, str]
    page: int

    def path(self, locale: str = "", page: int | str = "", **other: str) -> str:
        """The address of the same search with other filters, for another locale, or of another page."""
        return search_path(locale or self.locale, self.text, **{**self.filters, **other}, page=page)


def show(locale: str) -> BaseResponse:
    """GET /<locale>/search?q=&category=&tag=&lang=&exact=&page=."""
    center = help_center()
    asked = arguments.query()
    wanted = _Wanted(locale, asked.text, _filters(), arguments.page_number(MAX_PAGE))
    operators = center.understood(asked.text, locale)
    if operators.category:
        category = wanted.filters["category"] or operators.category
        return redirect(replace(wanted, text=operators.typed).path(category=category), code=302)
    hits = _search(wanted) if asked.text else Hits()
    paging = Paging.of(hits.total, wanted.page, PER_PAGE, MAX_PAGE)
    if hits.total and paging.page != wanted.page:
        return redirect(wanted.path(page=paging.page), code=302)
    corrected = corrected_query(hits, operators)
    if asked.text and wanted.page == 1:
        _note(wanted, hits, bool(corrected))
    words = words_of(locale)
    is_mended = bool(corrected and hits.total and not hits.no_good_answer)
    shown = corrected if is_mended else asked.text
    frame = Frame(
        locale,
        title=words.text("results.title", query=shown) if asked.text else words.text("search.label"),
        path_in=wanted.path,
        search=f"{asked.text}\n{corrected}",
        category=wanted.filters["category"],
    )
    is_unanswered = bool(asked.text) and (hits.no_good_answer or not hits.total)
    has_filters = any(wanted.filters[name] for name in FILTERS)
    return page(
        "search.html",
        frame,
        query=asked.text,
        shown=shown,
        is_mended=is_mended,
        corrected=corrected,
        corrected_path=replace(wanted, text=corrected).path(),
        typed_path=wanted.path(exact="1"),
        is_truncated=asked.is_truncated,
        limit=arguments.MAX_QUERY_LENGTH,
        hits=hits,
        first_rank=(paging.page - 1) * PER_PAGE + 1,
        is_unanswered=is_unanswered,
        results=found_articles(hits),
        card=card_of(hits),
        is_exact=bool(wanted.filters["exact"]),
        elsewhere=_elsewhere(wanted, hits),
        most_sections=_SECTIONS,
        most_channels=_CHANNELS,
        has_filters=has_filters,
        unfiltered=wanted.path(**dict.fromkeys(FILTERS, "")),
        choices=_choices(wanted, hits) if has_filters or (hits.total > 1 and not hits.no_good_answer) else {},
        popular=popular_searches(locale),
        questions=popular_articles(locale) if is_unanswered else (),
        closest=_closest(wanted) if asked.text and not hits.total else [],
        featured=center.featured(locale)[:_FEATURED],
        shelves=center.categories(locale),
        chain=center.site.chain(locale),
        paging=paging,
        page_path=lambda number: wanted.path(page=number),
    )


def corrected_query(hits: Hits, operators: Operators) -> str:
    """The query as it was probably meant, as one would type it; "" where nothing was mended."""
    is_mended = hits.corrected and hits.corrected.casefold() != operators.text.casefold()
    return operators.around(hits.corrected) if is_mended else ""


def found_articles(hits: Hits) -> list[FoundArticle]:
    """The hits whose article can still be shown."""
    center = help_center()
    pairs = [(hit, center.article_of(hit)) for hit in hits.hits]
    return [FoundArticle(hit, article) for hit, article in pairs if article is not None]


def _closest(wanted: _Wanted) -> list[Article]:
    """Articles to offer where nothing was found: what there is without the filters, else what may have been begun to
    be typed."""
    center = help_center()
    if any(wanted.filters.values()):
        hits = center.search(wanted.text, wanted.locale, per_page=_FEATURED)
        if hits.total:
            return [found.article for found in found_articles(hits)]
    begun = (each for each in center.suggest(wanted.text, wanted.locale) if each.kind == "article")
    named = (center.article(each.target, wanted.locale) for each in begun)
    return [article for article in named if article][:_FEATURED]


def _note(wanted: _Wanted, hits: Hits, is_corrected: bool) -> None:
    """Into the journal: what was asked, and whether it was answered."""
    is_answered = bool(hits.total) and not hits.no_good_answer
    said = Entry("search", journaling.visitor(), wanted.locale, wanted.text, total=hits.total, answered=is_answered)
    how = CORRECTED if is_corrected else ""
    journaling.note(replace(said, value=wanted.filters["category"], reason=how))


def _search(wanted: _Wanted) -> Hits:
    return help_center().search(
        wanted.text,
        wanted.locale,
        category=wanted.filters["category"],
        tag=wanted.filters["tag"],
        only_locale=wanted.filters["lang"],
        page=wanted.page,
        per_page=PER_PAGE,
        is_exact=bool(wanted.filters["exact"]),
    )


def _filters() -> dict[str, str]:
    """What narrows the search; a language that isn't served doesn't."""
    tag = arguments.text("lang")
    return {
        "category": arguments.text("category").strip("/"),
        "tag": arguments.text("tag"),
        "lang": next((each for each in served_locales(help_center()) if each.casefold() == tag.casefold()), ""),
        "exact": "1" if arguments.text("exact") == "1" else "",
    }


def _choices(wanted: _Wanted, hits: Hits) -> dict[str, list[Choice]]:
    """By filter name, its values as links; a filter with nothing to choose is left out."""
    found = {}
    for name in FILTERS:
        counts, chosen = dict(hits.facets.get(name, ())), wanted.filters[name]
        if name == "category":
            counts = {path: count for path, count in counts.items() if _is_near(path, chosen)}
        counts = dict(list(counts.items())[:_CHOICES])
        if chosen:
            counts.setdefault(chosen, 0)
        if chosen or len(counts) > 1:
            found[name] = list(_values(name, counts, wanted))
    return found


def _elsewhere(wanted: _Wanted, hits: Hits) -> list[Choice]:
    """The other locales that some of the hits are in, as links to those alone; none where a language is chosen."""
    counts = () if wanted.filters["lang"] else hits.facets.get("lang", ())
    return [
        Choice(endonym(locale), wanted.path(lang=locale), count, False, locale)
        for locale, count in counts
        if locale != wanted.locale
    ]


def _is_near(path: str, chosen: str) -> bool:
    """True for roots, and for the chosen category with those above and directly below it."""
    above = path.rpartition("/")[0]
    return not above or path == chosen or above == chosen or chosen.startswith(f"{path}/")


def _values(name: str, counts: dict[str, int], wanted: _Wanted) -> Iterable[Choice]:
    everything = words_of(wanted.locale).text("filters.all")
    chosen = wanted.filters[name]
    yield Choice(everything, wanted.path(**{name: ""}), None, not chosen)
    for value, count in counts.items():
        label = {"category": category_title(value, wanted.locale), "lang": endonym(value)}.get(name, value)
        path = wanted.path(**{name: value})
        yield Choice(label, path, count or None, value == chosen, value if name == "lang" else "")
