"""The terminal door: what each command prints, the exit status for scripts, and faults as one sentence."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb import __version__
from kb.cli import main
from kb.library import load
from kb.publish import Publisher
from kb.settings import Settings
from tests.places import ROOT
from tests.plain import plain

Run = Callable[..., Result]
COMMANDS = ("serve", "index", "search", "new", "lint", "revision", "suggest", "report")
BOLD = re.compile(r"\x1b\[(?:1|0)m")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: two articles in `articles`, no settings from elsewhere."""
    for name in ("KB_SETTINGS", "KB_DATA", "KB_CONTENT", "KB_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    plain(tmp_path / "articles")
    write("articles/en/money/fees.md", "---\nid: 1042\ntitle: Withdrawal fees\n---\n## By network\n\nOne coin each.\n")
    write("articles/en/money/limits.md", "---\ntitle: Daily limits\n---\nTen coins a day.\n")
    return tmp_path


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


@pytest.fixture
def run() -> Run:
    """Runs a command as a terminal would show it, colours included."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, color=True)

    return invoke


def fault(result: Result) -> str:
    """The one sentence on standard error of a command that failed."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("kb: ")
    return lines[0].removeprefix("kb: ")


def values(result: Result) -> Any:
    """The JSON that a command printed, alone on standard output."""
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def test_index_says_what_it_did_and_where(run: Run, folder: Path) -> None:
    result = run("index")
    assert result.exit_code == 0
    assert re.fullmatch(
        r"2 articles searchable: 2 indexed, 0 removed in \d+\.\d s \(\d+ articles/s\)\. "
        r"The index is in \.kb-data/articles-[0-9a-f]{8}\.\n2 image cards drawn\.\n",
        result.stdout,
    )
    assert list((folder / ".kb-data").glob("articles-*/index/CURRENT"))


def test_index_does_only_what_is_needed_and_all_of_it_when_told(run: Run) -> None:
    assert values(run("index", "--json"))["put"] == 2
    assert values(run("index", "--json"))["put"] == 0
    assert values(run("index", "--json", "--rebuild"))["put"] == 2


def test_index_as_json_has_its_figures(run: Run, folder: Path) -> None:
    found = values(run("index", "--json", "--data", str(folder / "d")))
    assert (found["documents"], found["put"], found["removed"], found["data"]) == (2, 2, 0, str(folder / "d"))
    assert found["seconds"] > 0
    assert set(found) == {"documents", "put", "removed", "seconds", "per_second", "embedded", "drawn", "data"}


def test_search_shows_title_address_and_the_place_that_answers(run: Run) -> None:
    result = run("search", "coin network")
    assert result.exit_code == 0
    title, address, snippet, *_ = result.stdout.splitlines()
    assert title == "Withdrawal fees"
    assert address == "  /en/articles/1042-fees"
    assert snippet == "  One \x1b[1mcoin\x1b[0m each."


def test_search_as_json_has_all_of_a_hit(run: Run) -> None:
    found = values(run("search", "coin network", "--json"))
    assert (found["query"], found["total"]) == ("coin network", len(found["results"]))
    assert found["results"][0] | {"score": 0} == {
        "id": "1042",
        "lang": "en",
        "title": "Withdrawal fees",
        "url": "/en/articles/1042-fees",
        "score": 0,
        "snippet": "One coin each.",
        "sections": [{"anchor": "s-by-network", "title": "By network"}],
        "matched_by": {"coin": "text", "network": "text"},
    }


def test_search_finds_what_was_saved_a_moment_ago(run: Run) -> None:
    run("index")
    write("articles/en/new.md", "---\ntitle: New\n---\nQuokkas.\n")
    assert [hit["id"] for hit in values(run("search", "quokkas", "--json"))["results"]] == ["new"]


def test_search_can_be_narrowed(run: Run) -> None:
    write("articles/ja/money/fees.md", "---\nid: 1042\ntitle: 手数料\n---\n一枚\n")
    write("articles/en/other.md", "---\ntitle: Coins\n---\nCoins.\n")
    found = values(run("search", "coins", "--locale", "ja", "--json"))["results"]
    assert {hit["id"]: hit["lang"] for hit in found} == {"1042": "ja", "money/limits": "en", "other": "en"}
    assert {hit["id"] for hit in values(run("search", "coins", "--category", "money", "--json"))["results"]} == {
        "1042",
        "money/limits",
    }
    found = values(run("search", "coins", "--limit", "1", "--json"))
    assert (len(found["results"]), found["total"]) == (1, 3)


def test_search_explains_how_a_hit_came_to_its_score(run: Run) -> None:
    lines = run("search", "withdrawal zebra", "--explain").stdout.splitlines()
    total, matched, missing, grams = lines[-4:]
    parts = [float(line.split()[0]) for line in (matched, missing, grams)]
    factors = [float(value) for value in re.findall(r" x \w+ ([0-9.]+)", total)]
    assert float(total.split()[0]) == pytest.approx(sum(parts) * factors[0] * factors[1] * factors[2], rel=0.01)
    assert ("word withdrawal in title" in matched, missing.endswith("zebra: not found")) == (True, True)
    best = values(run("search", "withdrawal", "--explain", "--json"))["results"][0]
    assert best["explain"]["concepts"][0]["surface"] == "withdrawal"


def test_search_says_what_it_mended_and_exact_mends_nothing(run: Run) -> None:
    assert 'Showing results for "withdrawal"' in run("search", "withdrawl").stderr
    assert run("search", "withdrawl", "--exact").exit_code == 1


def test_a_search_without_a_hit_is_status_1_with_advice(run: Run) -> None:
    result = run("search", "zebras")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == 'Nothing found for "zebras". Try fewer or other words.\n'
    nothing = run("search", "zebras", "--json")
    assert (nothing.exit_code, json.loads(nothing.stdout)) == (1, {"query": "zebras", "total": 0, "results": []})


def test_search_beside_a_running_writer_reads_what_it_published(run: Run) -> None:
    with closing(Publisher(Settings())) as publisher:
        publisher.refresh()
        write("articles/en/new.md", "---\ntitle: New\n---\nQuokkas.\n")
        assert run("search", "coins").exit_code == 0
        assert run("search", "quokkas").exit_code == 1


def test_new_begins_a_draft_and_says_where(run: Run, folder: Path) -> None:
    result = run("new", "en", "money/fiat", "How do I pay by card?")
    path = "articles/en/money/fiat/how-do-i-pay-by-card.md"
    assert result.exit_code == 0
    assert result.stdout == f"Wrote {path}. It is a draft: set `status: published` when it is ready.\n"
    assert load(folder / "articles").articles[("1043", "en")].title == "How do I pay by card?"


def test_new_as_json_gives_the_path(run: Run, folder: Path) -> None:
    assert values(run("new", "en", "money", "Cards", "--json")) == {"path": "articles/en/money/cards.md"}
    assert (folder / "articles/en/money/cards.md").is_file()


def test_new_never_writes_over_a_file(run: Run) -> None:
    assert fault(run("new", "en", "money", "Fees")) == (
        "articles/en/money/fees.md exists already; give another title or edit that file."
    )


def test_lint_of_clean_content_is_status_0(run: Run) -> None:
    result = run("lint")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "2 files: 2 articles, 0 refused, 0 findings.\n"


def test_lint_tells_each_finding_with_its_place_and_is_status_1(run: Run) -> None:
    write("articles/en/bad.md", "---\ntitle: Bad\ntitel: x\n---\nText.\n")
    write("articles/en/empty.md", "")
    result = run("lint")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "en/bad.md:3: unknown-key: `titel` means nothing here; is it `title`?",
        "en/empty.md:0: empty-file: the file is empty",
    ]
    assert result.stderr == "4 files: 3 articles, 1 refused, 2 findings.\n"


