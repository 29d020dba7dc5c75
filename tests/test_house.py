"""The house stands as designed: floors, no cycles, one place a library, rooms and functions of a readable size."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.places import ROOT

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 28
MAX_CENTER_LINES = 200
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
TOP_LEVEL = {
    "kb", "articles", "indexer", "search_app.py", "tests", "setup.cfg",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml", "requirements.lock",
    "docs", "bench", "deploy", ".ci", ".gitignore",
}  # fmt: skip
HOMES = {
    "PIL": {"kb/images/"},
    "babel": {"kb/locale.py"},
    "click": {"kb/cli"},
    "flask": {"kb/web/", "search_app.py"},
    "granian": {"kb/serve.py"},
    "imagesize": {"kb/image_size.py"},
    "jieba": {"indexer/analysis/chinese.py"},
    "markdown": {"kb/markdown/markdown_html.py"},
    "markupsafe": {"kb/web/"},
    "nh3": {"kb/markdown/sanitise.py"},
    "numpy": {f"indexer/{room}.py" for room in ("batch", "columns", "evidence", "inverted", "segment", "snapshot")}
    | {"indexer/whoosh_", "indexer/vectors/"},
    "onnxruntime": {"indexer/vectors/encoder.py"},
    "opencc": {"indexer/analysis/chinese_variants.py"},
    "pygments": {"kb/markdown/highlight.py"},
    "pymdownx": {"kb/markdown/markdown_html.py"},
    "pypinyin": {"indexer/analysis/pinyin.py"},
    "rapidfuzz": {"indexer/spelling.py", "kb/lookalike.py"},
    "regex": {"indexer/analysis/script.py"},
    "smtplib": {"kb/post.py"},
    "rjieba": {"indexer/analysis/fast_chinese.py"},
    "tokenizers": {"indexer/vectors/encoder.py"},
    "Stemmer": {"indexer/analysis/stemming.py"},
    "watchfiles": {"kb/watch.py"},
    "werkzeug": {"kb/web/"},
    "sqlalchemy": {"kb/journal/tables.py"},
    "mnemonic": {"kb/journal/redact.py"},
    "whoosh": {"indexer/whoosh_"},
    "yaml": {"kb/content/yaml_text.py"},
}
TOPS_OF_THREADS = ("kb/serve.py", "kb/follow.py")  # doors too: nobody hears what ends the writer or a follower
FOREIGN = ("indexer/vectors/encoder.py",)  # its libraries raise plain Exceptions for files that they can't read
FLOORS = (  # from the street down; a module may import its own floor and those below it
    ("search_app", "kb.cli", "kb.cli_suggest", "kb.cli_report", "kb.cli_table", "kb.cli_frame"),
    ("kb.web", "kb.serve"),
    ("kb.follow",),
    ("kb.center",),
    ("kb.moment",),
    ("kb.publish",),
    ("kb",),
    ("indexer",),
)


def modules() -> dict[str, Path]:
    """Every module of the product, by dotted name."""
    paths = [ROOT / "search_app.py", *sorted((ROOT / "kb").rglob("*.py")), *sorted((ROOT / "indexer").rglob("*.py"))]
    return {_name_of(path): path for path in paths}


def _name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, wherever it does."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports() -> dict[str, set[str]]:
    known = modules()
    return {
        name: {imported for imported in imports_of(path) if imported in known and imported not in ("kb", name)}
        for name, path in known.items()
    }


def floor_of(name: str) -> int:
    return next(
        level for level, rooms in enumerate(FLOORS) for room in rooms if name == room or name.startswith(f"{room}.")
    )


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in modules().values():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_nobody_imports_from_a_floor_above() -> None:
    wrong = [f"{a} -> {b}" for a, found in own_imports().items() for b in found if floor_of(b) < floor_of(a)]
    assert wrong == []


def test_the_search_library_knows_nothing_of_the_help_center() -> None:
    wrong = [
        f"{a} -> {b}"
        for a, found in own_imports().items()
        for b in found
        if a.startswith("indexer") and not b.startswith("indexer")
    ]
    assert wrong == []


def test_imports_have_no_cycle() -> None:
    graph = own_imports()
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*path, name))
            done.add(name)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_foreign_library_is_named_in_its_home_only(library: str) -> None:
    namers = {
        str(path.relative_to(ROOT))
        for path in modules().values()
        if any(imported.split(".")[0] == library for imported in imports_of(path))
    }
    strangers = {name for name in namers if not any(name.startswith(home) for home in HOMES[library])}
    assert strangers == set()


def test_every_foreign_library_has_a_home() -> None:
    import sys

    own = {"kb", "indexer", "search_app"}
    used = {imported.split(".")[0] for path in modules().values() for imported in imports_of(path)}
    assert used - own - set(sys.stdlib_module_names) - {"__future__"} <= set(HOMES)


def test_no_room_is_named_for_odds_and_ends() -> None:
    assert [name for name in modules() if name.rpartition(".")[2] in BANNED_NAMES] == []


def test_modules_fit_on_a_few_screens() -> None:
    sizes = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()}
    assert {name: size for name, size in sizes.items() if size > MAX_MODULE_LINES} == {}
    assert sizes["kb.center"] <= MAX_CENTER_LINES


def test_functions_are_read_in_one_look() -> None:
    sizes = {name: lines_of(node) for name, node in functions()}
    assert {name: size for name, size in sizes.items() if size > MAX_FUNCTION_LINES} == {}
    long_share = sum(size > USUAL_FUNCTION_LINES for size in sizes.values()) / len(sizes)
    assert long_share <= 0.1


def test_every_module_and_public_function_says_what_it_gives() -> None:
    silent = [name for name, path in modules().items() if not ast.get_docstring(tree_of(path))]
    for path in modules().values():
        for node in tree_of(path).body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert silent == []


def test_only_doors_catch_everything() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules().values()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception"))
        and not str(path.relative_to(ROOT)).startswith(("kb/web/", "kb/cli.py", *TOPS_OF_THREADS, *FOREIGN))
    ]
    assert wrong == []


def test_the_top_level_holds_what_a_repository_needs_and_nothing_else() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    assert {line.split("/")[0] for line in listed if line} <= TOP_LEVEL


def test_the_project_speaks_of_itself_alone() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    machine = re.compile(r"/(?:work|root|home/\w+|Users/\w+)/")
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8", errors="ignore") for name in listed if (ROOT / name).is_file()
    }
    named = [name for name, text in texts.items() if name != "tests/test_house.py" and machine.search(text)]
    assert named == []
