""" "Did this solve it?": a vote for an article, then a reason and a comment, by form or script, without a cookie."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from kb.addresses import feedback_path, survey_path
from kb.article import Article
from kb.journal.entry import REASONS, Entry, key_of
from kb.journal.journal import JournalUnusable
from kb.web import arguments, journaling
from kb.web.page import Frame, page
from kb.web.visit import help_center
from kb.web.words import words_of

VOTES = ("yes", "no")
SCORES = ("1", "2", "3", "4", "5")
MOST_COMMENT = 2000
STEPS = ("vote", "comment", "done")


def show(locale: str, article_id: str) -> Response:
    """GET /<locale>/feedback/<id>?step=: what follows a vote, for readers without script too."""
    article = _article(article_id, locale)
    step = arguments.one_of("step", STEPS)
    return _page(article, locale, step, vote=arguments.one_of("vote", VOTES))


def vote(locale: str, article_id: str) -> Response:
    """POST /<locale>/feedback/<id>: `vote` yes or no, once a visitor and day; or a `reason` and a `comment` to it."""
    article = _article(article_id, locale)
    given = request.form.get("vote", "")
    if given not in VOTES:
        abort(400, description="vote must be yes or no.")
    entry = vote_of(article, journaling.visitor(), given)
    if request.form.get("step") == "comment":
        reason = request.form.get("reason", "")
        entry = comment_of(entry, reason if reason in REASONS else "", request.form.get("comment", ""))
    try:
        journaling.keep(entry)
    except JournalUnusable:
        return _page(article, locale, entry.kind, vote=given, comment=entry.text, is_refused=True)
    step = "done" if entry.kind == "comment" else "comment"
    return redirect(feedback_path(article, locale, step, given), code=303)


def vote_of(article: Article, visitor: str, value: str) -> Entry:
    """The one vote that a visitor of a day has for an article."""
    key = key_of("vote", article.id, article.locale, visitor)
    return Entry("vote", visitor, article.locale, article=article.id, value=value, key=key)


def comment_of(vote: Entry, reason: str, typed: str) -> Entry:
    """The one comment to a vote."""
    return replace(
        vote, kind="comment", reason=reason, text=_text(typed), about=vote.key, key=key_of("comment", vote.key)
    )


def survey(locale: str) -> Response:
    """GET /<locale>/survey: how satisfied somebody is with the help center."""
    return _survey(locale, is_done=arguments.flag("done"))


def answer_survey(locale: str) -> Response:
    """POST /<locale>/survey: a `score` from 1 to 5, whether they `found` it, and a `comment`."""
    score, found = request.form.get("score", ""), request.form.get("found", "")
    comment = _text(request.form.get("comment", ""))
    if score not in SCORES:
        return _survey(locale, comment=comment, fault="survey.score_missing", status=400)
    visitor = journaling.visitor()
    entry = Entry(
        "survey",
        visitor,
        locale,
        text=comment,
        value=score,
        reason=found if found in VOTES else "",
        key=key_of("survey", visitor),
    )
    try:
        journaling.keep(entry)
    except JournalUnusable:
        return _survey(locale, comment=comment, fault="feedback.refused", status=503)
    return redirect(survey_path(locale, is_done=True), code=303)


def _article(article_id: str, locale: str) -> Article:
    article = help_center().article_at(article_id, locale)
    if article is None or not journaling.is_kept():
        abort(404)
    return article


def _text(typed: str) -> str:
    return arguments.cleaned_lines(typed[: 2 * MOST_COMMENT])[:MOST_COMMENT].strip()


def _page(
    article: Article, locale: str, step: str, *, vote: str, comment: str = "", is_refused: bool = False
) -> Response:
    title = words_of(locale).text("feedback.question")
    frame = Frame(locale, title=title, path_in=lambda tag: feedback_path(article, tag, step, vote))
    return page(
        "feedback.html",
        frame,
        status=503 if is_refused else 200,
        article=article,
        step=step,
        vote=vote,
        comment=comment,
        reasons=REASONS if vote == "no" else (),
        is_refused=is_refused,
        feedback_path=feedback_path(article, locale),
        most_comment=MOST_COMMENT,
    )


def _survey(locale: str, *, is_done: bool = False, comment: str = "", fault: str = "", status: int = 200) -> Response:
    if not journaling.is_kept():
        abort(404)
    frame = Frame(locale, title=words_of(locale).text("survey.title"), path_in=survey_path)
    values = {"is_done": is_done, "comment": comment, "fault": fault, "scores": SCORES, "most_comment": MOST_COMMENT}
    return page("survey.html", frame, status=status, **values)