def test_lint_as_json_has_every_finding(run: Run) -> None:
    write("articles/en/empty.md", "")
    result = run("lint", "--json")
    assert result.exit_code == 1
    assert values(result) == {
        "files": 3,
        "articles": 2,
        "refused": 1,
        "findings": [
            {"path": "en/empty.md", "line": 0, "rule": "empty-file", "message": "the file is empty", "refused": True}
        ],
    }


@pytest.mark.parametrize("command", [("serve",), ("index",), ("search", "q"), ("new", "en", "a", "T"), ("lint",)])
def test_content_that_is_not_there_is_named(run: Run, folder: Path, command: tuple[str, ...]) -> None:
    message = fault(run(*command, "nowhere"))
    assert "nowhere" in message
    assert message.endswith(".")
    assert not (folder / ".kb-data").exists()


@pytest.mark.parametrize("command", [("serve",), ("index",), ("search", "q"), ("new", "en", "a", "T"), ("lint",)])
def test_a_setting_that_cannot_be_used_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KB_PROT", "80")
    assert fault(run(*command)) == "KB_PROT: prot is no setting; did you mean port?"
    monkeypatch.delenv("KB_PROT")
    Path("kb.yml").write_bytes(b"port: \xff\n")
    assert fault(run(*command)).startswith("kb.yml: can't be used: ")


