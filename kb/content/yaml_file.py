"""A YAML file of the content folder, read within bounds."""

from __future__ import annotations

from pathlib import Path

from kb.content.fields import Fields
from kb.content.text_file import UnreadableText, decode, read_bytes
from kb.content.yaml_text import Value, load
from kb.finding import Finding

# A glossary of 850 groups in 13 languages takes about 400 KiB.
MAX_BYTES = 1024 * 1024


def read(content: Path, path: str, root_key: str = "") -> Fields:
    """The file's mapping, with what is wrong with it as findings; empty when it can't be read. Never raises.

    root_key: under which a file that is one list is read.
    """
    try:
        text = decode(read_bytes(content / path, MAX_BYTES)).text
    except UnreadableText as error:
        fields = Fields(load(""), path)
        fields.findings.append(Finding(path, 0, error.rule, str(error)))
        return fields
    yaml = load(text, max_size=MAX_BYTES)
    value: Value = yaml.value
    if root_key and isinstance(value, list):
        value = {root_key: value}
    fields = Fields(yaml, path, value=value)
    fields.findings += [Finding(path, problem.line, problem.rule, problem.message) for problem in yaml.problems]
    if not isinstance(value, dict) and text.strip() and not yaml.problems:
        fields.report("", "yaml", "the file should be lines of `key: value`; nothing was read")
    return fields
