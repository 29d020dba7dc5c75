"""`kb report`: what visitors did, through the front door, is told to editors in figures that hold."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.center import HelpCenter
from kb.cli import main
from kb.cli_table import table, width_of
from kb.journal.report import wilson
from kb.journal.tally import Count, Tally
from tests.people import START, Clock, Person, Town

FEES, STUCK, PASSWORD = "1042", "1043", "1005"


@pytest.fixture
def town(center: HelpCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The small help center, and people."""
    return Town(center, Clock(monkeypatch), tmp_path / "journal.sqlite")


def run(town: Town, *options: str) -> Result:
    town.written()
    days = () if "--since" in options else ("--since", "2026-11-01", "--until", "2026-11-30")
    arguments = ["report", str(town.settings.content), *days, *options]
    return CliRunner().invoke(main, arguments, env={"KB_JOURNAL": town.settings.journal})


def told(town: Town, *options: str) -> Any:
    result = run(town, "--json", *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def failed(town: Town, *options: str) -> dict[str, tuple[int, dict[str, int]]]:
    return {one["text"]: (one["visitors"], one["outcomes"]) for one in told(town, *options)["failed"]}


def test_searches_are_counted_as_meant_with_how_they_ended(town: Town) -> None:
    for _ in range(3):
        reader = town.person()
        reader.type("withdrawal fee")
        reader.click("withdrawal fee", FEES, rank=2)
    town.person("zh-CN").type("提币手续费")
    town.person().ask("qqqzzz")
    found = told(town)
    assert (found["visitors"], found["searches"], found["sent"]) == (5, 5, 3 * 14 + 5 + 1)
    assert found["outcomes"] == {"solved": 0, "opened": 3, "unopened": 1, "weak": 0, "nothing": 1, "left": 0}
    assert (found["ranks"], found["mrr"]) == ({"2": 3}, 0.5)
    assert told(town, "--locale", "zh-CN")["searches"] == 1


ENDS = {
    "solved": ("withdrawal fee", ("click", "read", "yes")),
    "opened": ("my withdrawal is stuck", ("read",)),
    "unopened": ("提币手续费", ()),
    "weak": ("purple elephants dancing network", ()),
    "nothing": ("qqqzzz", ()),
    "left": ("forgot password", ("click", "leave")),
}


def steps(reader: Person, text: str, acts: tuple[str, ...]) -> Iterator[None]:
    """What somebody does, a step at a time: every third letter, a slip that is taken back, and what follows."""
    for end in (*range(3, len(text), 3), len(text) - 1, len(text)):
        yield reader.ask(text[:end], pause_s=0.1)
    for act in acts:
        if act == "click":
            yield reader.click(text, FEES)
        elif act == "read":
            yield reader.read(FEES)
        elif act == "leave":
            yield reader.leave()
        else:
            yield reader.vote(FEES, act)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_crowd_that_types_at_once_is_counted_one_by_one(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    chosen = Counter(chance.choices(list(ENDS), k=24))
    crowd = [steps(town.person("zh-CN"), *ENDS[end]) for end in chosen.elements()]
    while crowd:
        one = chance.choice(crowd)
        if next(one, crowd) is crowd:
            crowd.remove(one)
    found = told(town)
    assert found["outcomes"] == {end: chosen[end] for end in found["outcomes"]}
    asked = {one["text"]: one["visitors"] for one in found["asked"]}
    assert asked == {ENDS[end][0]: count for end, count in chosen.items()}


def test_what_was_asked_in_vain_is_grouped_whatever_its_case_width_and_script(town: Town) -> None:
    for text in ("Zebra Rabatt", "zebra  rabatt?", "ｚｅｂｒａ rabatt"):
        town.person().ask(text)
    for text in ("斑馬折扣", "斑马折扣"):
        town.person("zh-CN").ask(text)
    one = town.person()
    one.ask("zebra rabatt", pause_s=2000)
    one.ask("zebra rabatt")
    found = failed(town)
    assert found == {"Zebra Rabatt": (4, {"nothing": 4}), "斑馬折扣": (2, {"nothing": 2})}


def test_a_text_is_told_only_where_enough_people_of_one_day_asked_it(town: Town) -> None:
    same = town.person()
    for _ in range(4):  # perhaps one person, on four days
        same.ask("zhang wei zebra")
        town.clock.wait(days=1)
    for _ in range(3):
        reader = town.person()
        reader.ask("zebra discount", "my own zebra", pause_s=40)
    assert set(failed(town)) == {"zhang wei zebra", "zebra discount", "my own zebra"}
    town.person().ask("my very own zebra")
    kept = run(town, "--least", "3").stdout
    assert "zebra discount" in kept
    assert "zhang wei" not in kept
    assert "very own" not in kept
    assert failed(town, "--least", "3")["zebra discount"][0] == 3


def test_rewordings_are_told_with_whether_they_led_on(town: Town) -> None:
    for is_led in (True, True, False):
        reader = town.person()
        reader.ask("coins vanished", pause_s=60)
        reader.type("withdrawal stuck")
        if is_led:
            reader.click("withdrawal stuck", STUCK)
    (pair,) = told(town)["reworded"]
    assert pair == {
        "text": "coins vanished",
        "then": "withdrawal stuck",
        "locale": "en",
        "visitors": 3,
        "opened": 2,
    }


def test_a_few_votes_prove_little(town: Town) -> None:
    for number in range(12):
        reader = town.person()
        reader.vote(FEES, "yes" if number < 9 else "no", "outdated" if number > 9 else "")
        if not number:
            reader.vote(STUCK, "yes")
            reader.vote(PASSWORD, "no", "wrong")
    rows = {one["article"]: one for one in told(town)["articles"]}
    fees, stuck = rows[FEES], rows[STUCK]
    assert (fees["yes"], fees["no"], fees["share"], fees["reasons"]) == (9, 3, 0.75, {"outdated": 2})
    assert (stuck["share"], stuck["at_least"]) == (1.0, 0.2065)
    assert stuck["at_least"] < fees["at_least"]
    assert fees["title"] == "How much is the withdrawal fee?"
    assert list(rows)[-1] == STUCK


@pytest.mark.parametrize(
    ("yes", "votes", "bound"), [(0, 0, 0), (1, 1, 0.207), (0, 9, 0), (10, 10, 0.722), (80, 100, 0.711)]
)
def test_the_lower_bound_is_wilsons(yes: int, votes: int, bound: float) -> None:
    assert wilson(yes, votes) == pytest.approx(bound, abs=0.001)


def test_ways_to_people_and_the_survey_are_counted_by_visitor(town: Town) -> None:
    for score in ("5", "2"):
        reader = town.person()
        reader.leave("chat")
        reader.leave("chat")
        reader.answer(score, "yes")
    reader.leave("mail")
    found = told(town)
    assert found["exits"] == {"chat": 2, "mail": 1}
    assert found["survey"] == {"answers": 2, "mean": 3.5, "found": {"yes": 2, "no": 0}}


def test_a_report_has_its_days(town: Town) -> None:
    town.person().ask("fee")
    town.clock.wait(days=1)
    town.person().ask("password")
    day = f"{START:%Y-%m-%d}"
    found = told(town, "--since", day, "--until", day)
    assert [one["text"] for one in found["asked"]] == ["fee"]
    assert (found["since"], found["until"]) == (day, day)


def test_columns_stand_under_each_other_in_any_script(town: Town) -> None:
    for text in ("斑马折扣", "zebra rabatt", "斑马"):
        for _ in range(2):
            reader = town.person("zh-CN")
            reader.ask(text, pause_s=50)
            reader.ask("长颈鹿\u202e")
    lines = run(town).stdout.split("\n")
    start = lines.index("Asked again in other words")
    rows = lines[start + 2 : start + 5]
    places = {width_of(row.partition("长颈鹿")[0]) for row in rows}
    assert len(places) == 1
    assert "\u202e" not in "".join(lines)


def test_a_table_cuts_what_is_long_and_steers_no_terminal() -> None:
    lines = table(("n", "text", "end"), [("1", "提" * 60, "a\x1b[2Jb"), ("1,000", "e\u0301", "ok")])
    assert lines == [
        "    n  text" + " " * 41 + "end",
        "    1  " + "提" * 21 + "…  a[2Jb",
        "1,000  e\u0301" + " " * 44 + "ok",
    ]


@pytest.mark.parametrize(
    ("options", "environment", "cause"),
    [
        ((), {}, "There is no journal to read: nothing is at"),
        ((), {"KB_JOURNAL": "off"}, "the setting journal is off"),
        ((), {"KB_JOURNAL": "nonsense"}, "The setting journal can't be used"),
        ((), {"KB_JOURNAL": "sqlite:///broken.sqlite"}, "can't be read"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), {}, "--since is after --until"),
    ],
)
def test_where_there_is_no_journal_the_cause_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], environment: dict[str, str], cause: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.sqlite").write_text("no database")
    result = CliRunner().invoke(main, ["report", *options], env=environment)
    assert result.exit_code == 2
    assert cause in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["broken.sqlite"]


def test_counting_has_a_bound_that_costs_the_rarest() -> None:
    tally: Tally[int] = Tally(most=10)
    for day in (START.date(), START.date().replace(day=3)):
        for number in range(200):
            for visitor in ("a", "b") if number % 20 == 0 else ("a",):
                tally.add(day, visitor, number % 50 if number % 20 else 0)
    found = tally.counts()
    assert tally.is_cut
    assert len(found) <= 10
    assert next(iter(found.items())) == (0, Count(visitors=4, surely=2))
