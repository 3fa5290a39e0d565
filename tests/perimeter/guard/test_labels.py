"""Labels as ARTEMIS writes them."""

import pytest

from hsoc.perimeter.guard.labels import EXACT, FIRST_HOP, HIJACK, ORIGIN, SQUAT, SUB, UNCHANGED, detector, hijack, vector


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        (hijack(EXACT, ORIGIN, 0), "E|0|-|-", "prefix_hijack"),
        (hijack(SUB, FIRST_HOP, 0), "S|1|-|-", "prefix_hijack"),
        (hijack(SQUAT, ORIGIN, 0), "Q|0|-|-", "prefix_hijack"),
        (hijack(SUB, UNCHANGED, 0), "S|U|-|-", "prefix_hijack"),
        (hijack(EXACT, 0, 1), "E|-|-|L", "route_leak"),
        (hijack(EXACT, FIRST_HOP, 1), "E|1|-|L", "prefix_hijack"),
    ],
)
def test_a_number_has_its_label(code, text, kind):
    assert (vector(HIJACK, code), detector(HIJACK, code)) == (text, kind)
