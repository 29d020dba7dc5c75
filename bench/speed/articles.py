"""Help articles that nobody wrote, always the same ones: Chinese with English words, as frequent as words are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from bench.peers.jieba_words import dictionary

VERSION = 1  # raise it with every change of what is made
VOCABULARY = 32_000
LATIN_EVERY = 6  # one word in so many is Latin
CHARACTERS = 740  # of an article; the mean of 142 real ones of an exchange and of what engines are measured with
CATEGORIES = 12
EXPONENT, OFFSET = 1.05, 2.7  # Zipf-Mandelbrot, as in running text
_SYLLABLES = (
    "ba be co da de di fi ga ge in ka ko la le li lo ma mi na no pa pe po ra re ro sa se si so ta te ti to va ve xi"
)
_SENTENCES = (
    "如果{}没有{}，请先在{}页面查看{}的{}。",
    "您可以通过{}来{}{}，系统会在{}后发送{}。",
    "{}和{}的{}不同，请以{}显示的{}为准。",
    "为了{}的{}，我们会对{}进行{}。",
    "请注意，{}之后{}不能{}，也不支持{}。",
    "打开{}，点击{}，输入{}并确认{}即可完成{}。",
    "关于{}的更多{}，请阅读{}或联系{}。",
    "{}一般需要 {} 分钟，{}繁忙时可能{}。",
    "当{}超过{}时，{}将会自动{}，不会影响{}。",
    "The {} shows the {} of your {}，以及{}的{}。",
    "使用 {} 时请选择正确的{}，否则{}可能无法{}。",
)
_TITLES = ("如何{}{}", "{}{}怎么办", "为什么{}没有{}", "{} {}说明", "{}的{}和{}", "{}{}失败的原因", "怎样查看{}的{}")
_QUESTIONS = (
    "{}{}",
    "{} {}",
    "{}怎么{}",
    "如何{}{}",
    "为什么{}没有{}",
    "{}的{}在哪里",
    "{} {} {}",
    "{}",
    "我的{}不能{}了怎么处理",
)


@dataclass(frozen=True, slots=True)
class Made:
    """One article: sections of (heading, text); the first has no heading."""

    number: int
    title: str
    category: str
    sections: tuple[tuple[str, str], ...]


def made(count: int) -> Iterator[Made]:
    """The first `count` articles; a larger count begins with the same ones."""
    for number in range(count):
        yield _article(number)


def questions(count: int, articles: int) -> list[str]:
    """Different things to ask, each with words of one of so many articles."""
    picks = random.Random(f"questions {VERSION}")
    found: dict[str, None] = {}
    while len(found) < count:
        article = _article(picks.randrange(articles))
        words = sorted(_words_of(article, picks))
        picks.shuffle(words)
        form = picks.choice(_QUESTIONS)
        if len(words) >= form.count("{}"):
            found[form.format(*words)] = None
    return list(found)


def markdown(article: Made) -> str:
    """The article as a file."""
    body = "\n\n".join(f"## {heading}\n\n{text}" if heading else text for heading, text in article.sections)
    return f"---\nid: made{article.number}\ntitle: {article.title}\nlang: zh-CN\n---\n\n{body}\n"


def write(folder: Path, count: int, has_body: bool = True) -> None:
    """The articles as a content folder, or their titles alone; one that was finished before is left as it is."""
    if (folder / "site.yml").is_file():
        return
    for article in made(count):
        path = folder / "zh-CN" / article.category / f"made{article.number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = article if has_body else replace(article, sections=(("", article.title),))
        path.write_text(markdown(kept), encoding="utf-8")
    (folder / "site.yml").write_text("name: Bench\ndefault_locale: zh-CN\nlocales: [zh-CN]\n", encoding="utf-8")


def _article(number: int) -> Made:
    picks = random.Random(f"article {VERSION} {number}")
    topic = _drawn(picks, 12)  # what an article is about comes again and again in it
    title = _filled(picks, picks.choice(_TITLES), topic)
    sections = []
    heading, length = "", 0
    while length < CHARACTERS:
        text = "".join(_filled(picks, picks.choice(_SENTENCES), topic) for _ in range(4))
        sections.append((heading, text))
        length += len(heading) + len(text)
        heading = _filled(picks, picks.choice(_TITLES), topic)
    return Made(number, title, f"part{picks.randrange(CATEGORIES)}", tuple(sections))


def _filled(picks: random.Random, form: str, topic: list[str]) -> str:
    words = [picks.choice(topic) if picks.random() < 0.3 else _drawn(picks, 1)[0] for _ in range(form.count("{}"))]
    return form.format(*words)


def _drawn(picks: random.Random, count: int) -> list[str]:
    words, weights = _vocabulary()
    return picks.choices(words, cum_weights=weights, k=count)


def _words_of(article: Made, picks: random.Random) -> set[str]:
    words, _ = _vocabulary()
    text = article.title + article.sections[0][1]
    known = _places()
    found = {text[at : at + size] for size in (2, 3, 4) for at in range(len(text) - size)}
    latin = {word for word in text.replace("，", " ").split() if word.isascii() and word.isalpha()}
    content = [word for word in sorted(found | latin) if known.get(word, 0) > len(words) // 200]
    return set(picks.sample(content, min(4, len(content))))


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {word: place for place, word in enumerate(_vocabulary()[0])}


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[list[str], list[float]]:
    """Words, commonest first, and the running sum of their weights: jieba's dictionary with invented Latin words."""
    counted = [(-times, word) for word, times in dictionary() if 2 <= len(word) <= 4 and word >= "\u4e00"]
    han = [word for _, word in sorted(counted)[:VOCABULARY]]
    picks = random.Random(f"words {VERSION}")
    syllables = _SYLLABLES.split()
    words = [
        "".join(picks.choices(syllables, k=picks.randint(2, 4))) if place % LATIN_EVERY == 3 else word
        for place, word in enumerate(han)
    ]
    words = list(dict.fromkeys(words))
    return words, list(accumulate(1 / (place + 1 + OFFSET) ** EXPONENT for place in range(len(words))))
