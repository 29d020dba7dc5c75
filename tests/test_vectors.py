"""Meaning beside the words, with an embedding model that the operator names: it finds more, and is never in the way."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from indexer.vectors import meaning
from indexer.vectors.encoder import Encoder, EncoderUnusable
from indexer.vectors.meaning import Meaning
from indexer.vectors.store import Entry, VectorStore
from kb import follow
from kb.center import HelpCenter
from kb.cli import main
from kb.follow import Follower
from kb.publish import Publisher
from kb.settings import Settings
from tests import tiny_model
from tests.places import ROOT, TEST_DATA
from tests.plain import plain

MINILM = TEST_DATA / "models" / "minilm-en-int8"
PATIENCE_S = 60.0
ARTICLES = {
    "en/card.md": ("Lost card", "Block it at once.", "cards"),
    "en/password.md": ("Forgotten password", "Choose a new one.", "account"),
    "en/fees.md": ("Withdrawal fee", "Each network has its own.", "funds"),
    "zh-CN/fees.md": ("提币手续费", "按网络收取。", "funds"),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a help center with a model that knows English."""
    made = Settings(
        content=plain(tmp_path / "content"), data=tmp_path / "data", vectors_model=tiny_model.write(tmp_path / "model")
    )
    for path, (title, body, category) in ARTICLES.items():
        write(made, path, title, body, category)
    (made.content / "site.yml").write_text("name: Help\ndefault_locale: en\nlocales: [en, zh-CN]\n", encoding="utf-8")
    return made


def write(settings: Settings, path: str, title: str, body: str = "Text.", category: str = "funds") -> str:
    file = settings.content / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: {title}\ncategory: {category}\n---\n\n{body}\n", encoding="utf-8")
    return path


def publish(settings: Settings, rebuild: bool = False) -> int:
    """Brings everything up to date; how many articles were embedded."""
    with closing(Publisher(settings)) as publisher:
        publisher.refresh(rebuild)
        return publisher.embed()


@contextmanager
def opened(settings: Settings) -> Iterator[HelpCenter]:
    """A center that has taken over the vectors."""
    with closing(HelpCenter(settings)) as center:
        center.learn()
        yield center


def found(center: HelpCenter, text: str, locale: str = "en", **how: Any) -> list[str]:
    return [hit.document.key for hit in center.search(text, locale, **how).hits]


def wait_until(condition: Callable[[], bool]) -> None:
    ticks, never = int(PATIENCE_S * 100), threading.Event()
    assert any(condition() or never.wait(0.01) for _ in range(ticks))


def test_an_article_is_found_by_what_it_means_where_no_word_of_it_was_typed(settings: Settings) -> None:
    publish(settings)
    with opened(replace(settings, vectors_model=None)) as center:
        assert found(center, "snatched plastic") == []
    with opened(settings) as center:
        hits = center.search("snatched plastic", "en", is_explained=True)
        assert hits.hits[0].document.title == "Lost card"
        assert not hits.no_good_answer
        explained = hits.hits[0].explanation
        assert explained is not None
        assert explained.similarity > 0.5
        assert explained.total == pytest.approx(explained.score)


def test_what_was_typed_as_a_title_stays_first_and_exact_search_looks_at_words_alone(settings: Settings) -> None:
    publish(settings)
    with opened(settings) as center:
        assert center.search("Withdrawal fee", "en").hits[0].document.title == "Withdrawal fee"
        assert found(center, "snatched plastic", is_exact=True) == []


def test_readers_of_a_language_that_the_model_does_not_know_see_what_they_saw_without_it(settings: Settings) -> None:
    publish(settings)
    for text in ("手续费", "提币要多少钱", "plastic snatched"):
        with opened(replace(settings, vectors_model=None)) as center:
            before = [(hit.document.key, hit.score) for hit in center.search(text, "zh-CN").hits]
        with opened(settings) as center:
            now = [(hit.document.key, hit.score) for hit in center.search(text, "zh-CN").hits]
            if text.isascii():  # English words, which the model reads for any reader
                assert "Lost card" in [hit.document.title for hit in center.search(text, "zh-CN").hits]
            else:
                assert now == before


def test_filters_and_exclusions_hold_for_what_is_near_in_meaning(settings: Settings) -> None:
    publish(settings)
    with opened(settings) as center:
        assert found(center, "snatched plastic", category="funds") == []
        assert center.search("payout surcharge", "en").hits[0].document.title == "Withdrawal fee"
        assert center.search("payout surcharge", "en", category="funds").facets["category"] == (("funds", 1),)
        assert "Withdrawal fee" not in {hit.document.title for hit in center.search("payout -network", "en").hits}


def test_what_has_nothing_to_do_with_a_question_is_not_found(settings: Settings) -> None:
    publish(settings)
    with opened(settings) as center:
        assert found(center, "zebra") == []


def test_a_hit_stands_at_one_place_however_many_are_asked_for(settings: Settings) -> None:
    for number in range(70):
        write(settings, f"en/more{number:02}.md", f"Fee number {number}", "About a card." * (number % 5))
    publish(settings)
    with opened(settings) as center:
        first = [hit.document.key for page in range(1, 8) for hit in center.search("card fee", "en", page=page).hits]
        assert len(first) == len(set(first)) >= 60
        assert [hit.document.key for hit in center.search("card fee", "en", per_page=60).hits] == first[:60]


def test_only_what_changed_is_embedded_again_and_what_is_gone_is_forgotten(settings: Settings) -> None:
    assert publish(settings) == 3
    assert publish(settings) == 0
    write(settings, "en/password.md", "Slipped passphrase", category="account")
    (settings.content / "en/card.md").unlink()
    assert publish(settings) == 2
    with opened(settings) as center:
        assert found(center, "snatched plastic") == []
        assert center.search("forgotten password", "en").hits[0].document.title == "Slipped passphrase"


