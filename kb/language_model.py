"""A language model behind any server that speaks the OpenAI protocol; asked by editors' commands, never by a search."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from kb.errors import HelpCenterError

TIMEOUT_S = 120.0
MOST_BYTES = 1024 * 1024  # of an answer


class LanguageModelFailed(HelpCenterError):
    """The language model gave no answer that can be used."""

    def __init__(self, url: str, cause: str) -> None:
        super().__init__(f"The language model at {url} gave no answer: {cause}. Check llm_url, llm_name and llm_key.")


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """url: such as http://localhost:11434/v1, to which /chat/completions is added. key: sent as a bearer token."""

    url: str
    name: str
    key: str = ""

    def answer(self, prompt: str) -> str:
        """What the model says to one message. Raises LanguageModelFailed."""
        body = {"model": self.name, "messages": [{"role": "user", "content": prompt}], "temperature": 0.7}
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        address = f"{self.url.rstrip('/')}/chat/completions"
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as reply:
                return _text_of(json.loads(reply.read(MOST_BYTES)))
        except urllib.error.HTTPError as fault:
            with fault:
                raise LanguageModelFailed(self.url, f"HTTP {fault.code} {fault.reason}") from fault
        except (OSError, HTTPException, ValueError) as fault:
            raise LanguageModelFailed(self.url, str(getattr(fault, "reason", "") or fault)) from fault


def _text_of(reply: Any) -> str:
    try:
        return str(reply["choices"][0]["message"]["content"])
    except (LookupError, TypeError) as fault:
        raise ValueError("its answer has no choices[0].message.content") from fault
