"""Things that tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis.analyzer import Analyzer


@pytest.fixture(scope="session")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    """The analyzer without a glossary; its dictionary loads once a session."""
    return Analyzer((), cache_dir=Path(tmp_path_factory.mktemp("analysis")))
