"""One article changes: how long until it is found, while others go on searching. On copies; what is kept stays."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path

from bench import kept
from bench.progress import followed
from bench.speed.clock import BUDGET_S, Times
from bench.speed.engines import LOCALE, PEERS, PRODUCT, peer_home, plain_query
from bench.speed.questions import index_of
from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes, Document, Section
from indexer.whoosh_engine import WhooshEngine, WhooshWriter
from kb import moment
from kb.center import HelpCenter
from kb.publish import Publisher, generations_of
from kb.settings import Settings

EDITS = 20
FEWEST = 5  # that are timed even where they take longer than BUDGET_S
PAUSE_S = 0.005  # between the searches that go on meanwhile


def measured(home: Path, count: int, texts: Sequence[str]) -> dict[str, dict[str, Times]]:
    """Times until an edited article is found: from the saved file, and from the changed text in an engine."""
    with tempfile.TemporaryDirectory(prefix="jieda-bench-") as name:
        copy = Path(name)
        shutil.copytree(home / "content", copy / "content")
        shutil.copytree(home / "data", copy / "data")
        with closing(HelpCenter(kept.settings_of(copy))) as center:
            analyzer = moment.opened(kept.settings_of(copy)).analyzer
            with closing(Publisher(kept.settings_of(copy))) as publisher:
                saved = _saved(copy, publisher, center, texts)
            engines = {PRODUCT: _applied(copy, analyzer, texts, len(saved.wall))}
        for peer in PEERS:
            shutil.copytree(peer_home(peer, count, analyzer), copy / peer)
            engines |= _put(copy / peer, peer, count)
        return {"edit_file": {PRODUCT: saved}, "edit": engines}


@contextmanager
def _searching(settings: Settings, texts: Sequence[str]) -> Iterator[None]:
    """Searches go on in a process of their own, as those of a web process do beside the writer's."""
    context = multiprocessing.get_context("spawn")
    is_begun, stop = context.Event(), context.Event()
    process = context.Process(target=_search, args=(settings, texts, is_begun, stop), daemon=True)
    process.start()
    try:
        if not is_begun.wait(kept.WAIT_S):
            raise kept.NotPublished("The searches beside the edits didn't begin.")
        yield
    finally:
        stop.set()
        process.join()


def _search(settings: Settings, texts: Sequence[str], is_begun: Event, stop: Event) -> None:
    with closing(HelpCenter(settings)) as center:
        place = 0
        while not stop.wait(PAUSE_S):
            center.search(texts[place % len(texts)], LOCALE)
            place += 1
            is_begun.set()


def _word(number: int) -> str:
    return f"zq{number:04d}x"


def _saved(copy: Path, publisher: Publisher, center: HelpCenter, texts: Sequence[str]) -> Times:
    """From a file that was just saved until a search finds what is new in it."""
    times = Times()
    publisher.refresh()
    paths = sorted((copy / "content").rglob("*.md"))
    with _searching(kept.settings_of(copy), texts):
        for number, path in enumerate(followed(paths[:: len(paths) // EDITS][:EDITS], "saved article")):
            path.write_text(path.read_text(encoding="utf-8") + f"\n{_word(number)}\n", encoding="utf-8")
            name = path.relative_to(copy / "content").as_posix()
            times.run(partial(_published, publisher, center, name, _word(number)))
            publisher.tidy()
            if sum(times.wall) > BUDGET_S * 1000 and number + 1 >= FEWEST:
                break
    return times


def _published(publisher: Publisher, center: HelpCenter, path: str, word: str) -> None:
    publisher.refresh(paths={path})
    center.refresh()
    _check(center.search(word, LOCALE).total)


def _check(found: int) -> None:
    if not found:
        raise kept.NotPublished("An edited article wasn't found by its new word.")


def _applied(copy: Path, analyzer: Analyzer, texts: Sequence[str], edited: int) -> Times:
    """From a changed document to a reader that finds it: written, sealed, opened anew from the reader before, as the
    publisher and the web processes do it."""
    times = Times()
    folder = index_of(copy, analyzer)
    reader = WhooshEngine(folder)
    found = [reader.candidates(plain_query([_word(number)]), 1).items[0].document for number in range(edited)]
    writer, generations = WhooshWriter(folder, analyzer), generations_of(kept.settings_of(copy).state, analyzer)
    with _searching(kept.settings_of(copy), texts):
        for number, document in enumerate(followed(found, "changed document")):
            word = _word(EDITS + number)
            sections = (*document.sections, Section("", "", word))
            changed = replace(document, sections=sections, fingerprint=word)

            def visible(changed: Document = changed, word: str = word) -> None:
                nonlocal reader
                writer.apply(Changes(put=(changed,)))
                generations.seal(folder, writer.document_count())
                reader = WhooshEngine(folder, reader)
                _check(reader.candidates(plain_query([word]), 1).total)

            times.run(visible)
            writer.merge()
    reader.close()
    return times


def _put(home: Path, name: str, count: int) -> dict[str, Times]:
    """A peer's times until it finds a changed row; {} where it can't change one."""
    times = Times()
    with closing(PEERS[name](home / "index")) as peer:
        peer.open()
        try:
            for number in range(EDITS):
                words = f"{_word(number)} {_word(number + 1)}"
                query = peer.prepared(words)
                times.run(partial(peer.put, number * (count // EDITS), (words, words)))
                _check(len(peer.top(query, 1)))
        except NotImplementedError:
            return {}
    return {name: times}
