"""A fault reads as place and reason."""

from hsoc.perimeter.decide.fault import Fault


def test_fault_reads_as_a_line():
    assert str(Fault("member 7, prefixes", "is missing")) == "member 7, prefixes: is missing"
