"""Every code that the engine gives stands in the table, and its sentence can be formed."""

import re
from pathlib import Path

import pytest

from hsoc.perimeter.decide.rules import RULES, sentence

SOURCES = Path(__file__).parents[3] / "src" / "hsoc" / "perimeter"


def test_rules_hold_every_code_that_decide_and_mitigate_use():
    text = "".join(path.read_text() for room in ("decide", "mitigate") for path in sorted((SOURCES / room).glob("*.py")))
    used = set(re.findall(r'"((?:ladder|guard|fuse|brake|standing|own|after|policy|divert)\.[a-z_]+)"', text))
    assert used == set(RULES)


def test_sentence_without_its_values_is_refused():
    with pytest.raises(KeyError):
        sentence("guard.no_such_rule")
    with pytest.raises(KeyError):
        sentence("guard.pap")