def test_a_renamed_file_and_a_new_index_need_no_embedding(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(settings)
    (settings.content / "en/card.md").rename(settings.content / "en/lost-card.md")
    embedded: list[str] = []
    texts = Encoder.texts
    monkeypatch.setattr(Encoder, "texts", lambda self, said: embedded.extend(said) or texts(self, said))
    publish(settings, rebuild=True)
    assert embedded == []
    with opened(settings) as center:
        assert center.search("snatched plastic", "en").hits[0].document.group == "lost-card"


def test_a_running_reader_takes_over_vectors_as_they_are_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "QUIET_S", 0.0)
    with closing(Publisher(settings)) as publisher:
        publisher.refresh()
        with closing(HelpCenter(settings)) as center:
            follower = Follower(center)
            follower.start()
            publisher.embed()
            wait_until(lambda: found(center, "snatched plastic") != [])
            publisher.refresh(paths={write(settings, "en/card.md", "Forgotten passphrase")})
            publisher.embed()
            wait_until(lambda: found(center, "snatched plastic") == [])
            follower.stop()


def test_the_writer_embeds_behind_what_it_publishes(settings: Settings) -> None:
    stop = threading.Event()
    with closing(Publisher(settings)) as publisher:
        writer = threading.Thread(target=publisher.run, args=(stop, iter(())))
        writer.start()
        with opened(settings) as center:

            def is_found() -> bool:
                center.refresh()
                center.learn()
                return found(center, "snatched plastic") != []

            wait_until(is_found)
        stop.set()
        writer.join()


@pytest.mark.parametrize(
    ("harm", "cause"),
    [
        (lambda folder: (folder / "model.onnx").write_bytes(b"no model"), "can't be used"),
        (lambda folder: (folder / "model.onnx").unlink(), "has no model.onnx"),
        (lambda folder: (folder / "tokenizer.json").write_text("{"), "can't be used"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "has no tokenizer.json"),
        (lambda folder: tiny_model.write(folder, input_name="pixels"), "wants pixels"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_and_searches_go_on(
    settings: Settings, harm: Callable[[Path], Any], cause: str
) -> None:
    assert settings.vectors_model is not None
    harm(settings.vectors_model)
    with pytest.raises(EncoderUnusable, match=cause):
        Encoder(settings.vectors_model)
    options = ["--data", str(settings.data)]
    environment = {"KB_VECTORS_MODEL": str(settings.vectors_model)}
    shown = CliRunner().invoke(main, ["search", "card", str(settings.content), *options], env=environment)
    assert shown.exit_code == 0
    assert "Lost card" in shown.output
    assert publish(settings) == 0


def test_a_model_that_breaks_while_it_reads_takes_no_search_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings)
    with opened(settings) as center:
        monkeypatch.setattr(Encoder, "_embedded", lambda self, texts: Encoder(Path("nowhere")))
        assert found(center, "plastic never asked for") == []
        assert center.search("lost card", "en").hits[0].document.title == "Lost card"


class SlowEncoder:
    """Answers when it is told to."""

    fingerprint = "slow"

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.asked: list[str] = []

    def query(self, text: str) -> Any:
        if text:
            self.asked.append(text)
            self.may_answer.wait(PATIENCE_S)
        return np.array([1.0, 0.0], np.float32)


def test_a_slow_model_is_left_out_until_it_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "DEADLINE_S", 0.01)
    store = VectorStore(tmp_path / "cache" / "vectors.sqlite")
    store.make()
    store.put([Entry("en/a", "a", "1", b"x")], {b"x": np.array([[1.0, 0.0]], np.float32)})
    encoder = SlowEncoder()
    service = Meaning(lambda: encoder, lambda mark: tmp_path / "cache" / "vectors.sqlite", ["en"])  # type: ignore[arg-type, return-value]
    assert service.refresh()
    assert service.near(service.read("first", "en"), "en", "") is None
    wait_until(lambda: encoder.asked != [])
    assert service.near(service.read("second", "en"), "en", "") is None
    assert encoder.asked == ["first"]
    encoder.may_answer.set()
    monkeypatch.setattr(meaning, "DEADLINE_S", PATIENCE_S)
    wait_until(lambda: service.near(service.read("third", "en"), "en", "") is not None)


def test_nothing_of_it_is_imported_where_no_model_is_named(settings: Settings) -> None:
    code = (
        "import sys; from pathlib import Path; from kb.center import HelpCenter; from kb.publish import Publisher; "
        "from kb.settings import Settings; import search_app\n"
        f"s = Settings(content=Path({str(settings.content)!r}), data=Path({str(settings.data)!r}))\n"
        "p = Publisher(s); p.refresh(); p.embed(); p.close(); c = HelpCenter(s); c.learn(); c.search('card', 'en'); "
        "c.close(); print([m for m in sys.modules if m.startswith(('onnxruntime', 'tokenizers', 'indexer.vectors'))])"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.stdout.strip() == "[]", shown.stderr


@pytest.mark.skipif(not MINILM.is_dir(), reason=f"left out: no embedding model at {MINILM}")
def test_a_real_model_answers_in_words_that_no_article_has(settings: Settings) -> None:
    real = replace(settings, vectors_model=MINILM)
    write(real, "en/card.md", "Replace a stolen debit card", "Order a new one in the app.", "cards")
    publish(real)
    with opened(real) as center:
        hits = center.search("a thief took my Visa yesterday", "en").hits
        assert hits[0].document.title == "Replace a stolen debit card"
