"""Labels are made, counted and told from other text."""

import pytest

from hsoc.portal.reports.rules import labels
from hsoc.records.taxonomy import Severity


def test_a_label_and_back():
    text = labels.label("2026-11-27", Severity.MEDIUM, 7)
    assert (text, labels.number(text), text.startswith(labels.stem("2026-11-27", Severity.MEDIUM))) == ("hSOC-2026-11-27-M-0007", 7, True)
    assert len(labels.label("2026-11-27", Severity.INFO, 999_999)) <= labels.LONGEST


@pytest.mark.parametrize("text", ["", "hSOC-2026-11-27-X-0007", "hSOC-2026-11-27-M-7", "hSOC-2026-11-27-M-0007/"])
def test_other_text_is_no_label(text):
    with pytest.raises(ValueError, match="no label"):
        labels.number(text)
