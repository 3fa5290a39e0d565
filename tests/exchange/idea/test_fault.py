"""Faults read as Warden servers word them."""

from hsoc.exchange.idea.fault import Fault, Unreadable


def test_a_fault_reads_as_error_460():
    assert Fault("Source/0/Port/1", "'x'", "whole number").message == 'Validation error: key "Source/0/Port/1", value "\'x\'"'


def test_unreadable_names_place_and_reason_and_always_has_a_fault():
    error = Unreadable("ID", "missing")
    assert (str(error), error.faults) == ("ID: missing", (Fault("ID", "", "missing"),))
    assert str(Unreadable("", "not JSON")) == "not JSON"
