"""The benches measure what they say: figures against values made by hand, and a tiny set through the real path."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.relevance import center, content, metrics
from bench.relevance.__main__ import main
from bench.relevance.measure import Answer, Product, asked, summary
from bench.relevance.sets import JudgedSet, Question, Row, SetUnusable, load
from bench.relevance.shown import figures, text
from bench.report import charts
from bench.speed import articles
from bench.speed.clock import in_turn
from kb.content.article_file import read
from kb.markdown.outline import sections

ODD = 'a "b": c\\d/é#?.md'
ROWS = (
    Row(ODD, "zh-Hans", "提币手续费是多少", "每个网络的手续费不同。\n\n# 不是标题\n- import x from 'y'", "费用 & 限额"),
    Row(
        "plain", "en", "How to reset your password", "Open **Settings** <b>now</b>; [reset](x) it.", "", ("forgot pwd",)
    ),
    Row("untitled", "en", "", "Leverage multiplies gains and losses alike.", "A: b"),
    Row("../../escape", "xx-unknown", "Zebra crossing", "{{< black >}} and {% white %} stripes\n===\n1. one", "A: b"),
    Row("row3", "pt-br", "Taxa de saque", "A taxa depende da rede.", "funds/fees"),
)
QUESTIONS = (
    Question("q1", "zh-Hans", "提币手续费", "words"),
    Question("q2", "en", "forgot pwd", "words"),
    Question("q3", "en", "leverage losses", "body"),
    Question("q4", "xx-unknown", "black stripes", "body"),
    Question("q5", "pt-br", "taxa de saque"),
    Question("o1", "en", "qqqq wwww", is_oos=True),
)
GRADES = {
    "q1": {ODD: 1.0},
    "q2": {"plain": 1.0},
    "q3": {"untitled": 2.0},
    "q4": {"../../escape": 1.0},
    "q5": {"row3": 1.0},
}


def saved(folder: Path) -> Path:
    """The tiny set as files."""
    folder.mkdir(parents=True)
    rows = [
        {"id": r.id, "lang": r.lang, "body": r.body, "category": r.category, "aliases": list(r.aliases)}
        | ({"title": r.title} if r.title else {})
        for r in ROWS
    ]
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    questions = (*QUESTIONS, Question("unjudged", "en", "anything"))
    asked = [{"id": q.id, "lang": q.lang, "text": q.text, "class": q.kind or None, "oos": q.is_oos} for q in questions]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    judged = [f"{question}\t{key}\t{grade:g}" for question in GRADES for key, grade in GRADES[question].items()]
    (folder / "qrels.tsv").write_text("\n".join(["query_id\tdoc_id\tgrade", *judged, ""]), encoding="utf-8")
    return folder


def test_ndcg_is_as_computed_by_hand() -> None:
    assert metrics.ndcg(["x", "a", "b"], {"a": 1, "b": 1}) == pytest.approx(
        (1 / math.log2(3) + 0.5) / (1 + 1 / math.log2(3))
    )
    assert metrics.ndcg(["a", "b"], {"a": 1, "b": 2}) == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert metrics.ndcg(["x"] * 10 + ["a"], {"a": 1}) == 0
    assert metrics.ndcg([], {"a": 1}) == 0


def test_ranks_recall_and_success_look_at_the_first_ten() -> None:
    found = ["x", "y", "a", *"12345678", "b"]
    assert metrics.reciprocal_rank(found, {"a": 1, "b": 1}) == pytest.approx(1 / 3)
    assert metrics.reciprocal_rank(found, {"b": 1}) == 0
    assert metrics.recall(found, {"a": 1, "b": 1}) == 0.5
    assert [metrics.success(found, {"a": 1}, depth) for depth in (1, 2, 3, 5)] == [0, 0, 1, 1]


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert metrics.auroc([0.9, 0.8, 0.3], [0.5, 0.3]) == pytest.approx(4.5 / 6)
    assert metrics.auroc([0.0, 0.0], [0.0]) == 0.5
    assert metrics.auroc([], [0.1]) is None


def test_an_interval_holds_the_mean_and_is_as_wide_as_theory_says() -> None:
    coin = [0.0, 1.0] * 200
    low, high = metrics.interval(coin)
    assert low < 0.5 < high
    assert high - low == pytest.approx(2 * 1.96 * 0.5 / math.sqrt(400), rel=0.15)
    assert metrics.interval(coin) == (low, high)
    assert metrics.interval([0.25] * 9) == (0.25, 0.25)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\n `*_#>|-=+{}[]()<&:!1.~\\'\"")
        )
    )
)
def test_an_escaped_body_reads_as_it_was(body: str) -> None:
    found = sections(content.escaped(body))
    assert len(found) == 1
    assert found[0].text.split() == content.plain_lines(body).split()


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_a_row_of_any_kind_becomes_an_article(number: int) -> None:
    row = ROWS[number]
    draft, _ = read(content.markdown_of(row, number, "c1").encode(), f"en/row{number}.md")
    assert draft is not None
    assert (draft.article.title == row.title) == bool(row.title)
    assert draft.article.aliases == row.aliases
    assert content.row_number(draft.article.id) == number


def test_a_set_is_searched_by_the_path_that_readers_take(tmp_path: Path) -> None:
    judged = JudgedSet("tiny", ROWS, QUESTIONS, GRADES)
    with center.opened(judged, cache=tmp_path) as found:
        answers = asked(Product(found, judged, is_scoped=False), judged, "product")
        scoped = asked(Product(found, judged, is_scoped=True), judged, "product")
    by_question = {answer.question.id: answer.found for answer in answers}
    assert {q: by_question[q][0] for q in GRADES} == {q: next(iter(grades)) for q, grades in GRADES.items()}
    langs = {row.id: content.locale_of(row.lang) for row in ROWS}
    assert all(langs[key] == content.locale_of(a.question.lang) for a in scoped for key in a.found)
    seen = summary(answers, judged)
    assert (seen.n, seen.means["success@1"], seen.means["zero"]) == (5, 1.0, 0.0)
    assert seen.oos_auroc is not None
    assert "tiny: 5 texts, 5 questions" in text(judged, figures(answers, judged), {}, "all")


def test_a_difference_is_paired_by_question() -> None:
    judged = JudgedSet("tiny", ROWS, QUESTIONS[:2], GRADES)
    ours = [Answer(QUESTIONS[0], (ODD,)), Answer(QUESTIONS[1], ("row3", "plain"))]
    theirs = [Answer(QUESTIONS[0], ()), Answer(QUESTIONS[1], ("plain",))]
    found = figures(theirs, judged, ours).differences
    assert found["mrr@10"][0] == pytest.approx(0.25)
    assert found["zero"][0] == pytest.approx(-0.5)


def test_the_product_is_asked_without_each_step_and_each_file_of_the_glossary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = saved(tmp_path / "set"), tmp_path / "out.json"
    assert main([str(folder), "--ablate", "--limit", "3", "--json", str(out)], tmp_path / "cache") == 0
    lesser = json.loads(out.read_text(encoding="utf-8"))["set"]["ablate"]
    assert {"bigrams", "glossary", "pinyin and repairs", "glossary: withdrawal"} <= set(lesser)
    assert {"difference", "cost_ms", "cost_p95_ms"} <= set(lesser["glossary"])
    assert "lost without" in capsys.readouterr().out


def test_every_peer_can_be_asked_the_same(tmp_path: Path) -> None:
    pytest.importorskip("bm25s")
    pytest.importorskip("tantivy")
    from bench.relevance import peers

    judged = JudgedSet("tiny", ROWS, QUESTIONS, GRADES)
    for name in peers.PEERS:
        for _ in range(2):  # built, then opened
            with peers.opened(name, judged, is_scoped=False, cache=tmp_path) as peer:
                assert peer.answer(QUESTIONS[1])[0] == ["plain"]
    with peers.opened("bm25s", judged, is_scoped=True, cache=tmp_path) as peer:
        assert peer.answer(Question("q", "pt-br", "leverage"))[0] == []
        assert peer.answer(Question("q", "en", "leverage"))[0] == ["untitled"]


def test_the_command_prints_a_table_and_writes_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = saved(tmp_path / "mine")
    out = tmp_path / "out.json"
    glossary = tmp_path / "words.yml"
    glossary.write_text("groups:\n  - [leverage, gearing]\n", encoding="utf-8")
    command = [str(folder), "--json", str(out), "--glossary", str(glossary)]
    assert main(command, tmp_path / "cache") == 0
    assert capsys.readouterr().out.startswith(
        "mine: 5 texts, 5 questions, scope all; without a judgment and left out: 1\n"
    )
    written = json.loads(out.read_text(encoding="utf-8"))["mine"]
    keys = {"ndcg@10", "mrr@10", "recall@10", "success@1", "success@5", "zero", "p50_ms", "p95_ms", "n", "oos_auroc"}
    assert keys <= set(written["all"])
    assert set(written["by_class"]) == {"words", "body"}
    assert written["by_lang"]["en"]["n"] == 2
    pictures = dict(charts.relevance({"mine": written}))
    assert "relevance-mine-lang" in pictures
    for chart in pictures.values():
        ElementTree.fromstring(chart.svg())


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("corpus.jsonl", '{"id": "a"', "can't be read"),
        ("corpus.jsonl", '{"id": 7, "body": "x"}', "`id` should be a text"),
        ("corpus.jsonl", '{"id": "a"}\n{"id": "a"}', "two texts of the id 'a'"),
        ("queries.jsonl", '{"id": "q"}', "`text` should be a text"),
        ("qrels.tsv", "q1 a 1", "by tabs"),
    ],
)
def test_a_damaged_set_is_named_with_its_fault(tmp_path: Path, name: str, line: str, says: str) -> None:
    folder = saved(tmp_path / "broken")
    (folder / "corpus.jsonl.gz").unlink()
    (folder / "corpus.jsonl").write_text('{"id": "a", "title": "b"}', encoding="utf-8")
    (folder / name).write_text(line, encoding="utf-8")
    with pytest.raises(SetUnusable) as caught:
        load(str(folder))
    assert says in str(caught.value)


def test_a_set_that_is_not_there_is_told_with_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere"]) == 1
    assert "There is no set nowhere: give a folder" in capsys.readouterr().err


def test_a_sample_is_the_same_each_time_and_part_of_a_larger_one() -> None:
    judged = JudgedSet("tiny", ROWS, QUESTIONS, GRADES)
    small, large = judged.sample(2).questions, judged.sample(4).questions
    assert len(small) == 2
    assert set(small) < set(large)
    assert judged.sample(99).questions == QUESTIONS


def test_made_articles_are_the_same_each_time_and_of_the_size_of_real_ones() -> None:
    few, more = list(articles.made(30)), list(articles.made(60))
    assert more[:30] == few
    sizes = [len(a.title) + sum(len(part) for section in a.sections for part in section) for a in more]
    assert 650 < sum(sizes) / len(sizes) < 850
    asked = articles.questions(50, 60)
    assert len(set(asked)) == 50
    assert asked == articles.questions(50, 60)


def test_every_engine_does_every_piece_in_turn() -> None:
    done: list[tuple[str, int]] = []
    works = {name: [lambda n=n, name=name: done.append((name, n)) for n in range(3)] for name in ("a", "b")}
    times = in_turn(works, 2, "test")
    assert len(times["a"].wall) == len(times["b"].cpu) == 6
    measured = done[6:]
    assert [{measured[at], measured[at + 1]} for at in range(0, 12, 2)] == [{("a", n), ("b", n)} for n in (0, 1, 2)] * 2


def test_figures_of_speed_are_drawn() -> None:
    row = {"jieda": {"p50_ms": 0.2, "p95_ms": 0.5, "cpu_p50_ms": 0.2}, "other": {"p50_ms": 9.0, "cpu_p50_ms": 8.0}}
    figures = {"1000": {"engine_warm": row, "search": row, "memory": {"jieda": {"rss_mb": 90.0}}}}
    assert charts.is_speed(figures)
    pictures = dict(charts.speed(figures))
    assert set(pictures) == {"speed-engine_warm", "speed-memory", "speed-product"}
    assert "8 ms" in pictures["speed-engine_warm"].svg()
    for chart in pictures.values():
        ElementTree.fromstring(chart.svg())
