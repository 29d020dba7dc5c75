"""The API: its answers, its complaints, and that its description is true."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

ITEM = {"id", "lang", "title", "url"}
LISTS = ("articles", "categories", "tags", "notices", "channels", "suggest?q=with", "search?q=withdrawal")


def misfits(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "$") -> list[str]:
    """Where a value doesn't fit a schema; knows the parts of JSON Schema that the description uses."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return misfits(value, root["components"]["schemas"][name], root, place)
    if "oneOf" in schema:
        return [] if any(not misfits(value, each, root, place) for each in schema["oneOf"]) else [f"{place}: none fits"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(is_kind(value, kind) for kind in kinds):
        return [f"{place}: {value!r} is no {kinds}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} isn't one of {schema['enum']}"]
    if isinstance(value, list):
        return [
            m for n, each in enumerate(value) for m in misfits(each, schema.get("items", {}), root, f"{place}[{n}]")
        ]
    return object_misfits(value, schema, root, place) if isinstance(value, dict) else []


def object_misfits(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], place: str) -> list[str]:
    known = schema.get("properties", {})
    found = [f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    rest = schema.get("additionalProperties", True)
    for name, each in value.items():
        if name in known:
            found += misfits(each, known[name], root, f"{place}.{name}")
        elif rest is False:
            found.append(f"{place}.{name} isn't described")
        elif isinstance(rest, dict):
            found += misfits(each, rest, root, f"{place}.{name}")
    return found


def is_kind(value: Any, kind: str) -> bool:
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    kinds: dict[str, tuple[type, ...]] = {
        "string": (str,), "array": (list,), "object": (dict,), "boolean": (bool,), "null": (type(None),),
        "integer": (int,), "number": (int, float),
    }  # fmt: skip
    return isinstance(value, kinds[kind])


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").get_json()
    return found


def test_the_description_names_every_address_and_no_other(client: FlaskClient, description: dict[str, Any]) -> None:
    rules = [rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/v1")]
    written = {re.sub(r"<path:article_id>", "{id}", rule).removeprefix("/api/v1") for rule in rules}
    assert set(description["paths"]) == written
    assert description["openapi"].startswith("3.1")
    assert description["servers"] == [{"url": "http://localhost/api/v1"}]


@pytest.mark.parametrize(
    ("described", "path"),
    [
        ("/search", "search?q=withdrawal+fee&lang=en"),
        ("/search", "search?q=withdr"),
        ("/search", "search?q=qqqzzz&lang=ar"),
        ("/search", "search?q=withdrawl+-%22trading+fee%22&lang=en&exact=0"),
        ("/search", "search?q=withdrawl+fee+zebra&lang=en&explain=1"),
        ("/search", "search?q=fee+category:withdrawal&lang=en"),
        ("/search", "search?q=lost+seed+phrase"),
        ("/search", "search"),
        ("/suggest", "suggest?q=with&lang=en"),
        ("/suggest", "suggest?q=fun"),
        ("/suggest", "suggest"),
        ("/articles", "articles"),
        ("/articles", "articles?lang=zh-CN&tag=%E6%8F%90%E5%B8%81"),
        ("/articles/{id}", "articles/1042?lang=zh-TW"),
        ("/articles/{id}", "articles/account/guides/first"),
        ("/categories", "categories?lang=zh-CN"),
        ("/tags", "tags"),
        ("/notices", "notices?category=account"),
        ("/channels", "channels?lang=ja"),
        ("/openapi.json", "openapi.json"),
    ],
)
def test_every_answer_is_as_described(
    client: FlaskClient, description: dict[str, Any], described: str, path: str
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    operation = description["paths"][described]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert misfits(answer.get_json(), schema, description) == []
    asked = set(re.findall(r"[?&](\w+)=", path))
    assert asked <= {parameter["name"] for parameter in operation["parameters"]}


@pytest.mark.parametrize("path", ["nothing", "articles/nothing", "search?page=x", "search?lang=xx", "articles?page=0"])
def test_every_complaint_is_as_described(client: FlaskClient, description: dict[str, Any], path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.content_type == "application/problem+json"
    assert misfits(answer.get_json(), {"$ref": "#/components/schemas/Problem"}, description) == []
    assert answer.get_json()["status"] == answer.status_code


@pytest.mark.parametrize("path", LISTS)
def test_every_list_has_its_total_and_its_page_and_items_with_a_link(client: FlaskClient, path: str) -> None:
    found = client.get(f"/api/v1/{path}", headers={"Accept-Language": "en"}).get_json()
    assert {"results", "total", "page", "per_page"} <= set(found)
    assert found["results"]
    assert all(set(item) >= ITEM for item in found["results"])
    assert found["page"] == 1


@pytest.mark.parametrize("path", ["articles", "categories", "search?q=withdrawal"])
def test_the_address_of_every_item_opens(client: FlaskClient, path: str) -> None:
    for item in client.get(f"/api/v1/{path}").get_json()["results"]:
        assert client.get(item["url"].removeprefix("http://localhost")).status_code == 200


def test_a_search_answers_with_marks_sections_facets_and_reasons(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=withdrawal+fee&lang=en").get_json()
    best = found["results"][0]
    assert (best["id"], best["lang"], best["updated_at"]) == ("1042", "en", "2026-10-12")
    assert "<mark>withdrawal</mark>" in best["highlights"]["title"]
    assert best["sections"][0]["url"].endswith("/en/articles/1042-withdrawal-fees#s-fees-by-network")
    assert best["matched_by"]["withdrawal"] == "title"
    assert {"value": "funds/withdrawal", "count": 2} in found["facets"]["category"]
    assert found["query"] == "withdrawal fee"


def test_only_marks_are_html_in_what_is_marked(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=password+bold&lang=en").get_json()["results"][0]
    title = found["highlights"]["title"]
    assert found["title"] == 'I forgot my password <b>bold</b> & "quoted"'
    assert re.sub(r"</?mark>", "", title) == "I forgot my password &lt;b&gt;bold&lt;/b&gt; &amp; &#34;quoted&#34;"
    assert "<mark>password</mark>" in title


def test_filters_and_paging_narrow_a_search(client: FlaskClient) -> None:
    def ids(query: str) -> list[str]:
        return [item["id"] for item in client.get(f"/api/v1/search?q=withdrawal&lang=en&{query}").get_json()["results"]]

    assert ids("tag=fees") == ["1042"]
    assert ids("category=funds") == ids("")
    assert ids("category=account") == []
    assert ids("per_page=1") + ids("per_page=1&page=2") == ids("")


def test_a_search_says_what_it_mended_and_exact_mends_nothing(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=withdrawl&lang=en").get_json()
    exact = client.get("/api/v1/search?q=withdrawl&lang=en&exact=1").get_json()
    assert (found["corrected_query"], found["total"]) == ("withdrawal", 2)
    assert (exact["corrected_query"], exact["total"]) == (None, 0)
    assert client.get("/api/v1/search?q=withdrawal&lang=en").get_json()["corrected_query"] is None


def test_a_phrase_that_nothing_holds_is_searched_by_its_words_and_the_answer_says_so(client: FlaskClient) -> None:
    found = client.get("/api/v1/search", query_string={"q": '"fees withdrawal"', "lang": "en"}).get_json()
    assert found["operators"]["is_loosened"]
    assert found["results"][0]["title"] == "How much is the withdrawal fee?"
    page = client.get("/en/search", query_string={"q": '"fees withdrawal"'}).get_data(as_text=True)
    assert "No article holds the words in quotes just so." in page


def test_a_search_says_which_operators_it_understood(client: FlaskClient) -> None:
    asked = {"q": 'withdrawl "fixed amount" -limit category:提币', "lang": "en"}
    found = client.get("/api/v1/search", query_string=asked).get_json()
    category = "funds/withdrawal"
    assert found["operators"] == {
        "phrases": ["fixed amount"], "excluded": ["limit"], "category": category, "is_loosened": False,
    }  # fmt: skip
    assert found["corrected_query"] == "withdrawal “fixed amount” -limit"
    assert {item["category"] for item in found["results"]} == {category}
    assert client.get("/api/v1/search?q=ERC-20+fee").get_json()["operators"] is None


def test_a_search_explains_itself_when_asked(client: FlaskClient) -> None:
    best = client.get("/api/v1/search?q=withdrawal+zebra&lang=en&explain=1").get_json()["results"][0]
    found = best["explain"]
    score = sum(concept["contribution"] for concept in found["concepts"]) + found["grams"]
    for factor in found["factors"]:
        score *= factor["value"]
    assert score == pytest.approx(found["score"], rel=1e-4)
    assert round(found["score"], 4) == best["score"]
    assert [(c["surface"], c["matched"], c["where"]) for c in found["concepts"]] == [
        ("withdrawal", True, "title"),
        ("zebra", False, None),
    ]
    assert "explain" not in client.get("/api/v1/search?q=withdrawal&lang=en").get_json()["results"][0]


def test_an_article_comes_with_its_text_translations_and_sections(client: FlaskClient) -> None:
    found = client.get("/api/v1/articles/1042?lang=zh-TW").get_json()
    assert (found["lang"], found["is_fallback"]) == ("zh-CN", True)
    assert found["url"] == "http://localhost/zh-TW/articles/1042-withdrawal-fees"
    assert found["short_url"] == "http://localhost/a/1042"
    assert found["markdown"].startswith("# 提币手续费是多少\n")
    assert "<h2 id=" in found["html"]
    assert [text["lang"] for text in found["translations"]] == ["en", "zh-CN"]
    assert [section["title"] for section in found["sections"]] == ["", "各网络手续费", "怎么省手续费"]
    assert [step["id"] for step in found["breadcrumb"]] == ["funds", "funds/withdrawal"]


def test_articles_are_listed_by_what_changed_since(client: FlaskClient) -> None:
    found = client.get("/api/v1/articles?lang=en&updated_since=2026-10-11").get_json()
    assert [item["id"] for item in found["results"]] == ["1042"]


def test_categories_are_a_tree_in_display_order(client: FlaskClient) -> None:
    found = client.get("/api/v1/categories?lang=zh-CN").get_json()
    rows = [(item["id"], item["parent"], item["count"], item["title"]) for item in found["results"]]
    assert rows[:2] == [("funds", "", 2, "资金"), ("funds/withdrawal", "funds", 2, "提币")]
    below = client.get("/api/v1/categories?category=account").get_json()["results"]
    assert all(item["id"].startswith("account") for item in below)


def test_channels_say_whether_somebody_answers_now(client: FlaskClient) -> None:
    found = {item["id"]: item for item in client.get("/api/v1/channels?lang=en").get_json()["results"]}
    assert (found["chat"]["is_open"], found["chat"]["url"]) == (True, "https://chat.example")
    assert found["chat"]["answers"] == "Answers within 5 minutes"
    assert (found["mail"]["url"], found["mail"]["is_open"]) == ("mailto:help@harbour.example", None)
    assert found["desk"]["url"] == "tel:+442079460321"
    assert found["desk"]["hours"] == ["Mon to Fri, 09:00–17:00 (London)"]


def test_suggestions_complete_titles_and_aliases(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=my+with&lang=en").get_json()["results"]
    assert (found[0]["kind"], found[0]["id"]) == ("article", "1043")
    assert found[0]["url"] == "http://localhost/en/articles/1043-withdrawal-stuck"
    assert found[0]["highlight"].startswith("<mark>")


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("page=0", "page", "a whole number from 1 to 100"),
        ("page=-1", "page", "a whole number from 1 to 100"),
        ("page=1000000000", "page", "a whole number from 1 to 100"),
        (f"page={'9' * 5000}", "page", "a whole number from 1 to 100"),
        (f"page={quote('٣')}", "page", "a whole number from 1 to 100"),
        ("page=1.5", "page", "a whole number from 1 to 100"),
        ("per_page=51", "per_page", "a whole number from 1 to 50"),
        ("explain=2", "explain", ["0", "1"]),
        ("exact=yes", "exact", ["0", "1"]),
        ("lang=xx", "lang", ["en", "zh-CN", "zh-TW", "ja", "ar"]),
        ("category=nowhere", "category", ["funds", "funds/withdrawal", "account", "account/guides"]),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(
    client: FlaskClient, query: str, parameter: str, allowed: object
) -> None:
    answer = client.get(f"/api/v1/search?q=a&{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert (answer.get_json()["parameter"], answer.get_json()["allowed"]) == (parameter, allowed)
    assert parameter in answer.get_json()["detail"]


def test_a_bad_date_is_named(client: FlaskClient) -> None:
    assert client.get("/api/v1/articles?updated_since=yesterday").get_json()["parameter"] == "updated_since"


def test_a_locale_is_read_in_any_case(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=a&lang=ZH-cn").get_json()["lang"] == "zh-CN"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("zh-HK", "zh-TW"), ("zh", "zh-CN"), ("zh_Hans_CN", "zh-CN"), ("en-GB", "en"), ("ar-EG", "ar"), ("fr", "en")],
)
def test_a_locale_that_is_not_served_is_answered_in_the_nearest_one(
    client: FlaskClient, asked: str, answered: str
) -> None:
    assert client.get(f"/api/v1/search?q=a&lang={asked}").get_json()["lang"] == answered


def test_without_lang_the_accept_language_header_decides(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=a", headers={"Accept-Language": "ja"})
    assert answer.get_json()["lang"] == "ja"
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_first_of_a_repeated_query_counts(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=withdrawal&q=password").get_json()["query"] == "withdrawal"
    assert client.get("/api/v1/search?q[]=withdrawal").get_json()["query"] == ""


def test_a_query_over_400_characters_is_cut_and_the_answer_says_so(client: FlaskClient) -> None:
    found = client.get("/api/v1/search", query_string={"q": "a" * 401}).get_json()
    assert (len(found["query"]), found["truncated"]) == (400, True)
    assert client.get("/api/v1/search", query_string={"q": "a" * 400}).get_json()["truncated"] is False
    assert client.get("/api/v1/search", query_string={"q": "的" * 20_000}).get_json()["truncated"] is True


def test_bytes_that_are_no_text_are_searched_as_well_as_they_can_be(client: FlaskClient) -> None:
    assert client.get("/api/v1/search?q=%ff%fe&lang=en").status_code == 200
    assert client.get("/api/v1/suggest?q=%00%ed%a0%80").status_code == 200


def test_any_site_may_read_the_api_but_not_the_pages(client: FlaskClient) -> None:
    for path in ("/api/v1/search?q=a", "/api/v1/nothing", "/api/v1/search?page=x"):
        answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.get("/en/").headers


def test_other_methods_are_refused_with_a_problem(client: FlaskClient) -> None:
    answer = client.post("/api/v1/search", data=b"{}")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
