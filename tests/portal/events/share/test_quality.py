from django.utils import translation
from tests.portal.events.rules.test_quality import ours, sent

from hsoc.portal.events.rules.quality import WEIGHTS, report
from hsoc.portal.events.share.quality import WORDS, told


def test_every_fault_has_words() -> None:
    assert WORDS.keys() == WEIGHTS.keys()


def test_arithmetic_is_shown_and_adds_up() -> None:
    with translation.override("en"):
        found = told(report([sent("a", TLP=None), sent("b", detected=0, Description="")], ours=ours))
    assert found["arithmetic"] == "100 − 10 × 1/2 − 5 × 1/2 = 92.5"
    check = next(one for one in found["checks"] if one["code"] == "no_tlp")
    assert (check["what"], check["examples"], check["advice"][:7]) == ("Nobody said who may pass it on", ("a",), "Add TLP")


def test_nothing_and_perfect() -> None:
    assert (told(report([], ours=ours))["score"], told(report([], ours=ours))["arithmetic"]) == (None, "")
    assert told(report([sent()], ours=ours))["arithmetic"] == "100"
