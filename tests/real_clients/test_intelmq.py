"""IntelMQ 3.5 as a library: its data model takes every line of our IntelMQ output, its n6 parser every event of our n6 output."""

from pathlib import Path

import msgspec
import pytest
from tests.factories.ideas import event
from tests.lab.clients import drive

from hsoc.exchange import intelmq, n6
from hsoc.records.event import Endpoint
from hsoc.records.parcel import Parcel, Taken
from hsoc.records.tlp import TLP

NOW = 1_790_000_000_000  # ms
CATEGORIES = (
    "Recon.Scanning", "Attempt.Login", "Intrusion.Botnet", "Intrusion.AppCompromise", "Intrusion.UserCompromise", "Malware.Ransomware",
    "Availability.DDoS", "Vulnerable.Open", "Fraud.Phishing", "Fraud.Scam", "Information.UnauthorizedAccess", "Abusive.Spam",
    "Anomaly.Traffic", "Anomaly.Behaviour", "Abusive.SpoofedSource", "Other",
)  # fmt: skip
pytestmark = pytest.mark.client("intelmq")


def parcel() -> Parcel:
    """One event per category and label."""
    found = []
    for number, category in enumerate(CATEGORIES):
        for tlp in TLP:
            more = {"id": f"00000000-0000-4000-8000-{len(found):012d}", "first": NOW + len(found) * 1000, "last": NOW + len(found) * 1000}
            sources = (Endpoint(addresses=(f"198.18.0.{number + 1}",), ports=(1024 + number,), proto=("tcp",), asn=(64500,)),)
            targets = (Endpoint(addresses=("198.18.7.1",), ports=(443,), proto=("tcp",)),)
            found.append(event(category=(category,), tlp=tlp, sources=sources, targets=targets, test=False, **more))
    return Parcel(events=tuple(Taken(one, b"raw", "") for one in found))


def test_its_data_model_takes_every_event(tmp_path: Path) -> None:
    told = parcel()
    lines = intelmq.encode(told, now=NOW).content.decode().splitlines()
    found = drive("intelmq", "events", at=tmp_path, lines=lines)
    assert len(found) == len(told.events) == len(lines)
    for line, one, taken in zip(lines, found, told.events, strict=True):
        sent = msgspec.json.decode(line)
        assert one["source.ip"] == taken.event.sources[0].addresses[0]
        assert one["classification.type"] == sent["classification.type"]
    # the four labels that IntelMQ knows: AMBER+STRICT goes out as RED, never as AMBER
    labels = {taken.event.tlp: {one["tlp"] for one, each in zip(found, told.events, strict=True) if each.event.tlp == taken.event.tlp}
              for taken in told.events}  # fmt: skip
    assert labels == {
        TLP.CLEAR: {"WHITE"}, TLP.GREEN: {"GREEN"}, TLP.AMBER: {"AMBER"}, TLP.AMBER_STRICT: {"RED"}, TLP.RED: {"RED"},
    }  # fmt: skip


def test_its_n6_parser_takes_every_event(tmp_path: Path) -> None:
    told = parcel()
    written = n6.encode(told, now=NOW, lines=True)
    lines = written.content.decode().splitlines()
    wide = [taken.event for taken in told.events if taken.event.tlp.narrowness < TLP.AMBER_STRICT.narrowness]
    assert (len(lines), len(written.withheld)) == (len(wide), len(told.events) - len(wide))  # what n6 cannot keep close stays here
    # a loop of that parser also sends each event once more without its address
    found = [one for one in drive("intelmq", "n6", at=tmp_path, lines=lines) if "source.ip" in one]
    assert len(found) == len(lines)
    for one, event_ in zip(found, sorted(wide, key=lambda each: -each.first), strict=True):
        assert (one["source.ip"], one["source.asn"], one["source.port"]) == (
            event_.sources[0].addresses[0], 64500, event_.sources[0].ports[0],
        )  # fmt: skip
        assert (one["destination.ip"], one["destination.port"], one["protocol.transport"]) == ("198.18.7.1", 443, "tcp")
        assert one["classification.taxonomy"]
        assert one["classification.type"]
    names = dict(zip((each.category[0] for each in sorted(wide, key=lambda each: -each.first)), found, strict=True))
    assert names["Recon.Scanning"]["classification.type"] == "scanner"
    assert names["Availability.DDoS"]["classification.type"] == "ddos"
    assert names["Fraud.Phishing"]["classification.type"] == "phishing"
    assert names["Intrusion.Botnet"]["classification.type"] == "c2-server"
