"""Every code that the engine writes has words in the portal, in Czech and in English; the two sides know nothing of each other."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from hsoc.perimeter.decide.rules import RULES
from hsoc.perimeter.detect.long_memory import LOOKBACKS
from hsoc.perimeter.detect.table import DETECTORS
from hsoc.perimeter.guard import labels
from hsoc.perimeter.report.outcome import NO_RULE, NOT_YET
from hsoc.perimeter.simulate import kinds
from hsoc.portal.events.web import words

ELSEWHERE = {NO_RULE, NOT_YET, "not_said"}  # not_said: exchange.idea.decode, of a sender that does not say
INVENTED = {why for kind in kinds.KINDS for why in kind.why}  # the invented past has detectors that the engine will have


def vectors() -> set[str]:
    """What the detectors say they may put into the column `vector`, and what the invented past does."""
    return {vector for one in (*DETECTORS, *LOOKBACKS) for vector in one.vectors} | {one[0] for one in kinds.VECTORS} | {kinds.SYN_VECTOR}


def detectors() -> set[str]:
    return {one.name for one in (*DETECTORS, *LOOKBACKS)} | {kind.detector or kind.told_by for kind in kinds.KINDS} - {""}


def czech(text: str) -> str:
    with override("cs"):
        return text.__str__()


@pytest.mark.parametrize("code", sorted({*RULES, *ELSEWHERE, *INVENTED}))
def test_reason_has_a_word_of_its_own_in_both_languages(code: str) -> None:
    with override("en"):
        english = str(words.WHYS[code])
    assert czech(words.WHYS[code]) not in {english, code}  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(detectors()))
def test_detector_has_a_word_in_both_languages(name: str) -> None:
    with override("en"):
        english = str(words.DETECTORS[name])
    assert czech(words.DETECTORS[name]) not in {english, name}  # type: ignore[arg-type]


def test_vectors_are_found_in_the_definitions() -> None:
    assert {"syn", "connect", "null-fin-xmas", "icmp-echo", "fragments", "dns", "bacnet"} <= vectors()


def route_vectors() -> set[str]:
    """Every label that the routing guard can give."""
    hijacks = {
        labels.vector(labels.HIJACK, labels.hijack(prefix, path, policy))
        for prefix in (labels.EXACT, labels.SUB, labels.SQUAT)
        for path in range(len(labels.PATHS))
        for policy in range(len(labels.POLICIES))
    }
    return hijacks | {one for one in (*labels.LEAKS, *labels.KINDS, *labels.LOSSES) if one}


@pytest.mark.parametrize("code", sorted(route_vectors()))
def test_route_has_words_in_both_languages(code: str) -> None:
    with override("en"):
        english = words.vector(code)
    with override("cs"):
        assert words.vector(code) not in {english, code}
    assert english != code


@pytest.mark.parametrize("code", sorted(vectors()))
def test_vector_has_a_name(code: str) -> None:
    assert code in words.VECTORS or code in words.VECTOR_WORDS
