"""The terminal door: `kb serve`, `kb index`, `kb search`, `kb new`, `kb revision`, `kb report`, `kb lint`.

Exit status: 0 done, 1 findings or nothing found, 2 wrong use or something that can't be used.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.hits import Hit, Marked
from kb import __version__, serve, settings
from kb.addresses import article_path
from kb.center import HelpCenter
from kb.cli_frame import FOUND, NOTHING, Bar, content_argument, json_option, print_json, printable, say, told
from kb.cli_report import report
from kb.cli_suggest import suggest
from kb.draft import new_article
from kb.glossary_lint import shipped_findings
from kb.library import ContentNotFound, Library, load
from kb.lint import lint as findings_of
from kb.lock import DataFolderBusy
from kb.publish import Publisher
from kb.staleness import revision_of


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """A folder of Markdown articles as a help center with search."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)


@main.command("serve")
@content_argument
@click.option("--host", help=settings.help_of("host"))
@click.option("--port", type=int, help=settings.help_of("port"))
@click.option("--watch/--no-watch", default=None, help=settings.help_of("watch"))
@click.option("--preview", is_flag=True, default=None, help=settings.help_of("preview"))
@click.option("--workers", type=int, help=settings.help_of("workers"))
@told
def serve_command(**options: Any) -> None:
    """Serve CONTENT as a help center until interrupted."""
    chosen = _settings_of(options)
    serve.check_address(chosen.host, chosen.port)
    kind = " in preview, drafts included" if chosen.preview else ""
    say(f"Serving {chosen.content}{kind} at http://{chosen.host}:{chosen.port} (Ctrl-C stops)", err=True)
    serve.serve(chosen)


@main.command("index")
@content_argument
@click.option("--rebuild", is_flag=True, help="Build a new index beside the one that serves, then swap it in.")
@json_option
@told
def index_command(rebuild: bool, as_json: bool, **options: Any) -> None:
    """Bring the search index of CONTENT up to date."""
    chosen = _settings_of(options)
    with Bar("Indexing", is_shown=not as_json) as bar, closing(Publisher(chosen, bar.show)) as publisher:
        done = publisher.refresh(rebuild)
        bar.next("Embedding")
        embedded = publisher.embed(bar.show)
        bar.next("Drawing cards")
        drawn = publisher.draw(bar.show)
    rate = done.put / done.seconds if done.seconds else 0.0
    values = {
        "documents": done.documents,
        "put": done.put,
        "removed": done.removed,
        "seconds": round(done.seconds, 3),
        "per_second": round(rate, 1),
        "embedded": embedded,
        "drawn": drawn,
        "data": str(chosen.state),
    }
    if as_json:
        print_json(values)
        return
    say(
        f"{done.documents} articles searchable: {done.put} indexed, {done.removed} removed "
        f"in {done.seconds:.1f} s ({rate:.0f} articles/s). The index is in {chosen.state}."
    )
    if embedded:
        say(f"{embedded} articles read for their meaning.")
    if drawn:
        say(f"{drawn} image cards drawn.")


