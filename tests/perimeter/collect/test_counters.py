from tests.factories.exports import EXPORTER

from hsoc.perimeter.collect.counters import LONGEST_ERROR, Tally


def test_tally_counts_and_keeps_the_last_reason_short() -> None:
    tally = Tally(EXPORTER)
    tally.add("flows", 3)
    tally.add("flows")
    tally.error("malformed", "x" * 1000, 2)
    assert tally.counts == {"flows": 4, "malformed": 2}
    assert len(tally.last_error) == LONGEST_ERROR
