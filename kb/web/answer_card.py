"""The answer card: the best hit's own answer, or the first lines of the section that answers. Nothing is generated."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.document import Section
from indexer.hits import Hits, SectionHit
from kb.article import Article
from kb.web.visit import help_center

MIN_CONFIDENCE = 0.5
LONGEST = 280
_MOST_LINES = 3
_ENDS = frozenset("。．.!?！？؟…:：;；")


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """text: what the article says. section: that answers best, None for the whole article. is_own: written as the
    answer by the author."""

    text: str
    article: Article
    section: SectionHit | None
    is_own: bool


def card_of(hits: Hits) -> AnswerCard | None:
    """The card of the best hit; None where it isn't good, where its text has no whole sentence, and past page 1."""
    if hits.no_good_answer or hits.page != 1 or not hits.hits or hits.confidence < MIN_CONFIDENCE:
        return None
    best = hits.hits[0]
    article = help_center().article_of(best)
    if article is None:
        return None
    section = next(iter(best.sections), None)
    text = article.answer or first_lines(help_center().outline(article), section.anchor if section else "")
    return AnswerCard(text, article, section, bool(article.answer)) if text else None


def first_lines(sections: tuple[Section, ...], anchor: str) -> str:
    """The first sentences of a section, of the lead where it has none; rows of tables and captions aren't sentences."""
    wanted = [section.text for section in sections if section.anchor == anchor]
    texts = (*wanted, *(section.text for section in sections[:1]))
    return next(filter(None, map(_sentences, texts)), "")


def _sentences(text: str) -> str:
    kept: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        if line[-1:] not in _ENDS:
            continue
        if len(kept) == _MOST_LINES or sum(map(len, kept)) + len(line) > LONGEST:
            break
        kept.append(line)
    return "\n".join(kept) or _cut(text)


def _cut(text: str) -> str:
    """The sentences of a long first paragraph that fit; "" where not one does."""
    end = max((text.rfind(sign, 0, LONGEST) for sign in _ENDS), default=-1)
    return "" if "\n" in text[: end + 1] else text[: end + 1].strip()
