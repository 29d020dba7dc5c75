"""What a page says."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse


def text_of(answer: TestResponse) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(head|script)\b.*?</\1>", "", answer.text)))
