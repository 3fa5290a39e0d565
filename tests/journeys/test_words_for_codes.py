"""Every code that the engine writes has words in the portal, in Czech and in English; the two sides know nothing of each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from hsoc.perimeter.decide.rules import RULES
from hsoc.perimeter.detect import horizontal_scan, reflection, vertical_scan
from hsoc.perimeter.report.outcome import NO_RULE, NOT_YET
from hsoc.perimeter.simulate import kinds
from hsoc.portal.events.web import words

DETECTORS = (horizontal_scan, vertical_scan, reflection)
ELSEWHERE = {NO_RULE, NOT_YET, "not_said"}  # not_said: exchange.idea.decode, of a sender that does not say
INVENTED = {why for kind in kinds.KINDS for why in kind.why}  # the invented past has detectors that the engine will have


def vectors() -> set[str]:
    """The literals that the detectors' definitions put into the column `vector`, and reflection's table."""
    found = set(reflection.VECTORS.values()) | {one[0] for one in kinds.VECTORS} | {kinds.SYN_VECTOR}
    for module in DETECTORS:
        source = Path(str(module.__file__)).read_text()
        body = re.search(r"    vector = ibis\.cases\((.*?)\n    \)", source, re.DOTALL)
        assert body, module.__name__
        found |= set(re.findall(r'"([a-z-]+)"', body[1]))
    return found


def czech(text: str) -> str:
    with override("cs"):
        return text.__str__()


@pytest.mark.parametrize("code", sorted({*RULES, *ELSEWHERE, *INVENTED}))
def test_reason_has_a_word_of_its_own_in_both_languages(code: str) -> None:
    with override("en"):
        english = str(words.WHYS[code])
    assert czech(words.WHYS[code]) not in {english, code}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", sorted({module.NAME for module in DETECTORS} | {kind.detector or kind.told_by for kind in kinds.KINDS} - {""})
)
def test_detector_has_a_word_in_both_languages(name: str) -> None:
    with override("en"):
        english = str(words.DETECTORS[name])
    assert czech(words.DETECTORS[name]) not in {english, name}  # type: ignore[arg-type]


def test_vectors_are_found_in_the_definitions() -> None:
    assert {"syn", "connect", "null-fin-xmas", "icmp-echo", "fragments", "dns", "bacnet"} <= vectors()


@pytest.mark.parametrize("code", sorted(vectors()))
def test_vector_has_a_name(code: str) -> None:
    assert code in words.VECTORS or code in words.VECTOR_WORDS