@pytest.mark.parametrize("command", [("index",), ("search", "q")])
def test_a_data_folder_that_cannot_be_written_is_named(run: Run, command: tuple[str, ...]) -> None:
    write("taken", "I am a file.")
    assert fault(run(*command, "--data", "taken")) == (
        "The data folder taken can't be written: File exists. Give another one with --data or KB_DATA."
    )


def test_a_port_that_is_taken_is_named(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = fault(run("serve", "--port", str(port)))
    assert message.startswith(f"Can't listen on 127.0.0.1:{port}: ")
    assert message.endswith(". Give another one with --port or --host.")


def test_a_port_that_is_none_is_refused(run: Run) -> None:
    assert fault(run("serve", "--port", "70000")) == "settings: port is 70000; give a number from 1 to 65535."


@pytest.mark.parametrize(
    "arguments",
    [
        ("serv",),
        ("index", "--no-such"),
        ("search",),
        ("search", "q", "--limit", "0"),
        ("search", "q", "--limit", "51"),
        ("new", "en"),
    ],
)
def test_a_wrong_use_is_status_2_with_the_usage(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    result = run(command, "-h")
    assert result.exit_code == 0
    assert f"main {command}" in result.stdout
    assert "[CONTENT]" in result.stdout or command == "suggest"


def test_the_commands_are_those_that_are_tested_here(run: Run) -> None:
    assert set(main.commands) == set(COMMANDS)
    assert run("--version").stdout == f"kb, version {__version__}\n"


@pytest.fixture
def hostile(folder: Path) -> str:
    """Content that would steer a terminal if it were printed as it is."""
    steer = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\x08\u202e"
    write(
        "articles/en/evil.md",
        f'---\ntitle: "Evil {steer} \\e[2J\\x9b coins"\nid: "e\\e[31m"\n---\nCoins {steer} here.\n',
    )
    name = f"articles/en/{steer[:4]}\n evil.md"
    write(name, "---\ntitle: Named coins\ntitel: \\e[2J\n---\nCoins.\n")
    write("articles/en/blank.md", '---\ntitle: "\\e"\n"ti\\e[2Jtel": x\n---\nCoins.\n')
    return steer


@pytest.mark.parametrize(
    "command", [("search", "coins"), ("search", "coins", "--json"), ("lint",), ("lint", "--json"), ("index",)]
)
def test_no_text_of_an_article_steers_the_terminal(run: Run, hostile: str, command: tuple[str, ...]) -> None:
    result = run(*command)
    assert result.exit_code in (0, 1)
    printed = BOLD.sub("", result.stdout + result.stderr).replace("\n", "")
    assert [character for character in printed if not character.isprintable()] == []


def test_a_finding_is_one_line_whatever_its_files_name(run: Run, hostile: str) -> None:
    lines = run("lint").stdout.splitlines()
    assert len(lines) == len(values(run("lint", "--json"))["findings"])


@pytest.mark.parametrize("typed", ["zebra\x1b[2J\x07", "zebra\r\n", "\u202ezebra", "zebra\udcff"])
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_what_was_typed_does_not_steer_the_terminal_either(run: Run, typed: str, as_json: tuple[str, ...]) -> None:
    result = run("search", typed, *as_json)
    assert result.exit_code == 1
    printed = (result.stdout + result.stderr).replace("\n", "")
    assert [character for character in printed if not character.isprintable()] == []


def test_a_fault_does_not_steer_the_terminal(run: Run) -> None:
    assert fault(run("index", "no\x1b[2J\nwhere\udcff")).isprintable()


def test_a_title_keeps_its_spaces_and_its_script(run: Run) -> None:
    write("articles/en/wide.md", "---\ntitle: 提币　coins\u00a0费\n---\nText.\n")
    assert "提币 \x1b[1mcoins\x1b[0m 费" in run("search", "coins").stdout


@pytest.mark.parametrize(("arguments", "status"), [(("coins",), 0), (("zebras",), 1), (("coins", "nowhere"), 2)])
def test_scripts_get_the_exit_status(folder: Path, arguments: tuple[str, ...], status: int) -> None:
    command = [sys.executable, "-m", "kb.cli", "search", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout
    assert ("/en/articles/1042-fees" in done.stdout) == (status == 0)
