"""The terminal door to proposals: `kb suggest aliases` and `kb suggest accept`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from indexer.analysis.normalize import folded
from kb import alias_proposals, proposals, settings
from kb.article import Article
from kb.cli_frame import Bar, json_option, print_json, say, told
from kb.errors import HelpCenterError
from kb.journal import place
from kb.journal.leads import Lead, leads_of
from kb.journal.visits import visits_of
from kb.language_model import LanguageModel
from kb.library import Library, load
from kb.publish import analyzer_of
from kb.wording import glossary_of

_DAYS = 90  # of the journal
content_option = click.option("--content", type=click.Path(path_type=Path), help=settings.help_of("content"))


@click.group("suggest")
def suggest() -> None:
    """Propose what an editor may accept."""


@suggest.command("aliases")
@click.argument("article", required=False)
@content_option
@click.option("--locale", help="Only articles in this locale.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the proposals to this file, to be accepted later.")
@click.option("--most", type=click.IntRange(1, 20), default=5, show_default=True, help="At most so many an article.")
@click.option("--least", type=click.IntRange(1), help=settings.help_of("least_visitors"))
@click.option("--data", type=click.Path(path_type=Path), help=settings.help_of("data"))
@click.option("--model", "is_model", is_flag=True, help="Ask the language model of the settings too.")
@json_option
@told
def aliases_command(
    article: str | None,
    content: Path | None,
    locale: str | None,
    out: Path | None,
    most: int,
    least: int | None,
    data: Path | None,
    is_model: bool,
    as_json: bool,
) -> None:
    """Propose other ways to ask for ARTICLE (an id), or for every published article: what visitors asked in vain before
    they found it, its title in the glossary's other words, and what a language model says."""
    chosen = settings.load({"content": content, "data": data, "least_visitors": least})
    model = _model_of(chosen) if is_model else None
    library = load(chosen.content)
    now = datetime.now(timezone.utc)
    wanted = [one for one in library.articles.values() if one.is_public(now) and article in (None, one.id)]
    wanted = [one for one in wanted if locale in (None, one.locale)]
    if not wanted:
        raise HelpCenterError(f"There is no published article {article or ''} in {locale or 'any locale'}.")
    analyzer = analyzer_of(library, chosen.state)
    glossary = glossary_of(library, analyzer)
    taken = _taken(library)
    leads = alias_proposals.leads_by_text(_leads(chosen), library)
    asked: dict[tuple[str, str], int] = {}
    found: list[tuple[Article, tuple[str, ...]]] = []
    with Bar("Proposing", is_shown=True) as bar:
        for done, one in enumerate(wanted):
            bar.show(done, len(wanted))
            heard = alias_proposals.of_journal(one, leads.get((one.id, one.locale), ()), taken, most)
            asked.update({(one.path, text): visitors for text, visitors in heard})
            texts = tuple(text for text, _ in heard)
            if model and len(texts) < most:
                texts += alias_proposals.of_model(one, model, _known(taken, texts), most - len(texts))
            texts += alias_proposals.of_glossary(one, glossary, analyzer, _known(taken, texts), most - len(texts))
            if texts:
                found.append((one, texts))
    if as_json:
        print_json([_values(one, texts, asked) for one, texts in found])
    if out or not as_json:
        _show(found, asked, out, as_json)


@suggest.command("accept")
@click.argument("file", type=click.Path(path_type=Path))
@content_option
@json_option
@told
def accept_command(file: Path, content: Path | None, as_json: bool) -> None:
    """Write the aliases that were left in FILE into their articles."""
    chosen = settings.load({"content": content})
    accepted = proposals.accept(load(chosen.content), chosen.content, proposals.read(file))
    if as_json:
        print_json({"added": accepted})
    else:
        say(f"Added {accepted} aliases.")


def _leads(chosen: settings.Settings) -> tuple[Lead, ...]:
    """Where searches of the last months led; none where there is no journal."""
    since = datetime.now(timezone.utc) - timedelta(days=_DAYS)
    try:
        with place.reading(chosen) as tables:
            return leads_of(visits_of(tables.entries(since)), chosen.least_visitors)
    except place.JournalMissing:
        return ()


def _known(taken: frozenset[str], texts: tuple[str, ...]) -> frozenset[str]:
    return taken | {folded(text) for text in texts}


def _values(article: Article, texts: tuple[str, ...], asked: proposals.Asked) -> dict[str, Any]:
    heard = {text: asked[article.path, text] for text in texts if (article.path, text) in asked}
    return {"path": article.path, "title": article.title, "aliases": texts, **({"asked": heard} if heard else {})}


def _show(
    found: list[tuple[Article, tuple[str, ...]]], asked: proposals.Asked, out: Path | None, as_json: bool
) -> None:
    if out is None:
        for article, texts in found:
            say(f"{article.path}: {article.title}")
            for text in texts:
                visitors = asked.get((article.path, text))
                say(f"  {text}  (asked by {visitors} visitors)" if visitors else f"  {text}")
        return
    try:
        out.write_text(proposals.written(found, out.name, asked), encoding="utf-8")
    except OSError as fault:
        raise HelpCenterError(f"{out} can't be written: {fault.strerror}. Give another file with --out.") from fault
    say(f"Wrote {out}: {sum(len(texts) for _, texts in found)} aliases for {len(found)} articles.", err=as_json)


def _model_of(chosen: settings.Settings) -> LanguageModel:
    if not chosen.llm_url:
        raise HelpCenterError(
            "No language model is set. Give llm_url and llm_name, such as KB_LLM_URL=http://localhost:11434/v1."
        )
    return LanguageModel(chosen.llm_url, chosen.llm_name, chosen.llm_key)


def _taken(library: Library) -> frozenset[str]:
    """Titles and aliases that there are already, folded."""
    texts: Iterable[str] = (text for one in library.articles.values() for text in (one.title, *one.aliases))
    return frozenset(folded(text) for text in texts)
