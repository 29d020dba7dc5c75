"""The documents tell the truth: commands, settings, routes, front-matter keys and lint rules are all in them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import search_app
from kb import settings
from kb.cli import main
from kb.content.front_matter_keys import KEYS
from kb.lint import RULES
from kb.settings import Settings
from tests.conftest import with_index_of
from tests.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EDITORS = (ROOT / "docs/editors.md").read_text(encoding="utf-8")
API = (ROOT / "docs/api.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def commands(group: click.Group, path: str = "") -> dict[str, click.Command]:
    """Every command of the program, by what is typed for it."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found |= commands(command, f"{path}{name} ") if isinstance(command, click.Group) else {f"{path}{name}": command}
    return found


COMMANDS = commands(main)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_its_options_are_in_the_readme(command: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| `kb {command}"))
    options = [option for option in COMMANDS[command].params if isinstance(option, click.Option)]
    named = {name for option in options for name in option.opts if name not in ("--json", "--data")}
    assert [name for name in named if name not in row] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_that_prints_has_json(command: str) -> None:
    names = {name for parameter in COMMANDS[command].params for name in parameter.opts}
    assert command == "serve" or "--json" in names


@pytest.mark.parametrize("name", settings.names())
def test_every_setting_is_documented_as_the_code_says(name: str) -> None:
    row = next(line for line in SETTINGS.splitlines() if line.startswith(f"| `{name}`"))
    assert f"`KB_{name.upper()}`" in row
    assert settings.help_of(name) in row
    assert settings.unit_of(name) in row
    default = getattr(settings.Settings(), name)
    written = {True: "yes", False: "no"}.get(default, str(default)) if isinstance(default, bool) else str(default)
    assert f"`{written}`" in row or default in (None, "")


def test_every_front_matter_key_is_documented() -> None:
    assert [key for key in KEYS if f"`{key}`" not in EDITORS] == []


def test_every_lint_rule_is_documented() -> None:
    assert [rule for rule in RULES if f"`{rule}`" not in EDITORS] == []


def test_every_route_is_documented() -> None:
    written = API + EDITORS
    undocumented = [rule for rule, _ in search_app.PAGES if _documented_form(rule) not in written]
    assert undocumented == []


def _documented_form(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: "{" + found[1] + "}", rule)


def test_every_dependency_has_a_reason_in_the_design() -> None:
    design = (ROOT / "docs/design.md").read_text(encoding="utf-8")
    requires = re.search(r"install_requires =\n((?:    .+\n)+)", (ROOT / "setup.cfg").read_text(encoding="utf-8"))
    assert requires is not None
    names = re.findall(r"^\s+([A-Za-z0-9-]+)", requires[1], flags=re.M)
    assert [name for name in names if name not in design] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.S)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", prose)
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readmes_search_prints_what_it_says(run_folder: Path, tmp_path: Path) -> None:
    run = re.search(r"<!-- run: (.+) -->\n```\n(.+?)\n```", README, flags=re.S)
    assert run is not None
    command, shown = run[1], run[2]
    indexed = with_index_of(run_folder / "articles", Settings(content=ROOT / "articles", data=tmp_path / "data"))
    printed = subprocess.run(
        [sys.executable, "-m", "kb.cli", *command.split()[1:], "articles", "--data", str(indexed.data)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert printed in shown
