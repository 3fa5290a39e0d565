import pytest
from tests.factories.indicators import AT, indicator
from tests.factories.members import NOW

from hsoc.portal.feeds.actions.misp import attach, met, take_event
from hsoc.portal.indicators.models import Indicator, Sighting
from hsoc.portal.members.rules import NOBODY, Refused
from hsoc.records.indicator import Verdict
from hsoc.records.parcel import Parcel

OWN = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def rows(first):
    take_event(actor=first, identity=OWN, parcel=Parcel(indicators=(indicator(),)), now=NOW)
    return list(Indicator.objects.select_related("organisation").filter(latest=True))


def test_a_tag_of_spread_only_narrows(first, rows) -> None:
    with pytest.raises(ValueError, match="never widens"):
        attach(actor=first, rows=rows, tag="TLP:CLEAR", now=NOW)
    assert attach(actor=first, rows=rows, tag="tlp:unclear", now=NOW).changed == 1
    row = Indicator.objects.get(latest=True)
    assert (row.tlp, row.audience, row.pap, row.via) == ("TLP:AMBER+STRICT", "own", "PAP:GREEN", f"misp:{OWN}")


def test_nobody_changes_anything(rows) -> None:
    for change in (
        lambda: attach(actor=NOBODY, rows=rows, tag="x", now=NOW),
        lambda: met(actor=NOBODY, rows=rows, verdict=Verdict.SEEN, at=AT, now=NOW),
        lambda: take_event(actor=NOBODY, identity=OWN, parcel=Parcel(), now=NOW),
    ):
        with pytest.raises(Refused):
            change()
    assert (Indicator.objects.count(), Sighting.objects.count()) == (1, 0)
