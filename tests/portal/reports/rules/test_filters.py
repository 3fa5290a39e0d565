"""Filters take what they name, the first that fits; an empty one takes nothing."""

from hsoc.portal.reports.rules.filters import Filter, filtering


def test_each_condition_and_their_order():
    taken = filtering(
        [
            Filter(number=1),
            Filter(number=2, event_class="malware", network="198.18.2.0/25"),
            Filter(number=3, detector="doubtful"),
            Filter(number=4, network="2001:db8:2::/48"),
        ]
    )
    assert taken("malware", "198.18.2.10", "doubtful") == 2
    assert taken("malware", "198.18.2.200", "doubtful") == 3
    assert taken("malware", "198.18.2.200", "good") == 0
    assert taken("recon-scanning", "2001:db8:2::9", "good") == 4
    assert taken("recon-scanning", "", "good") == 0


def test_a_prefix_of_an_event_must_lie_inside():
    taken = filtering([Filter(number=1, network="198.18.2.0/25")])
    assert [taken("x", own, "") for own in ("198.18.2.0/26", "198.18.2.0/24", "not an address")] == [1, 0, 0]
