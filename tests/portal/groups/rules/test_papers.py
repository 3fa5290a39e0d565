from hsoc.portal.groups.rules.papers import IN_REGISTERS, reaches_community, stamped, widens
from hsoc.records.tlp import TLP


def test_a_label_never_widens() -> None:
    pairs = {(before, after) for before in TLP for after in TLP if widens(before, after)}
    order = list(TLP)
    assert pairs == {(before, after) for i, after in enumerate(order) for before in order[i + 1 :]}


def test_the_community_reads_clear_and_green_of_groups_it_knows_of() -> None:
    assert {one for one in TLP if reaches_community(one, wished=True, closed=False)} == {TLP.CLEAR, TLP.GREEN}
    assert not any(reaches_community(one, wished=True, closed=True) or reaches_community(one, wished=False, closed=False) for one in TLP)
    assert TLP.RED not in IN_REGISTERS


def test_the_label_stands_before_the_name() -> None:
    assert stamped("zápis.pdf", TLP.AMBER_STRICT, 3) == "TLP-AMBER-STRICT v3 zápis.pdf"
