"""No word of the table is empty, and none is a code."""

import pytest

from hsoc.portal.audit.share import terms

TABLES = [getattr(terms, name) for name in ("DEEDS", "THINGS", "KEYS") if hasattr(terms, name)]


@pytest.mark.parametrize("table", TABLES)
def test_words_are_words(table: dict[str, str]) -> None:
    assert len(table) > 50
    assert [code for code, text in table.items() if not text.strip() or "_" in text] == []
