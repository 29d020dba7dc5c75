""" "Did this solve it?": a vote for an article, then a reason and a comment, by form or script, without a cookie."""

from __future__ import annotations

from flask import abort, redirect, request
from werkzeug.wrappers import Response

from kb.addresses import article_path
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
    visitor = journaling.visitor()
    about = vote_key(article, visitor)
    entry = Entry("vote", visitor, article.locale, article=article.id, value=given, key=about)
    if request.form.get("step") == "comment":
        entry = _comment(article, visitor, about, given)
    try:
        journaling.keep(entry)
    except JournalUnusable:
        return _page(article, locale, entry.kind, vote=given, comment=entry.text, is_refused=True)
    step = "done" if entry.kind == "comment" else "comment"
    return redirect(feedback_path(article, locale, step, given), code=303)


def vote_key(article: Article, visitor: str) -> str:
    """The key of the one vote that a visitor of a day has for an article."""
    return key_of("vote", article.id, article.locale, visitor)


def comment_key(vote: str) -> str:
    """The key of the one comment to a vote."""
    return key_of("comment", vote)


def feedback_path(article: Article, locale: str, step: str = "", vote: str = "") -> str:
    """The address of an article's feedback."""
    base = article_path(article, locale).replace("/articles/", "/feedback/", 1)
    return f"{base}?step={step}&vote={vote}" if step else base


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
    return redirect(f"/{locale}/survey?done=1", code=303)


def _article(article_id: str, locale: str) -> Article:
    article = help_center().article_at(article_id, locale)
    if article is None or not journaling.is_kept():
        abort(404)
    return article


def _comment(article: Article, visitor: str, about: str, given: str) -> Entry:
    reason = request.form.get("reason", "")
    return Entry(
        "comment",
        visitor,
        article.locale,
        text=_text(request.form.get("comment", "")),
        article=article.id,
        value=given,
        reason=reason if reason in REASONS else "",
        about=about,
        key=comment_key(about),
    )


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
    frame = Frame(locale, title=words_of(locale).text("survey.title"), path_in=lambda tag: f"/{tag}/survey")
    values = {"is_done": is_done, "comment": comment, "fault": fault, "scores": SCORES, "most_comment": MOST_COMMENT}
    return page("survey.html", frame, status=status, **values)
