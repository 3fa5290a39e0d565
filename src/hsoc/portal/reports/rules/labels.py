"""The label of a report, which mails and people name it by. Pure: hSOC-2026-11-27-M-0007 is the 7th of medium severity of that day."""

from __future__ import annotations

import re
from typing import Final

from hsoc.records.taxonomy import Severity

LETTERS: Final = {Severity.INFO: "I", Severity.LOW: "L", Severity.MEDIUM: "M", Severity.HIGH: "H", Severity.CRITICAL: "C"}
PATTERN: Final = r"hSOC-\d{4}-\d{2}-\d{2}-[ILMHC]-\d{4,6}"
LONGEST: Final = 24  # characters
_LABEL: Final = re.compile(PATTERN)


def label(day: str, severity: Severity, number: int) -> str:
    """The label of the `number`-th report of a day (YYYY-MM-DD) and severity."""
    return f"hSOC-{day}-{LETTERS[severity]}-{number:04d}"


def stem(day: str, severity: Severity) -> str:
    """What all labels of a day and severity begin with."""
    return f"hSOC-{day}-{LETTERS[severity]}-"


def number(text: str) -> int:
    """The number of a label. Raises ValueError for another text."""
    if not _LABEL.fullmatch(text):
        raise ValueError(f"{text[:LONGEST]!r} is no label of a report")
    return int(text.rpartition("-")[2])
