"""The page of results: its answer card, why a result is there, and what it offers where nothing fits."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.document import Section
from kb.settings import Settings
from kb.web.answer_card import LONGEST, first_lines
from search_app import app_of
from tests.conftest import opened
from tests.plain import plain

FEES = "/en/articles/1042-withdrawal-fees"


def part(page: str, beginning: str, end: str) -> str:
    """The visible text of a part of a page, "" where it isn't there."""
    found = re.search(f"{beginning}.*?{end}", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def card(page: str) -> str:
    """The text of the answer card."""
    return part(page, '<section class="answer"', "</section>")


def reasons(page: str) -> list[str]:
    """The lines of every "why this result", in order."""
    lists = re.findall(r'<details class="why">.*?</details>', page, flags=re.S)
    return [part(line, "<li>", "</li>") for each in lists for line in re.findall(r"<li>.*?</li>", each, flags=re.S)]


def test_a_good_answer_stands_first_with_its_article_and_section(client: FlaskClient) -> None:
    page = client.get("/en/search?q=withdrawal+fee").text
    assert card(page).startswith("The short answer A fixed amount per coin and network. From: How much is the")
    assert page.index('class="answer"') < page.index('class="results"')
    section = client.get("/en/search?q=withdrawal+fees+by+network").text
    assert (
        f'<a href="{FEES}#s-fees-by-network"' in re.findall(r'<section class="answer".*?</section>', section, re.S)[0]
    )


def test_without_an_answer_of_its_own_the_section_s_first_lines_are_quoted(client: FlaskClient) -> None:
    said = card(client.get("/en/search?q=withdrawal+stuck+when+to+wait").text)
    assert said.startswith("The short answer Thirty minutes. From: My withdrawal is stuck When to wait")


@pytest.mark.parametrize("query", ["q=purple+elephants+dancing+network", "q=qqqzzz", "q=", "q=withdrawal&page=2"])
def test_there_is_no_card_without_a_good_answer(client: FlaskClient, query: str) -> None:
    assert card(client.get(f"/en/search?{query}").text) == ""


def test_a_card_in_another_language_says_so(client: FlaskClient) -> None:
    page = client.get("/ja/search?q=withdrawal+fee").text
    assert "How much is the withdrawal fee? English" in card(page)
    assert '<p lang="en" dir="ltr">A fixed amount' in page


def test_what_an_author_wrote_is_escaped_in_the_card(tmp_path: Path) -> None:
    (tmp_path / "content/en").mkdir(parents=True)
    text = "---\ntitle: Odd\nanswer: <script>alert(1)</script>\n---\n\nOdd.\n"
    (tmp_path / "content/en/odd.md").write_text(text, encoding="utf-8")
    center = opened(Settings(content=plain(tmp_path / "content"), data=tmp_path / "data"))
    page = app_of(center).test_client().get("/en/search?q=odd").text
    center.close()
    assert "<script>alert" not in page
    assert "<script>alert(1)</script>" in unescape(card(page))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Coin Fee\nBTC 1\nFees are fixed.\nThey may change.", "Fees are fixed.\nThey may change."),
        ("先试一小笔。\n再提全部。", "先试一小笔。\n再提全部。"),
        ("A table\nof words", ""),
        ("One sentence. " * 40, ("One sentence. " * 20).strip()),
        ("", ""),
    ],
)
def test_the_first_lines_are_whole_sentences(text: str, lines: str) -> None:
    found = first_lines((Section("", "", ""), Section("s-a", "A", text)), "s-a")
    assert found == lines
    assert len(found) <= LONGEST


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("withdrawal", "In the title: withdrawal"),
        ("withdrawals", "In the title: withdrawal another form of withdrawals"),
        ("cheaper", "In the text: cheaper"),
        ("手续费", "In the translation ( 简体中文 ): 手续费"),
    ],
)
def test_a_result_says_why_it_is_there(client: FlaskClient, query: str, line: str) -> None:
    assert line in reasons(client.get("/en/search", query_string={"q": query}).text)


def test_another_word_for_what_was_typed_is_named(client: FlaskClient) -> None:
    page = client.get("/zh-CN/search?q=提现").text
    assert any("提现" in line and ("意思相同" in line) for line in reasons(page)), reasons(page)


@pytest.mark.parametrize("typed", ["<b>withdrawal</b>", '"withdrawal" <i>'])
def test_what_was_typed_is_escaped_in_the_reasons(client: FlaskClient, typed: str) -> None:
    page = client.get("/en/search", query_string={"q": typed}).text
    assert "<b>withdrawal" not in page
    assert "<i>" not in page


def test_results_in_other_languages_are_counted_and_one_link_away(client: FlaskClient) -> None:
    page = client.get("/ja/search?q=password+withdrawal").text
    link = re.search(r'<nav class="elsewhere".*?<a href="([^"]+)">.*?</nav>', page, flags=re.S)
    assert link is not None
    assert "lang=en" in link[1]
    there = client.get(unescape(link[1])).text
    assert "elsewhere" not in there
    assert 'class="results"' in there
    assert "elsewhere" not in client.get("/en/search?q=withdrawal+fee").text


def test_where_nothing_fits_it_says_what_was_tried_and_offers_topics_and_people(client: FlaskClient) -> None:
    for query in ("qqqzzz", "purple+elephants+dancing+network"):
        text = part(client.get(f"/en/search?q={query}").text, "<main", "</main>")
        for expected in ("as typed, as pinyin", "Popular searches", "Browse by topic", "Live chat"):
            assert expected in text
    assert "as pinyin" not in client.get("/en/search?q=qqqzzz&exact=1").text


@pytest.mark.parametrize("narrowed", ["q=withdrawal+stuck&tag=x", "q=withdrawl+stuck&exact=1&category=account"])
def test_where_filters_leave_nothing_the_closest_articles_are_offered(client: FlaskClient, narrowed: str) -> None:
    page = client.get(f"/en/search?{narrowed}").text
    closest = part(page, '<section class="instead" aria-labelledby="closest"', "</section>")
    assert closest.startswith("Closest articles My withdrawal is stuck")
    places = [page.index(f'id="{name}"') for name in ("tips", "closest", "categories", "contact")]
    assert places == sorted(places)


def test_what_begins_like_an_article_is_close_to_it(client: FlaskClient) -> None:
    page = client.get("/en/search?q=withdrawa+qqqzzz&tag=x").text
    assert "How much is the withdrawal fee?" in part(page, 'aria-labelledby="closest"', "</section>")


def test_a_hit_says_its_path_from_the_root(client: FlaskClient) -> None:
    page = client.get("/en/search?q=withdrawal+fee").text
    assert "<bdi>Funds › Withdrawals</bdi> · Updated" in page


def test_a_notice_pinned_to_the_search_stands_above_the_answer(client: FlaskClient) -> None:
    page = client.get("/en/search?q=lost+seed+phrase").text
    assert page.index("Nobody needs your seed phrase") < page.index("<main")
