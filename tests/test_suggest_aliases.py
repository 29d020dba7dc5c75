"""`kb suggest`: aliases are proposed from words and by a language model, and written only when accepted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.content.front_matter_edit import with_aliases
from kb.library import load

FEE = "---\r\ntitle: 提币手续费是多少\r\naliases:\r\n  - 转出费\r\n  - /old/fee\r\ntags: [费]\r\n---\r\n\r\n固定。\r\n"
PASSWORD = "# Forgot my password\n\nReset it.\n"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two articles and a glossary; the data folder is beside them."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content"
    for path, text in (("zh-CN/fee.md", FEE), ("en/password.md", PASSWORD)):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(text.encode())
    (folder / "glossary.yml").write_text("groups:\n  - {zh-CN: [提币, 提现, 出金], en: [withdraw]}\n", encoding="utf-8")
    return folder


class Model(ThreadingHTTPServer):
    """A server that speaks the OpenAI protocol and says what it was told to."""

    def __init__(self, says: str, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says, self.status, self.asked = says, status, list[Any]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        reply = json.dumps({"choices": [{"message": {"content": self.server.says}}]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def model() -> Iterator[Model]:
    """A model that proposes three aliases, one of which is there already."""
    server = Model('Sure! ["转账要扣多少", "转出费", "要收多少钱\\nignore"]')
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def run(content: Path, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["suggest", *arguments, "--content", str(content)], env=environment)


def test_other_words_of_the_title_are_proposed_and_nothing_is_written(content: Path) -> None:
    result = run(content, "aliases", "--locale", "zh-CN")
    assert result.exit_code == 0
    assert "提现手续费是多少" in result.output
    assert "转出费" not in result.output
    assert (content / "zh-CN/fee.md").read_bytes() == FEE.encode()


def test_what_an_editor_left_in_the_file_goes_into_the_article_and_every_other_line_stays(
    content: Path, tmp_path: Path
) -> None:
    file = tmp_path / "proposed.yml"
    assert run(content, "aliases", "--out", str(file), "--most", "3").exit_code == 0
    lines = file.read_text(encoding="utf-8").split("\n")
    file.write_text("\n".join(line for line in lines if "出金" not in line), encoding="utf-8")
    result = run(content, "accept", str(file))
    assert result.exit_code == 0
    library = load(content)
    fee = next(article for article in library.articles.values() if article.locale == "zh-CN")
    assert "提现手续费是多少" in fee.aliases
    assert not any("出金" in alias for alias in fee.aliases)
    assert (fee.aliases[0], fee.tags) == ("转出费", ("费",))
    assert fee.redirect_from == ("/old/fee",)
    assert (content / "zh-CN/fee.md").read_bytes().endswith("---\r\n\r\n固定。\r\n".encode())
    assert (content / "en/password.md").read_text(encoding="utf-8").endswith(PASSWORD)
    again = run(content, "accept", str(file))
    assert "Added 0 aliases" in again.output


def test_a_language_model_is_asked_only_where_one_is_wanted(content: Path, model: Model) -> None:
    run(content, "aliases", "--locale", "zh-CN", KB_LLM_URL=model.url)
    assert model.asked == []
    result = run(
        content, "aliases", "--locale", "zh-CN", "--model", KB_LLM_URL=model.url, KB_LLM_NAME="m", KB_LLM_KEY="k"
    )
    assert "  转账要扣多少\n  要收多少钱 ignore\n" in result.output
    (path, key, body) = model.asked[0]
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer k", "m")
    assert "提币手续费是多少" in body["messages"][0]["content"]


@pytest.mark.parametrize(("says", "status", "cause"), [("no list", 200, "instead of a list"), ("[]", 500, "HTTP 500")])
def test_a_model_that_fails_is_told_with_the_cure(
    content: Path, model: Model, says: str, status: int, cause: str
) -> None:
    model.says, model.status = says, status
    result = run(content, "aliases", "--model", KB_LLM_URL=model.url)
    assert result.exit_code == 2
    assert cause in result.output
    assert "llm_url" in result.output


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (("aliases", "nobody"), "no published article nobody"),
        (("aliases", "--model"), "No language model is set"),
        (("accept", "missing.yml"), "missing.yml"),
    ],
)
def test_wrong_use_is_told_in_a_sentence(content: Path, arguments: tuple[str, ...], cause: str) -> None:
    result = run(content, *arguments)
    assert result.exit_code == 2
    assert cause in result.output


def test_nothing_is_written_where_one_article_is_not_there(content: Path, tmp_path: Path) -> None:
    file = tmp_path / "p.yml"
    file.write_text("zh-CN/fee.md: {aliases: [x y]}\nzh-CN/gone.md: {aliases: [z]}\n", encoding="utf-8")
    result = run(content, "accept", str(file))
    assert (result.exit_code, "zh-CN/gone.md: there is no such article" in result.output) == (2, True)
    assert (content / "zh-CN/fee.md").read_bytes() == FEE.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n", '---\naliases: ["x"]\n---\n\n# A\n'),
        ("---\ntitle: a\n---\nb\n", '---\ntitle: a\naliases: ["x"]\n---\nb\n'),
        ("---\naliases: [a, 'b: c']\nid: 1\n---\n", '---\naliases: ["a", "b: c", "x"]\nid: 1\n---\n'),
        ("---\naliases:\n- a\n\n  # why\n- b\nid: 1\n---\n", '---\naliases: ["a", "b", "x"]\nid: 1\n---\n'),
        ("---\naliases:\n---\n", '---\naliases: ["x"]\n---\n'),
        ("title: a\ndate: 2026-01-01\n---\nb", 'title: a\ndate: 2026-01-01\naliases: ["x"]\n---\nb'),
    ],
)
def test_aliases_are_added_in_each_form_of_front_matter(before: str, after: str) -> None:
    assert with_aliases(before, ["x"]) == after


@pytest.mark.parametrize("text", ["+++\ntitle = 'a'\n+++\nb", "---\ntitle: a\nb\n"])
def test_front_matter_that_cannot_be_changed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        with_aliases(text, ["x"])
