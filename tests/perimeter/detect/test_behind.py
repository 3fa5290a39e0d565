"""What a victim asked for is ordinary, the rest of what reaches it is the attack."""

import numpy as np
from tests.exchange.flowspec.test_match import flows

from hsoc.perimeter.detect.behind import ONE, sample
from hsoc.records.address import V4_BITS, pair

VICTIM = "192.0.2.1"


def parted(*rows, mirror=True, bits=ONE, victim=VICTIM):
    columns = flows(*rows)
    sent = np.array([row.get("src") == victim for row in rows])
    hi, lo = pair(victim)
    found = sample(columns, own=~sent, mirror=sent if mirror else None, hi=hi, lo=lo, bits=bits)
    return found.attack["sport"].tolist(), found.ordinary["sport"].tolist()


def test_sample_parts_answers_from_the_rest():
    rows = (
        {"src": VICTIM, "dst": "198.51.100.9", "dport": 53},
        {"src": "198.51.100.9", "sport": 53},
        {"src": "198.51.100.8", "sport": 123},
    )
    assert parted(*rows) == ([123], [53])
    assert parted(*rows, mirror=False) == ([53, 123], [])


def test_sample_leaves_other_victims_out():
    rows = ({"sport": 1}, {"sport": 2, "dst": "192.0.2.2"}, {"sport": 3, "dst": "2001:db8::1", "src": "2001:db8::2"})
    assert parted(*rows) == ([1], [])
    assert parted(*rows, bits=V4_BITS + 24) == ([1, 2], [])
    assert parted(*rows, victim="2001:db8::1") == ([3], [])
    assert parted(*rows, victim="2001:db8::", bits=64) == ([3], [])
