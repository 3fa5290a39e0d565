"""Every class has a name and advice; unknown codes are shown as they are."""

from hsoc.portal.reports.rules.classes import NAMES
from hsoc.portal.reports.share import words


def test_names_and_advice():
    assert [name for name in NAMES if words.class_name(name) == name] == []
    assert words.advice("vulnerable-open-medical") != words.advice("vulnerable-open-rdp") == words.advice("vulnerable-open")
    assert (words.class_name("new-class"), words.advice("new-class")) == ("new-class", "")
    assert words.title("source") != words.title("target")
