"""Votes, comments, surveys and searches reach the journal, once and whole, and say nothing of who sent them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from kb.center import HelpCenter
from kb.journal.entry import Entry
from kb.web import journaling
from search_app import app_of

ARTICLE = "1042"


class Visit:
    """A client of the small help center with a journal of its own."""

    def __init__(self, center: HelpCenter, journal: str) -> None:
        self.app = app_of(center)
        journaling.install(self.app, replace(center.settings, journal=journal))
        self.client: FlaskClient = self.app.test_client()

    def entries(self, kind: str = "") -> list[Entry]:
        """What was written; what is noted is waited for."""
        self.app.extensions["journal"].journal.close()
        return list(self.app.extensions["journal"].journal.tables.entries(kind=kind))


@pytest.fixture
def visit(center: HelpCenter, tmp_path: Path) -> Visit:
    """A visitor, the first of whom the journal hears."""
    return Visit(center, f"sqlite:///{tmp_path}/journal.sqlite")


def test_a_vote_leads_to_a_reason_and_a_comment_without_script(visit: Visit) -> None:
    page = visit.client.get(f"/en/articles/{ARTICLE}", follow_redirects=True)
    path = page.text.partition('class="solved" method="post" action="')[2].partition('"')[0]
    voted = visit.client.post(path, data={"vote": "no"})
    assert voted.status_code == 303
    asked = visit.client.get(voted.location)
    assert 'name="reason"' in asked.text
    told = visit.client.post(
        path, data={"vote": "no", "step": "comment", "reason": "outdated", "comment": "a@b.example\nold"}
    )
    assert visit.client.get(told.location).status_code == 200
    read, vote, comment = visit.entries()
    assert (read.kind, read.article, read.locale) == ("read", ARTICLE, "en")
    assert (vote.kind, vote.value, vote.article, vote.locale) == ("vote", "no", ARTICLE, "en")
    assert (comment.kind, comment.reason, comment.text, comment.about) == (
        "comment",
        "outdated",
        "[email]\nold",
        vote.key,
    )


def test_a_visitor_has_one_vote_for_an_article_a_day(visit: Visit) -> None:
    for value in ("yes", "no", "yes"):
        visit.client.post(f"/en/feedback/{ARTICLE}", data={"vote": value})
    visit.client.post(f"/en/feedback/{ARTICLE}", data={"vote": "no"}, headers={"User-Agent": "another"})
    assert [vote.value for vote in visit.entries("vote")] == ["yes", "no"]


def test_nothing_of_a_visitor_is_stored_and_no_cookie_is_set(visit: Visit, tmp_path: Path) -> None:
    known = {"REMOTE_ADDR": "203.0.113.77"}
    answers = [
        visit.client.get(
            "/en/search?q=fee+for+zhang@mail.example", environ_base=known, headers={"User-Agent": "Wonderbrowser"}
        ),
        visit.client.post(f"/en/feedback/{ARTICLE}", data={"vote": "yes"}, environ_base=known),
        visit.client.post("/en/survey", data={"score": "4", "comment": "call 13800138000"}, environ_base=known),
    ]
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * 3
    visit.entries()
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("journal.sqlite*"))
    for personal in (b"203.0.113.77", b"Wonderbrowser", b"zhang@", b"13800138000"):
        assert personal not in stored


def test_a_search_is_noted_with_what_it_found(visit: Visit) -> None:
    visit.client.get("/en/search?q=withdrawal+fee")
    visit.client.get("/en/search?q=withdrawal+fee&page=2")
    visit.client.get("/en/search?q=withdrawal+fee", headers={"User-Agent": "Mozilla/5.0 (compatible; Somebot/1.0)"})
    (search,) = visit.entries("search")
    assert (search.text, search.locale, search.answered) == ("withdrawal fee", "en", True)
    assert search.total


def test_a_survey_is_answered_once_and_says_what_is_missing(visit: Visit) -> None:
    assert visit.client.get("/en/survey").status_code == 200
    refused = visit.client.post("/en/survey", data={"comment": "kept <b>"})
    assert refused.status_code == 400
    assert "kept &lt;b&gt;" in refused.text
    for score in ("5", "1"):
        assert visit.client.post("/en/survey", data={"score": score, "found": "yes"}).status_code == 303
    assert [(one.value, one.reason) for one in visit.entries("survey")] == [("5", "yes")]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("feedback", {"article": "nowhere", "lang": "en", "vote": "yes"}, 400),
        ("feedback", {"article": ARTICLE, "lang": "en", "vote": "perhaps"}, 400),
        ("feedback", {"article": ARTICLE, "lang": "xx", "vote": "yes"}, 400),
        ("feedback", [], 400),
        ("events", {"events": []}, 400),
        ("events", {"events": [{"kind": "click"}] * 51}, 400),
        ("events", {"events": [{"kind": "vote", "lang": "en"}]}, 400),
        ("events", {"events": [{"kind": "click", "lang": "en", "rank": -1}]}, 400),
        ("events", {"events": [{"kind": "click", "lang": "en", "id": "' or 1=1"}]}, 400),
        ("events", {"events": [{"kind": "click", "lang": "en", "rank": 3, "article": ARTICLE}]}, 201),
    ],
)
def test_the_api_takes_what_it_understands_and_says_what_it_does_not(
    visit: Visit, path: str, body: Any, status: int
) -> None:
    answer = visit.client.post(f"/api/v1/{path}", json=body)
    assert answer.status_code == status, answer.text
    assert len(visit.entries()) == (status == 201)


def test_a_page_of_another_site_cannot_vote(visit: Visit) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert visit.client.post(f"/en/feedback/{ARTICLE}", data={"vote": "no"}, headers=headers).status_code == 403
    assert visit.entries() == []


def test_a_journal_that_cannot_be_written_costs_nobody_their_words(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").mkdir()
    told = visit.client.post(
        f"/en/feedback/{ARTICLE}", data={"vote": "no", "step": "comment", "comment": "step 3 fails"}
    )
    assert told.status_code == 503
    assert "step 3 fails" in told.text
    assert visit.client.get("/en/search?q=fee").status_code == 200


def test_without_a_journal_pages_ask_nothing(center: HelpCenter) -> None:
    client = Visit(center, "off").client
    page = client.get(f"/en/articles/{ARTICLE}", follow_redirects=True)
    assert "/feedback/" not in page.text
    assert client.post(f"/en/feedback/{ARTICLE}", data={"vote": "yes"}).status_code == 404
    assert client.get("/en/search?q=fee").status_code == 200