@main.command("search")
@click.argument("query")
@content_argument
@click.option("--locale", help="The reader's locale; the site's default otherwise.")
@click.option("--category", default="", help="Only articles of this category, such as funds/withdrawal.")
@click.option("--limit", type=click.IntRange(1, 50), default=10, show_default=True, help="At most so many hits.")
@click.option("--exact", is_flag=True, help="Only what was typed: nothing mended, no other words for it.")
@click.option("--explain", is_flag=True, help="Show how each hit came to its score.")
@json_option
@told
def search_command(
    query: str,
    locale: str | None,
    category: str,
    limit: int,
    exact: bool,
    explain: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Search CONTENT for QUERY, the way the pages do."""
    chosen = _settings_of(options)
    _bring_up_to_date(chosen, as_json)
    with closing(HelpCenter(chosen)) as center:
        if chosen.vectors_model is not None:
            center.learn()
        reader = locale or center.site.default_locale
        hits = center.search(query, reader, category=category, per_page=limit, is_exact=exact, is_explained=explain)
        rows = [(hit, article) for hit in hits.hits if (article := center.article_of(hit)) is not None]
    if as_json:
        print_json({"query": query, "total": hits.total, "results": [_hit_values(*row) for row in rows]})
    for hit, article in () if as_json else rows:
        click.echo(f"{_coloured(hit.title)}\n  {printable(article_path(article))}\n  {_coloured(hit.snippet)}\n")
        for line in _explained(hit):
            say(f"  {line}")
    if hits.is_loosened and not as_json:
        say("No article holds the words in quotes just so; these are found by the words themselves.", err=True)
    if hits.corrected and not as_json:
        say(f'Showing results for "{hits.corrected}". Search only for "{query}" with --exact.', err=True)
    if not rows:
        say(f'Nothing found for "{query}". Try fewer or other words.', err=True)
        sys.exit(NOTHING)


@main.command("new")
@click.argument("locale")
@click.argument("category")
@click.argument("title")
@click.argument("content", type=click.Path(path_type=Path), required=False)
@json_option
@told
def new_command(locale: str, category: str, title: str, content: Path | None, as_json: bool) -> None:
    """Begin a draft: a file with its front matter, ready to write in."""
    path = new_article(settings.load({"content": content}).content, locale, category, title)
    if as_json:
        print_json({"path": str(path)})
    else:
        say(f"Wrote {path}. It is a draft: set `status: published` when it is ready.")


@main.command("revision")
@click.argument("article_id", metavar="ID")
@click.argument("content", type=click.Path(path_type=Path), required=False)
@json_option
@told
def revision_command(article_id: str, content: Path | None, as_json: bool) -> None:
    """Print the revision of an article's original, for the `source_rev` of its translations."""
    library = load(settings.load({"content": content}).content)
    article = library.articles.get((article_id, library.site.default_locale))
    if article is None:
        say(f"No article in {library.site.default_locale} has the id {article_id}.", err=True)
        sys.exit(NOTHING)
    if as_json:
        print_json({"path": article.path, "source_rev": revision_of(article)})
    else:
        click.echo(revision_of(article))


main.add_command(suggest)
main.add_command(report)


@main.command("lint")
@click.argument("content", type=click.Path(path_type=Path), required=False)
@click.option("--shipped", is_flag=True, help="Check the words that Jieda ships, instead of CONTENT.")
@json_option
@told
def lint_command(content: Path | None, shipped: bool, as_json: bool) -> None:
    """Check CONTENT: every problem with its file, line, rule and cure."""
    with Bar("Reading", is_shown=False):
        library = Library() if shipped else load(settings.load({"content": content}).content)
    findings = shipped_findings() if shipped else findings_of(library)
    refused = sum(1 for finding in findings if finding.is_refused)
    if as_json:
        rows = [
            {"path": f.path, "line": f.line, "rule": f.rule, "message": f.message, "refused": f.is_refused}
            for f in findings
        ]
        counts = {"files": library.file_count, "articles": len(library.articles), "refused": refused}
        print_json({**counts, "findings": rows})
    else:
        for f in findings:
            say(f"{f.path}:{f.line}: {f.rule}: {f.message}")
        say(
            f"{library.file_count} files: {len(library.articles)} articles, {refused} refused, "
            f"{len(findings)} findings.",
            err=True,
        )
    sys.exit(NOTHING if findings else FOUND)


def _settings_of(options: dict[str, Any]) -> settings.Settings:
    """The settings in force for a command on content that is there."""
    chosen = settings.load(options)
    if not chosen.content.is_dir():
        raise ContentNotFound(chosen.content)
    return chosen


def _bring_up_to_date(chosen: settings.Settings, as_json: bool) -> None:
    """Publishes what changed, unless a running server does that already."""
    with Bar("Indexing", is_shown=not as_json) as bar:
        try:
            publisher = Publisher(chosen, bar.show, wait_s=0)
        except DataFolderBusy:
            return
        with closing(publisher):
            publisher.refresh()
            publisher.embed(bar.show)


def _hit_values(hit: Any, article: Any) -> dict[str, Any]:
    return {
        "id": article.id,
        "lang": article.locale,
        "title": article.title,
        "url": article_path(article),
        "score": round(hit.score, 4),
        "snippet": hit.snippet.text,
        "sections": [{"anchor": section.anchor, "title": section.title.text} for section in hit.sections],
        "matched_by": dict(hit.matched_by),
        **({"explain": asdict(hit.explanation)} if hit.explanation else {}),
    }


def _explained(hit: Hit) -> Iterator[str]:
    """How a hit came to its score, a line a term of the sum."""
    found = hit.explanation
    if found is None:
        return
    factors = "".join(f" x {name} {value:.3f}" for name, value in found.factors)
    yield f"{found.score:.3f} = the sum{factors}{', an exact title: first' if found.is_exact else ''}"
    for concept in found.concepts:
        how = f"{concept.contribution:8.3f}  {concept.surface}"
        sum_of = f"idf {concept.idf:.3f} x weight {concept.weight:.2f} x strength {concept.strength:.3f}"
        where = hit.matched_by.get(concept.surface)
        yield f"{how}: {sum_of}, {concept.kind} {concept.term} in {where}" if where else f"{how}: not found"
    yield f"{found.grams:8.3f}  pairs of characters or words"
    if found.meaning:
        yield f"{found.meaning:8.3f}  meaning, {found.similarity:.3f} alike; added after the factors"


def _coloured(marked: Marked) -> str:
    """The text with its marks in bold where the output is a terminal."""
    parts, at = [], 0
    for start, end in marked.ranges:
        parts += [printable(marked.text[at:start]), click.style(printable(marked.text[start:end]), bold=True)]
        at = end
    return "".join(parts) + printable(marked.text[at:])


if __name__ == "__main__":
    main()
