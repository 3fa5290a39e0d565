from hsoc.exchange.csaf.terms import CWE
from hsoc.exchange.csaf.weakness import NAMES


def test_names_are_those_of_the_catalogue():
    assert NAMES["CWE-798"] == "Use of Hard-coded Credentials"
    assert NAMES["CWE-306"] == "Missing Authentication for Critical Function"


def test_every_row_has_a_number_and_a_name():
    assert [number for number, name in NAMES.items() if not CWE.fullmatch(number) or not name or name != name.strip()] == []
