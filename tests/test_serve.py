"""`kb serve` as people run it: a real server, real files, real saves, and what happens when things break."""

from __future__ import annotations

import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.plain import plain
from tests.server import Server

Started = Callable[..., Server]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with two articles."""
    content = plain(tmp_path / "content")
    write(content / "en/money/fees.md", "Withdrawal fees", "A fixed amount for each network.")
    write(content / "en/account/password.md", "Forgot your password", "Reset it from the sign-in page.")
    return content


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """Starts servers that are stopped in the end."""
    servers: list[Server] = []

    def start(content: Path, *options: str, patience_s: float = 0) -> Server:
        servers.append(Server(content, tmp_path / "data", *options, patience_s=patience_s))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def write(path: Path, title: str, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {title}\n---\n\n{body}\n", encoding="utf-8")


def test_edits_adds_renames_and_deletes_show_everywhere_while_no_request_fails(folder: Path, started: Started) -> None:
    server = started(folder)
    server.wait_until_ready()
    statuses: list[int] = []
    over = threading.Event()

    def visit() -> None:
        while not over.is_set():
            statuses.extend(
                server.get(path).status for path in ("/en/", "/en/search?q=fees", "/api/v1/search?q=password&lang=en")
            )

    visitor = threading.Thread(target=visit)
    visitor.start()
    try:
        write(folder / "en/money/fees.md", "Withdrawal fees", "Zebrafish pay nothing.")
        server.wait_until(lambda: server.titles("zebrafish") == ["Withdrawal fees"])
        assert "Zebrafish" in server.get("/en/articles/money/fees").text

        write(folder / "en/money/limits.md", "Daily limits", "Quokkas may take out ten a day.")
        server.wait_until(lambda: server.titles("quokkas") == ["Daily limits"])
        assert server.get("/en/articles/money/limits").status == 200

        (folder / "en/money/limits.md").rename(folder / "en/money/daily-limits.md")
        server.wait_until(lambda: server.get("/en/articles/money/daily-limits").status == 200)
        moved = server.get("/en/articles/money/limits")
        assert (moved.status, moved.headers["location"]) == (301, "/en/articles/money/daily-limits")
        assert server.titles("quokkas") == ["Daily limits"]

        (folder / "en/money/daily-limits.md").unlink()
        server.wait_until(lambda: server.get("/en/articles/money/daily-limits").status == 404)
        assert server.titles("quokkas") == []
    finally:
        over.set()
        visitor.join()
    assert len(statuses) > 10
    assert set(statuses) == {200}


def test_a_server_killed_while_it_indexes_has_a_complete_index_after_a_plain_start(
    folder: Path, started: Started
) -> None:
    for number in range(400):
        write(
            folder / f"en/many/a{number}.md", f"Article number {number}", f"Platypus {number}. " + "Some words. " * 300
        )
    server = started(folder)
    server.wait_until(lambda: 0 < server.get("/readyz").json()["done"] < 402 or server.get("/readyz").status == 200)
    server.kill()
    again = started(folder)
    again.wait_until_ready()
    assert again.get("/api/v1/search?q=platypus&lang=en").json()["total"] == 400


def test_a_corrupted_index_is_rebuilt_while_it_serves_with_one_warning(
    folder: Path, started: Started, tmp_path: Path
) -> None:
    server = started(folder)
    server.wait_until_ready()
    server.stop()
    for damaged in (tmp_path / "data/index").rglob("*.pst"):
        damaged.write_bytes(b"\0" * damaged.stat().st_size)
    again = started(folder)
    again.wait_until_up()
    assert again.get("/en/").status == 200
    again.wait_until_ready()
    assert again.titles("password") == ["Forgot your password"]
    warnings = [line for line in again.log().splitlines() if "WARNING" in line]
    assert len(warnings) == 1
    assert "rebuilt from the articles" in warnings[0]


def test_readers_who_take_a_large_picture_slowly_keep_nobody_waiting(folder: Path, started: Started) -> None:
    (folder / "large.png").write_bytes(bytes(12 * 1024 * 1024))
    server = started(folder)
    server.wait_until_ready()
    with ExitStack() as readers:
        for _ in range(4):
            slow = readers.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(b"GET /media/large.png HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert slow.recv(15) == b"HTTP/1.1 200 OK"
        assert server.titles("withdrawal") == ["Withdrawal fees"]


def test_a_taken_port_is_named_with_the_cure(folder: Path, started: Started, tmp_path: Path) -> None:
    first = started(folder)
    first.wait_until_up()
    second = Server(folder, tmp_path / "other", "--port", str(first.port))
    assert second.process.wait(30) == 2
    assert f"127.0.0.1:{first.port}" in second.log()
    assert "--port" in second.log()
    second.stop()


def test_a_missing_content_folder_is_named_with_the_cure(started: Started, tmp_path: Path) -> None:
    server = started(tmp_path / "nowhere")
    assert server.process.wait(30) == 2
    assert "nowhere" in server.log()


def test_an_empty_content_folder_is_served_and_says_so(started: Started, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    server = started(tmp_path / "empty")
    server.wait_until_ready()
    assert server.get("/en/").status == 200
    assert server.titles("anything") == []


def test_a_content_folder_that_vanishes_goes_on_being_served(folder: Path, started: Started, tmp_path: Path) -> None:
    server = started(folder)
    server.wait_until_ready()
    shutil.move(str(folder), str(tmp_path / "elsewhere"))
    assert server.get("/en/articles/money/fees").status == 200
    assert server.titles("fees") == ["Withdrawal fees"]
    shutil.move(str(tmp_path / "elsewhere"), str(folder))
    write(folder / "en/money/new.md", "Numbat news", "Fresh.")
    server.wait_until(lambda: server.titles("numbat") == ["Numbat news"])


def test_a_server_that_is_told_to_stop_ends_well(folder: Path, started: Started) -> None:
    server = started(folder)
    server.wait_until_ready()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0


def test_drafts_are_shown_in_preview_only(folder: Path, started: Started) -> None:
    secret = folder / "en/money/secret.md"
    secret.write_text("---\ntitle: Wombat plans\nstatus: draft\n---\n\nNot yet.\n", encoding="utf-8")
    public = started(folder)
    public.wait_until_ready()
    everything = (
        "/en/",
        "/sitemap.xml",
        "/en/feed.xml",
        "/llms.txt",
        "/api/v1/articles",
        "/api/v1/categories",
        "/api/v1/suggest?q=wom&lang=en",
        "/en/search?q=wombat",
        "/en/categories/money",
    )
    assert [path for path in everything if "Wombat" in public.get(path).text] == []
    assert public.get("/en/articles/money/secret").status == 404
    public.stop()
    preview = started(folder, "--preview")
    preview.wait_until_ready()
    assert preview.titles("wombat") == ["Wombat plans"]
    assert preview.get("/en/articles/money/secret").status == 200


def test_a_server_whose_web_process_cannot_be_started_again_gives_up_with_a_sentence(
    folder: Path, started: Started
) -> None:
    server = started(folder, patience_s=3.0)
    server.wait_until_ready()
    folder.rename(folder.with_name("gone"))  # a web process that starts finds no content
    server.kill_web_processes()
    assert server.process.wait(60) == 2
    assert server.log().count("no web process could be started") == 1


def test_a_web_process_that_dies_is_replaced(folder: Path, started: Started) -> None:
    server = started(folder)
    server.wait_until_ready()
    server.kill_web_processes()
    server.wait_until(lambda: server.titles("password") == ["Forgot your password"])
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0


def test_a_server_ends_although_something_in_it_never_will(folder: Path, tmp_path: Path) -> None:
    program = (
        "import threading, time; from kb import cli, serve; serve.WRITER_STOP_S = .1\n"
        "endless = lambda: time.sleep(600)\n"
        "serve._keep_publishing = lambda *_: (threading.Thread(target=endless, daemon=False).start(), endless())\n"
        "cli.main()"
    )
    server = Server(folder, tmp_path / "endless", program=program)
    server.wait_until_up()
    assert server.stop() == 0


def test_a_server_that_is_told_to_stop_in_the_middle_of_a_build_ends_well(folder: Path, started: Started) -> None:
    for number in range(10_000):  # far more than is published before the first answer, also on a busy machine
        write(folder / f"en/many/a{number}.md", f"Article {number}", "Some words. " * 100)
    server = started(folder)
    server.wait_until(lambda: 0 < server.get("/readyz").json()["done"] < 10_000)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    assert "Traceback" not in server.log()
    assert "ERROR" not in server.log()
