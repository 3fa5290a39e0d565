from hsoc.portal.groups.rules.calls import counted, in_sms
from hsoc.records.tlp import TLP


def test_an_sms_carries_nothing_from_amber_up() -> None:
    assert {one: in_sms("ransomware at X", one) for one in TLP} == {
        TLP.CLEAR: "ransomware at X", TLP.GREEN: "ransomware at X", TLP.AMBER: "", TLP.AMBER_STRICT: "", TLP.RED: "",
    }  # fmt: skip


def test_answers_are_counted() -> None:
    assert counted(["coming", "", "coming", "cannot"]) == {"coming": 2, "later": 0, "cannot": 1, "": 1}
