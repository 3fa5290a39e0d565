from hsoc.perimeter.collect.elements import REVERSE_PEN, Kind, element, fits


def test_element_of_iana_and_of_the_reverse_direction_are_two() -> None:
    forward, backward = element(0, 1), element(REVERSE_PEN, 1)
    assert forward is not None
    assert backward is not None
    assert (forward.name, backward.name) == ("octetDeltaCount", "reverse:octetDeltaCount")


def test_element_that_no_column_needs_is_none() -> None:
    assert element(0, 60) is None
    assert element(9, 1) is None


def test_number_fits_one_to_eight_bytes() -> None:
    counter = element(0, 1)
    assert counter is not None
    assert [fits(counter, n) for n in (0, 1, 3, 5, 7, 8, 9, 65535)] == [False, True, True, True, True, True, False, False]


def test_address_fits_only_its_size() -> None:
    four, six = element(0, 8), element(0, 27)
    assert four is not None
    assert six is not None
    assert [fits(four, n) for n in (3, 4, 5)] == [False, True, False]
    assert [fits(six, n) for n in (8, 16, 65535)] == [False, True, False]
    assert six.kind is Kind.ADDRESS
