"""RFC 6811 for one prefix."""

import pytest

from hsoc.exchange.rpki.origin import INVALID, NOT_FOUND, VALID, origin_state
from hsoc.records.route import Vrp

VRPS = (Vrp("198.18.0.0/16", 24, 64500), Vrp("198.18.9.0/24", 24, 0), Vrp("2001:db8::/32", 32, 64500))


@pytest.mark.parametrize(
    ("prefix", "origin", "state"),
    [
        ("198.18.7.0/24", 64500, VALID),
        ("198.18.7.0/25", 64500, INVALID),  # longer than the ROA allows
        ("198.18.7.0/24", 64501, INVALID),
        ("198.18.9.0/24", 0, INVALID),  # AS 0 originates nothing
        ("198.19.0.0/24", 64500, NOT_FOUND),
        ("2001:db8::/32", 64500, VALID),
        ("0.0.0.0/0", 64500, NOT_FOUND),
    ],
)
def test_state_of_a_prefix_and_its_origin(prefix: str, origin: int, state: str) -> None:
    assert origin_state(VRPS, prefix=prefix, origin=origin) == state
