"""The page of results: what it shows, says and offers, whatever is asked."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.page_text import text_of

FEES = "/en/articles/1042-withdrawal-fees"


def test_results_show_counts_marks_sections_and_filters(client: FlaskClient) -> None:
    page = client.get("/en/search?q=withdrawal+fee")
    assert "results for withdrawal fee" in text_of(page)
    assert "<mark>withdrawal</mark>" in page.text
    assert f'href="{FEES}#s-fees-by-network"' in page.text
    assert 'href="/en/search?q=withdrawal+fee&amp;tag=fees"' in page.text


def test_a_filter_narrows_the_results(client: FlaskClient) -> None:
    assert "1 result for" in text_of(client.get("/en/search?q=withdrawal&tag=fees"))
    assert "Nothing found" in text_of(client.get("/en/search?q=withdrawal&category=account"))


def test_a_result_in_another_language_says_so(client: FlaskClient) -> None:
    page = client.get("/ja/search?q=withdrawal+stuck").text
    assert re.search(r'My.*stuck.*</bdi></a> <span class="badge">English</span>', page)


def test_nothing_found_offers_other_ways(client: FlaskClient) -> None:
    text = text_of(client.get("/en/search?q=qqqzzz"))
    for expected in ("Nothing found for qqqzzz", "What you can try", "withdrawal fee", "Browse by topic", "Live chat"):
        assert expected in text


def test_a_mended_search_says_so_and_can_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/en/search?q=withdrawl+fee&tag=withdrawal")
    assert "2 results for withdrawal fee" in text_of(page)
    assert "<title>Results for withdrawal fee" in page.text
    assert "You typed withdrawl fee, and we corrected it." in text_of(page)
    assert 'href="/en/search?q=withdrawl+fee&amp;tag=withdrawal&amp;exact=1"' in page.text
    exact = client.get("/en/search?q=withdrawl+fee&exact=1")
    assert "we corrected it" not in text_of(exact)
    assert "My withdrawal is stuck" in text_of(page)
    assert "My withdrawal is stuck" not in text_of(exact)
    assert "we corrected it" not in text_of(client.get("/en/search?q=withdrawal+fee"))


def test_a_search_without_a_good_answer_says_so_first_and_offers_people_before_what_comes_near(
    client: FlaskClient,
) -> None:
    page = text_of(client.get("/en/search?q=purple+elephants+dancing+network")).partition("main")[0]
    said = (
        "We found no good answer for purple elephants dancing network",
        "What you can try", "Popular searches", "Most useful articles", "How to reach us", "Live chat",
        "Possibly related", "How much is the withdrawal fee?",
    )  # fmt: skip
    places = [page.rfind(each) if each == said[-1] else page.find(each) for each in said]
    assert places == sorted(places)
    assert -1 not in places


def test_a_category_that_is_typed_becomes_the_chosen_filter(client: FlaskClient) -> None:
    answer = client.get("/zh-CN/search", query_string={"q": '"提币手续费" 分类：提币 -usdt', "tag": "提币"})
    assert answer.status_code == 302
    asked = unescape(answer.headers["Location"])
    assert asked == client.get(asked).request.path + "?" + client.get(asked).request.query_string.decode()
    page = client.get(asked)
    assert (page.status_code, page.request.args["q"]) == (200, '"提币手续费" -usdt')
    assert (page.request.args["category"], page.request.args["tag"]) == ("funds/withdrawal", "提币")


def test_a_chosen_category_counts_before_a_typed_one(client: FlaskClient) -> None:
    answer = client.get("/en/search?q=fee+category:account&category=funds", follow_redirects=True)
    assert (answer.request.args["q"], answer.request.args["category"]) == ("fee", "funds")


def test_an_empty_search_shows_what_is_popular(client: FlaskClient) -> None:
    assert "Popular searches" in text_of(client.get("/en/search?q=+"))


@pytest.mark.parametrize("page", ["-1", "0", "999999999999", "٣", "x", "1" * 5000])
def test_any_page_number_gives_a_page(client: FlaskClient, page: str) -> None:
    asked = {"q": "withdrawal", "page": page}
    assert client.get("/en/search", query_string=asked, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "typed",
    ["*", "***", "w*?w*?", "[TO]", "NOT NOT a", "(" * 2000, "<b>", ">5", 'r"("', "title:", "\0", "的" * 5000,
     "a ANDNOT " * 20, "\u202egnp.exe", "ﷺ" * 400, "'; DROP TABLE--", "🙂", "w " * 2000],
)  # fmt: skip
def test_any_text_can_be_searched(client: FlaskClient, typed: str) -> None:
    answer = client.get("/en/search", query_string={"q": typed})
    assert answer.status_code == 200
    assert "<b>" not in answer.text
    assert "\u202e" not in answer.text


def test_a_long_question_is_cut_and_the_page_says_so(client: FlaskClient) -> None:
    assert "its first 400 characters" in text_of(client.get("/en/search", query_string={"q": "withdrawal " * 60}))


def test_a_notice_for_a_search_shows_on_that_search_only(client: FlaskClient) -> None:
    assert "Nobody needs your seed phrase" in text_of(client.get("/en/search?q=lost+seed+phrase"))
    assert "Nobody needs your seed phrase" not in text_of(client.get("/en/search?q=withdrawal"))
    assert "Nobody needs your seed phrase" in text_of(client.get("/en/articles/1005-forgot-password"))
