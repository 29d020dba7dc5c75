"""GET /api/v1/categories, /tags, /notices and /channels: what a help center has besides articles."""

from __future__ import annotations

from flask import Response

from kb.notice import concerning
from kb.web import api, arguments
from kb.web.api_items import channel_item, notice_item, shelf_item, tag_item
from kb.web.contact import contact_cards
from kb.web.visit import help_center
from kb.web.words import words_of


def categories() -> Response:
    """The browsing tree, parents before children; `category` asks for what is below one."""
    lang, top = api.reader_lang(), api.category()
    shelves = [shelf for root in help_center().categories(lang) for shelf in root.walk()]
    wanted = [shelf for shelf in shelves if not top or f"{shelf.category.path}/".startswith(f"{top}/")]
    return api.listed(wanted, lambda shelf: shelf_item(shelf, lang), lang=lang)


def tags() -> Response:
    """The tags of what a locale's readers browse, most used first."""
    lang = api.reader_lang()
    counts = tuple(help_center().tags(lang).items())
    return api.listed(counts, lambda pair: tag_item(*pair, lang), lang=lang)


def notices() -> Response:
    """The notices of the moment; `category` and `q` add those pinned to a category and to a search."""
    lang, top = api.reader_lang(), api.category()
    found = concerning(help_center().notices(lang), top, arguments.query().text)
    return api.listed(found, lambda notice: notice_item(notice, lang), lang=lang)


def channels() -> Response:
    """The official ways to reach people, with whether each answers now."""
    center, lang = help_center(), api.reader_lang()
    cards = contact_cards(center.channels(lang), center.site, lang, words_of(lang), center.now())
    return api.listed(cards, lambda card: channel_item(card, lang), lang=lang)
