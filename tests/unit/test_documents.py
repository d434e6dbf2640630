"""What the documents name is there: a promise that points at a test nobody wrote is none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SOURCES = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tests/**/*.mjs")]
NAMED = re.compile(r"`(test_\w+)`")
PATH = re.compile(r"`((?:tests|docs|appliance|config|tui)/[\w./-]+)`")


@pytest.fixture(scope="module")
def defined() -> set[str]:
    texts = [source.read_text("utf-8") for source in SOURCES]
    return {name for text in texts for name in re.findall(r"def (test_\w+)\(", text)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=[each.name for each in DOCUMENTS])
def test_every_test_and_path_that_a_document_names_exists(
    document: Path, defined: set[str]
) -> None:
    text = document.read_text("utf-8")
    assert set(NAMED.findall(text)) <= defined
    missing = [path for path in PATH.findall(text) if not (ROOT / path).exists()]
    assert missing == []
