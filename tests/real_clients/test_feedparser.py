"""feedparser 6.0 reads our Atom without a complaint, and finds there only what is TLP:CLEAR for anybody."""

import pytest
from tests.factories.indicators import indicator
from tests.lab.clients import drive
from tests.real_clients.conftest import NOTED, Live

from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience
from hsoc.records.tlp import TLP

pytestmark = pytest.mark.client("feedparser")


def test_it_reads_what_is_for_anybody(live: Live) -> None:
    text = 'Řekl "<b>ne</b>" & odešel'
    public = [indicator(f"198.18.0.{number}", tlp=TLP.CLEAR, description=text) for number in range(1, 4)]
    share(actor=live.second, organisation=2, items=public, via="t", now=NOTED)
    for number, tlp in enumerate(TLP, 1):  # CLEAR that was given to the community only is not public either
        audience = Audience.OWN if tlp is TLP.RED else Audience.COMMUNITY
        share(actor=live.second, organisation=2, items=[indicator(f"198.18.1.{number}", tlp=tlp)], via="t", now=NOTED, audience=audience)
    found = drive("feedparser", "read", url=f"{live.url}/feeds/atom/indicators.xml")
    assert (found["broken"], found["version"], found["status"]) == (False, "atom10", [200, 304])
    assert [one[1] for one in found["entries"]] == [f"ip {one.value}" for one in reversed(public)]
    assert {one[0] for one in found["entries"]} == {f"urn:uuid:{one.id}" for one in public}
    assert {one[2] for one in found["entries"]} == {f"{live.url}/"}
    assert {one[3] for one in found["entries"]} == {text}
