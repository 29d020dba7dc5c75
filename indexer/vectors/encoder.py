"""A sentence-embedding model in a local folder: texts become vectors of unit length."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from indexer.engine import IndexerError
from indexer.inverted import Floats

BATCH = 32  # texts that are embedded at once
_PART = 1 << 20  # bytes
MOST_TOKENS = 256  # of a text, where the model's own folder doesn't say
_MODEL_FILES = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")
_TOKENIZER = "tokenizer.json"
_SETTINGS = ("sentence_bert_config.json", "1_Pooling/config.json", "config_sentence_transformers.json")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class EncoderUnusable(IndexerError):
    """The model can't be loaded, or gives no vectors."""

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(f"The embedding model in {folder} can't be used: {cause}. Searches go on without it.")


class Encoder:
    """Reads an ONNX model and its tokenizer from a folder as sentence-transformers exports it: `model.onnx` or
    `onnx/model.onnx`, `tokenizer.json`, and where they are there the files that say how long a text may be, how the
    tokens' vectors are pooled and what is put before a text.

    Loading takes some tenths of a second and as much memory as the model; safe for concurrent threads.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """threads: that work on one batch. Raises EncoderUnusable."""
        self._folder = folder
        if not (find_spec("onnxruntime") and find_spec("tokenizers")):
            raise EncoderUnusable(folder, "onnxruntime and tokenizers aren't installed; install jieda[vectors]")
        path = _model_file(folder)
        settings = {name: _json(folder / name) for name in _SETTINGS}
        prompts = settings["config_sentence_transformers.json"].get("prompts")
        said = prompts.items() if isinstance(prompts, dict) else ()
        self._prompts = {name: text for name, text in said if isinstance(text, str)}
        self._is_first_token = settings["1_Pooling/config.json"].get("pooling_mode_cls_token") is True
        with _foreign(folder):
            self.fingerprint = _fingerprint([path, folder / _TOKENIZER, *(folder / name for name in _SETTINGS)])
            self._tokenizer = _tokenizer(folder / _TOKENIZER, settings["sentence_bert_config.json"])
            self._session = _session(path, threads)
            self._inputs = [entry.name for entry in self._session.get_inputs()]
            ranks = [len(entry.shape) for entry in self._session.get_outputs()]
            self._output = ranks.index(2) if 2 in ranks else 0
        strange = sorted({*self._inputs} - {*_INPUTS})
        if strange:
            raise EncoderUnusable(folder, f"it wants {strange[0]}, which a text encoder has no use for")

    def query(self, text: str) -> Floats:
        """The vector of what somebody asks. Raises EncoderUnusable."""
        vector: Floats = self._embedded([self._prompts.get("query", "") + text])[0]
        return vector

    def texts(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, one a row. Raises EncoderUnusable."""
        before = next((self._prompts[name] for name in ("document", "passage") if name in self._prompts), "")
        by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike ones need little padding
        parts = [self._embedded([before + texts[place] for place in batch]) for batch in _batches(by_length)]
        if not parts:
            return np.zeros((0, 0), np.float32)
        vectors: Floats = np.empty((len(texts), parts[0].shape[1]), np.float32)
        vectors[by_length] = np.concatenate(parts)
        return vectors

    def _embedded(self, texts: Sequence[str]) -> Floats:
        with _foreign(self._folder):
            encodings = self._tokenizer.encode_batch([text.encode("utf-8", "replace").decode() for text in texts])
            mask = np.array([one.attention_mask for one in encodings], np.int64)
            ids = np.array([one.ids for one in encodings], np.int64)
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            found = self._session.run(None, {name: given[name] for name in self._inputs})[self._output]
            vectors = found if found.ndim == 2 else self._pooled(found, mask)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if len(vectors) != len(texts) or not np.isfinite(lengths).all():
            raise EncoderUnusable(self._folder, "it gives no vector for some texts")
        unit: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit

    def _pooled(self, tokens: Any, mask: Any) -> Any:
        """One vector for a text's tokens: that of the first one, or the mean."""
        if self._is_first_token:
            return tokens[:, 0]
        weights = mask[:, :, None].astype(np.float32)
        return (tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)


def _batches(places: Sequence[int]) -> Iterator[Sequence[int]]:
    return (places[start : start + BATCH] for start in range(0, len(places), BATCH))


def _model_file(folder: Path) -> Path:
    """The model of a folder: at one of the usual places, or the only one."""
    if not folder.is_dir():
        raise EncoderUnusable(folder, "there is no such folder")
    if not (folder / _TOKENIZER).is_file():
        raise EncoderUnusable(folder, f"it has no {_TOKENIZER}")
    usual = [folder / name for name in _MODEL_FILES if (folder / name).is_file()]
    found = usual or sorted(folder.glob("*.onnx")) or sorted(folder.glob("onnx/*.onnx"))
    if not found:
        raise EncoderUnusable(folder, "it has no model.onnx")
    if not usual and len(found) > 1:
        raise EncoderUnusable(folder, f"it has {len(found)} models; call the one that is meant model.onnx")
    return found[0]


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _fingerprint(paths: Sequence[Path]) -> str:
    """A hash that changes whenever the model would give other vectors."""
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            with path.open("rb") as file:
                while part := file.read(_PART):
                    digest.update(part)
    return digest.hexdigest()[:16]


@contextmanager
def _foreign(folder: Path) -> Iterator[None]:
    """Whatever a foreign model makes of foreign libraries, which raise plain Exceptions, becomes EncoderUnusable."""
    try:
        yield
    except Exception as fault:
        lines = str(fault).splitlines() or [type(fault).__name__]
        raise EncoderUnusable(folder, lines[0][:200]) from fault


def _tokenizer(path: Path, settings: Mapping[str, Any]) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    longest = settings.get("max_seq_length")
    tokenizer.enable_truncation(longest if isinstance(longest, int) and longest > 0 else MOST_TOKENS)
    padding = tokenizer.padding or {}
    tokenizer.enable_padding(pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]"))
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # an idle model takes no time of others
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
