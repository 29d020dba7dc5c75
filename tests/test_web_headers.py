"""What every response carries, and what is refused at the door."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kb.colour import contrast
from kb.settings import Settings
from kb.web import assets, theme
from search_app import app_of
from tests.conftest import opened

ANYTHING = (
    "/",
    "/en/",
    "/en/search?q=a",
    "/en/articles/1042-withdrawal-fees",
    "/en/articles/1042-withdrawal-fees.md",
    "/a/1042",
    "/nothing/here",
    "/media/en/funds/withdrawal/fee-table.png",
    "/static/site.css",
    "/static/nothing.css",
    "/theme.css",
    "/favicon.ico",
    "/api/v1/search?q=a",
    "/api/v1/nothing",
    "/api/v1/search?page=x",
    "/sitemap.xml",
    "/en/feed.xml",
    "/robots.txt",
    "/llms.txt",
    "/opensearch.xml",
    "/healthz",
    "/readyz",
)


@pytest.mark.parametrize("path", ANYTHING)
def test_every_response_is_armoured_and_sets_no_cookie(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    for name in ("Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cache-Control"):
        assert answer.headers[name]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example/path", "a b", "x@evil", "<script>", "a..b,c", "[::1", "x:99999999", ""])
def test_an_odd_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/en/", headers={"Host": host})
    assert answer.status_code == 400
    assert "<script>" not in answer.text


@pytest.mark.parametrize("host", ["help.example", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "my_host"])
def test_an_ordinary_host_is_served_and_named_in_absolute_addresses(client: FlaskClient, host: str) -> None:
    answer = client.get("/en/articles/1042-withdrawal-fees", headers={"Host": host})
    assert f'href="http://{host}/en/articles/1042-withdrawal-fees"' in answer.text


def test_a_set_base_url_is_used_whatever_the_host_says(content: Path, tmp_path: Path) -> None:
    center = opened(Settings(content=content, data=tmp_path, base_url="https://help.example/"))
    client = app_of(center).test_client()
    for path in (
        "/en/articles/1042-withdrawal-fees",
        "/sitemap.xml",
        "/api/v1/articles",
        "/robots.txt",
        "/en/feed.xml",
    ):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.text
        assert "https://help.example/" in answer.text
    assert client.get("/en", headers={"Host": "evil.example"}).headers["Location"] == "/en/"
    center.close()


def test_a_chunked_body_is_refused(client: FlaskClient) -> None:
    assert client.get("/en/", headers={"Transfer-Encoding": "chunked"}).status_code == 411


def test_a_body_over_64_kib_is_refused(client: FlaskClient) -> None:
    assert client.post("/en/", data=b"x" * (64 * 1024 + 1)).status_code == 413
    assert client.get("/en/", data=b"x" * 100).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/en/", "/api/v1/search", "/en/articles/1042-withdrawal-fees"])
def test_pages_can_only_be_read(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    answer = client.head("/en/")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


def test_over_100_parameters_are_refused(client: FlaskClient) -> None:
    query = "&".join(f"p{number}=1" for number in range(101))
    assert client.get(f"/en/search?{query}").status_code == 400
    assert client.get(f"/api/v1/search?{query}").status_code == 400
    assert client.get("/api/v1/search?" + "q&" * 200_000).status_code == 400


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/en/categories").headers["ETag"]
    assert client.get("/en/categories", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("path", ["/en/", "/en/search?q=withdrawal", "/en/nothing-here", "/static/site.css"])
def test_pages_and_assets_are_packed_for_those_who_take_it_and_the_same_for_all(client: FlaskClient, path: str) -> None:
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (plain, packed))
    assert client.get(path, headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data


def test_a_packed_page_has_an_etag_of_its_own_and_is_not_sent_again(client: FlaskClient) -> None:
    takes = {"Accept-Encoding": "gzip"}
    tag = client.get("/en/", headers=takes).headers["ETag"]
    assert tag != client.get("/en/").headers["ETag"]
    again = client.get("/en/", headers={**takes, "If-None-Match": tag})
    assert (again.status_code, again.data, again.headers.get("Content-Encoding")) == (304, b"", None)
    assert client.get("/en/", headers={"If-None-Match": tag}).status_code == 200


def test_pictures_and_what_is_tiny_are_never_packed(client: FlaskClient) -> None:
    for path in ("/media/en/funds/withdrawal/fee-table.png", "/theme.css", "/favicon.ico"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True).headers


def test_static_files_are_kept_for_a_year_under_the_address_that_pages_name(client: FlaskClient) -> None:
    page = client.get("/en/").text
    named = re.findall(r'"(/(?:static/[a-z.]+|theme\.css)\?v=[0-9a-f]+)"', page)
    assert len(named) >= 4
    for path in named:
        assert "immutable" in client.get(path).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/site.css?v=old").headers["Cache-Control"]


def test_a_fault_of_our_own_is_logged_and_explained_without_its_details(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = client.application
    app.add_url_rule("/broken", "broken", lambda: str(1 // 0))
    app.add_url_rule("/api/broken", "api-broken", lambda: str(1 // 0))
    answer = client.get("/broken", headers={"Accept-Language": "ja"})
    assert answer.status_code == 500
    assert "こちら側で問題が発生しました" in answer.text
    assert "ZeroDivision" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    problem = client.get("/api/broken")
    assert problem.content_type == "application/problem+json"
    assert json.loads(problem.data)["status"] == 500


@pytest.mark.parametrize("accent", ["#0f766e", "#ffff00", "#000000", "#fff", "#7f7f7f", "red; } body { x", ""])
def test_any_accent_becomes_readable_on_light_and_dark(accent: str) -> None:
    css = theme.theme_css(accent)
    light = dict(re.findall(r"--([\w-]+):var\(--light,(#[0-9a-f]{6})\) var\(--dark,#[0-9a-f]{6}\)", css))
    dark = dict(re.findall(r"--([\w-]+):var\(--light,#[0-9a-f]{6}\) var\(--dark,(#[0-9a-f]{6})\)", css))
    assert set(light) == {"accent", "on-accent"}
    for colours, ground in ((light, theme.LIGHT_GROUND), (dark, theme.DARK_GROUND)):
        colour, text_on_it = colours["accent"], colours["on-accent"]
        assert contrast(colour, ground) >= 4.5
        assert contrast(colour, text_on_it) >= 4.5
    assert "body" not in css


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_the_style_sheets_reads_on_its_ground(client: FlaskClient, scheme: str) -> None:
    css = client.get("/static/site.css").text + client.get("/static/text.css").text
    named = re.findall(r"--([\w-]+): var\(--light, (#[0-9a-f]{6})\) var\(--dark, (#[0-9a-f]{6})\)", css)
    colours = {name: dark if scheme == "dark" else light for name, light, dark in named}
    pairs = [("text", "ground"), ("text", "surface"), ("quiet", "ground"), ("quiet", "surface"), ("text", "mark"),
             *((tone, f"{tone}-ground") for tone in ("info", "good", "warn", "bad")),
             *((name, "surface") for name in colours if name.startswith("code-"))]  # fmt: skip
    assert len(pairs) >= 15
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


def test_an_unknown_icon_is_drawn_as_a_plain_sheet() -> None:
    assert assets.icon('"><script>').endswith('#file-text"/></svg>')
    assert assets.icon("wallet").endswith('#wallet"/></svg>')


def test_the_script_is_small() -> None:
    assert len((Path(assets.__file__).with_name("static") / "site.js").read_bytes()) < 8_000
