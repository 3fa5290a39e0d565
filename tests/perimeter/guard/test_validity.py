"""RFC 6811 and ASPA."""

import numpy as np
import pytest
from tests.factories.routes import OURS

from hsoc.perimeter.guard.labels import INVALID, NOT_FOUND, UNKNOWN, VALID
from hsoc.perimeter.guard.validity import from_columns, origin_validity, unattested, validity
from hsoc.records.route import Aspa, Vrp, place

VRPS = (Vrp("198.18.0.0/16", 20, OURS), Vrp("198.18.0.0/24", 24, 64502), Vrp("198.19.0.0/16", 32, 0), Vrp("2001:db8::/32", 48, OURS))


@pytest.mark.parametrize(
    ("prefix", "origin", "wanted"),
    [
        ("198.18.0.0/16", OURS, VALID),
        ("198.18.16.0/20", OURS, VALID),
        ("198.18.16.0/21", OURS, INVALID),  # longer than allowed
        ("198.18.0.0/24", 64502, VALID),
        ("198.18.0.0/16", 64503, INVALID),
        ("198.18.0.0/16", -1, INVALID),  # ends in an AS_SET
        ("198.19.7.0/24", 0, INVALID),  # AS 0 permits nobody
        ("198.19.7.0/24", OURS, INVALID),
        ("192.0.2.0/24", OURS, NOT_FOUND),
        ("2001:db8:7::/48", OURS, VALID),
        ("2001:db8:7::/49", OURS, INVALID),
    ],
)
def test_origins(prefix, origin, wanted):
    assert origin_validity(validity(VRPS), *place(prefix), origin) == wanted


def test_without_vrps_nothing_is_known():
    assert origin_validity(validity(), *place("198.18.0.0/16"), OURS) == UNKNOWN


def test_columns_say_the_same():
    places = np.array([place(one.prefix) for one in VRPS], np.int64).T
    most = np.array([one.most_length + (0 if ":" in one.prefix else 96) for one in VRPS])
    made = from_columns(*(row.copy() for row in places), most, np.array([one.asn for one in VRPS]))
    assert all((a == b).all() for a, b in zip(made, validity(VRPS), strict=True))


ASPAS = (Aspa(1, (2,)), Aspa(2, (3,)), Aspa(5, (4,)))


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ((3, 2, 1), (0, -1)),  # up, up
        ((9, 7, 1), (0, -1)),  # one step that is not attested may be a peering
        ((5, 9, 1), (1, 9)),  # neither may 9 be above 1 nor above 5
        ((5, 4, 9, 8, 1), (0, -1)),
        ((5, 9, 8, 1), (1, 8)),  # neither may 8 be above 1, nor 9 above 5, and between them is a third step
        ((5, 5, 9, 8, 8, 1, 1), (1, 8)),
        ((5, 9, 7, 2, 1), (2, 7)),
    ],
)
def test_paths_with_an_impossible_step(path, wanted):
    array = np.array(path, np.int64)
    assert unattested(validity((), ASPAS), array, 0, len(path)) == wanted
