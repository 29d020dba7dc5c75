"""One writer a data folder, and a folder that is free again however its writer ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.lock import DataFolderBusy, WriterLock
from tests.places import ROOT

HOLD = "import sys; from pathlib import Path; from kb.lock import WriterLock\nlock = WriterLock(Path(sys.argv[1]))\n"
WAIT = "print('held', flush=True); sys.stdin.read()\n"


@contextmanager
def holder(folder: Path, code: str = HOLD + WAIT) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the folder's lock until its input ends."""
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_holds_the_folder_and_what_to_do(tmp_path: Path) -> None:
    with holder(tmp_path) as process, pytest.raises(DataFolderBusy) as caught:
        WriterLock(tmp_path, wait_s=0)
    assert str(caught.value) == (
        f"The data folder {tmp_path} is in use by process {process.pid}. "
        "Stop it, or give this one its own folder with --data."
    )


def test_the_same_process_is_refused_as_well(tmp_path: Path) -> None:
    first = WriterLock(tmp_path)
    with pytest.raises(DataFolderBusy, match=str(os.getpid())):
        WriterLock(tmp_path, wait_s=0)
    first.release()


def test_the_folder_is_free_as_soon_as_its_writer_was_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        WriterLock(tmp_path, wait_s=0).release()


def test_a_writer_waits_for_the_one_before_it(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        WriterLock(tmp_path, wait_s=30).release()


def test_a_released_folder_is_free_and_a_second_release_does_nothing(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.release()
    lock.release()
    WriterLock(tmp_path, wait_s=0).release()


def test_the_lock_names_its_present_holder_only(tmp_path: Path) -> None:
    (tmp_path / "writer.lock").write_text("999999999", encoding="utf-8")
    lock = WriterLock(tmp_path, wait_s=0)
    assert (tmp_path / "writer.lock").read_text(encoding="utf-8") == str(os.getpid())
    lock.release()


def test_folders_are_locked_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first = WriterLock(tmp_path)
    second = WriterLock(tmp_path / "other", wait_s=0)
    first.release()
    second.release()


def test_a_lock_in_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        WriterLock(tmp_path / "missing")
