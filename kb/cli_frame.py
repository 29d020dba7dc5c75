"""What all commands of the terminal share: how they print, show progress, and end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from indexer.engine import IndexerError
from kb import settings
from kb.errors import HelpCenterError

FOUND, NOTHING, WRONG = 0, 1, 2


def content_argument(command: Callable[..., None]) -> Callable[..., None]:
    """Adds CONTENT, and the options that every command on content has."""
    for add in (
        click.option("--data", type=click.Path(path_type=Path), help=settings.help_of("data")),
        click.argument("content", type=click.Path(path_type=Path), required=False),
    ):
        command = add(command)
    return command


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def told(command: Callable[..., None]) -> Callable[..., None]:
    """Turns a known fault into one sentence on standard error and exit status 2."""

    @wraps(command)
    def run(**options: Any) -> None:
        try:
            command(**options)
        except (HelpCenterError, IndexerError) as fault:
            fail(str(fault))

    return run


def printable(text: str) -> str:
    """The text on one line, without the characters by which it could steer a terminal."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)


def say(text: str, err: bool = False) -> None:
    """Prints a line that can't steer a terminal."""
    click.echo(printable(text), err=err)


def print_json(values: Any) -> None:
    """Prints JSON for programs."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    click.echo("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


def fail(message: str) -> NoReturn:
    """Ends with a sentence and the status of wrong use."""
    say(f"kb: {message}", err=True)
    sys.exit(WRONG)


class Bar:
    """A progress bar on standard error while a long step runs, only where that is a terminal."""

    def __init__(self, label: str, is_shown: bool) -> None:
        self._label, self._is_shown = label, is_shown and sys.stderr.isatty()
        self._done = 0
        self._bar: Any = None

    def __enter__(self) -> Bar:
        return self

    def show(self, done: int, total: int) -> None:
        """Draws the bar at done of total."""
        if not self._is_shown:
            return
        if self._bar is None:
            self._bar = click.progressbar(length=total, label=self._label, file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._done)
        self._done = done

    def next(self, label: str) -> None:
        """Ends the bar; what is shown from now on is another step."""
        self.__exit__()
        self._label, self._bar, self._done = label, None, 0

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
