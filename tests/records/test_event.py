"""An event is narrow and not dropped unless somebody says so."""

from hsoc.records.event import Event
from hsoc.records.taxonomy import Basis, Disposition, Trust
from hsoc.records.tlp import TLP


def test_event_defaults_are_the_careful_ones() -> None:
    event = Event(id="e1", category=("Recon.Scanning",), detected=3, first=1, last=2)
    assert (event.tlp, event.disposition, event.basis, event.trust) == (TLP.AMBER_STRICT, Disposition.PASSED, Basis.NONE, Trust.SPOOFABLE)
    assert (event.dropped_flows, event.dropped_packets, event.dropped_bytes) == (None, None, None)
