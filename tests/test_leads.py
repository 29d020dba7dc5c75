"""`kb suggest aliases` proposes the words in which readers asked in vain for an article that they found in the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.library import load
from kb.settings import Settings
from tests.conftest import opened
from tests.people import Clock, Person, Town

FEES, STUCK, PASSWORD = "1042", "1043", "1005"
STUCK_FILE = "en/funds/withdrawal/withdrawal-stuck.md"


@pytest.fixture
def town(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A copy of the small help center that can be written to, and people."""
    folder = Path(shutil.copytree(content, tmp_path / "content"))
    clock = Clock(monkeypatch)
    monkeypatch.setattr("kb.cli_suggest.datetime", clock)
    with closing(opened(Settings(content=folder, data=tmp_path / "data"))) as center:
        yield Town(center, clock, tmp_path / "data/journal.sqlite")


def run(town: Town, *arguments: str) -> Result:
    town.written()
    return CliRunner().invoke(main, ["suggest", *arguments, "--content", str(town.settings.content)])


def proposed(town: Town, *options: str) -> dict[str, dict[str, int]]:
    """Texts that were asked, with how many asked them, by the path of the article."""
    found: list[Any] = json.loads(run(town, "aliases", "--data", str(town.settings.data), "--json", *options).stdout)
    return {one["path"]: one["asked"] for one in found if "asked" in one}


def find(reader: Person, asked: str, then: str, article: str) -> None:
    """Asks in vain, asks in other words, and opens what that finds."""
    reader.ask(asked, pause_s=40)
    reader.type(then)
    reader.click(then, article)
    reader.read(article)


def test_what_many_asked_in_vain_is_proposed_for_what_they_found(town: Town) -> None:
    for _ in range(4):
        find(town.person(), "coins vanished", "withdrawal stuck", STUCK)
    assert proposed(town) == {STUCK_FILE: {"coins vanished": 4}}


def test_a_text_is_proposed_where_its_own_weak_hits_were_opened_or_solved_it(town: Town) -> None:
    for act in ("click", "read", "vote"):
        reader = town.person()
        reader.ask("purple elephants dancing network")
        if act == "click":
            reader.click("purple elephants dancing network", FEES, rank=3)
        reader.read(FEES)
        if act == "vote":
            reader.vote(FEES, "yes")
    assert [*proposed(town).values()] == [{"purple elephants dancing network": 3}]


def test_too_few_or_one_with_many_browsers_or_days_propose_nothing(town: Town) -> None:
    for _ in range(2):
        find(town.person(), "coins vanished", "withdrawal stuck", STUCK)
    for number in range(6):
        find(town.person(address="203.0.113.7", browser=f"Browser/{number}"), "buy my coin", "withdrawal stuck", STUCK)
    same = town.person()
    for _ in range(5):
        find(same, "zhang wei", "withdrawal stuck", STUCK)
        town.clock.wait(days=1)
    assert proposed(town) == {}
    assert proposed(town, "--least", "2") == {STUCK_FILE: {"coins vanished": 2}}


def test_what_led_elsewhere_too_late_or_to_no_help_is_not_proposed(town: Town) -> None:
    for _ in range(3):
        find(town.person(), "zebra one", "withdrawal stuck", STUCK)
        find(town.person(), "zebra one", "password", PASSWORD)
        late = town.person()
        late.ask("zebra two", pause_s=700)
        late.ask("password")
        late.click("password", PASSWORD)
        cross = town.person()
        find(cross, "zebra three", "withdrawal stuck", STUCK)
        cross.vote(STUCK, "no")
        left = town.person()
        find(left, "zebra four", "withdrawal stuck", STUCK)
        left.leave()
    assert proposed(town) == {}


def test_nothing_redacted_or_known_already_is_proposed(town: Town) -> None:
    for _ in range(3):
        find(town.person(), "where is zhang@mail.example", "withdrawal stuck", STUCK)
        find(town.person(), "Withdraw  cost", "password", PASSWORD)
    assert proposed(town) == {}


def test_proposals_say_how_many_asked_and_are_written_only_when_accepted(town: Town, tmp_path: Path) -> None:
    for _ in range(3):
        find(town.person(), 'coins "vanished": # why?', "withdrawal stuck", STUCK)
    before = (town.settings.content / STUCK_FILE).read_bytes()
    shown = run(town, "aliases", STUCK, "--data", str(town.settings.data)).stdout
    assert '  coins "vanished": # why?  (asked by 3 visitors)\n' in shown
    file = tmp_path / "proposed.yml"
    run(town, "aliases", STUCK, "--data", str(town.settings.data), "--out", str(file), "--most", "1")
    assert "# asked by 3 visitors" in file.read_text(encoding="utf-8")
    assert (town.settings.content / STUCK_FILE).read_bytes() == before
    assert run(town, "accept", str(file)).exit_code == 0
    assert load(town.settings.content).articles[STUCK, "en"].aliases == ('coins "vanished": # why?',)
    assert proposed(town) == {}


def test_a_journal_that_cannot_be_read_is_told(town: Town, tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_text("no database")
    environment = {"KB_JOURNAL": f"sqlite:///{tmp_path}/broken.sqlite"}
    arguments = ["suggest", "aliases", "--content", str(town.settings.content)]
    result = CliRunner().invoke(main, arguments, env=environment)
    assert result.exit_code == 2
    assert "broken.sqlite can't be read" in result.stderr
