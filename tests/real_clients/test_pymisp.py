"""PyMISP 2.5 reads everything of our MISP output, and its own feed generator writes the same feed as ours."""

import json

import msgspec
import pytest
from tests.factories.indicators import AT, indicator, sighting
from tests.lab.clients import drive

from hsoc.exchange import misp
from hsoc.exchange.misp import feed
from hsoc.records.indicator import Indicator, Kind
from hsoc.records.parcel import Parcel
from hsoc.records.tlp import PAP, TLP

pytestmark = pytest.mark.client("pymisp")
VALUES = (
    (Kind.IP, "198.18.0.1"), (Kind.IP, "2001:db8::1"), (Kind.NET, "198.18.4.0/22"), (Kind.DOMAIN, "bad.example"),
    (Kind.URL, "https://bad.example/a%20b?c=d"), (Kind.MAIL, "bad@mail.example"), (Kind.MD5, "ab" * 16), (Kind.SHA1, "ab" * 20),
    (Kind.SHA256, "ab" * 32), (Kind.SHA512, "ab" * 64), (Kind.ASN, "64500"),
)  # fmt: skip


def parcel() -> Parcel:
    """Each kind under each label, every third of them met by somebody."""
    found: list[Indicator] = []
    for number, (kind, value) in enumerate(VALUES):
        for tlp in TLP:
            more = (
                {"title": "Seen", "description": "Řádek\na další", "category": ("Intrusion.Botnet",), "until": AT + 1000}
                if number % 2
                else {}
            )
            one = indicator(value, kind=kind, tlp=tlp, pap=list(PAP)[number % 4], to_block=bool(number % 3), **more)
            found.append(msgspec.structs.replace(one, id=indicator(f"{len(found)}").id))
    met = [sighting(one.value, kind=one.kind, indicator=one.id, tlp=one.tlp) for one in found[::3]]
    return Parcel(indicators=tuple(found), sightings=tuple(met))


def test_it_reads_every_attribute_with_its_label() -> None:
    told = parcel()
    written = misp.encode(told, now=AT)
    found = drive("pymisp", "loaded", document=msgspec.json.decode(written.content))
    read = {own: (event, type_, value, to_ids, seen) for event in found for own, type_, value, to_ids, seen in event["attributes"]}
    assert read.keys() == {one.id for one in told.indicators}
    met = {one.indicator for one in told.sightings}
    for one in told.indicators:
        event, _, value, to_ids, seen = read[one.id]
        assert value.removeprefix("AS").lower() == one.value.lower()
        assert to_ids is one.to_block
        assert seen == (one.id in met) + (one.until is not None)  # an end of validity is told as an expiry
        assert [tag for tag in event["tags"] if tag.startswith("tlp:")] == [one.tlp.value.lower()]
        assert [tag for tag in event["tags"] if tag.startswith("PAP:")] == [one.pap.value]
        assert event["org"] == "Example"


def test_its_feed_generator_writes_the_same_feed() -> None:
    events = list(misp.events(parcel(), AT))
    files = [msgspec.json.decode(msgspec.json.encode(feed.document(one))) for one in events]
    for one, ours, theirs in zip(events, files, drive("pymisp", "feed", files=files), strict=True):
        own, line = feed.entry(one)
        # what PyMISP adds to a tag by itself says nothing: no relationship, not local
        added = [{name: value for name, value in tag.items() if name not in {"name", "colour"}} for tag in theirs["manifest"][own]["Tag"]]
        assert not any(value for tag in added for value in tag.values())
        theirs["manifest"][own]["Tag"] = [{name: tag[name] for name in ("name", "colour")} for tag in theirs["manifest"][own]["Tag"]]
        assert theirs["manifest"] == {own: json.loads(msgspec.json.encode(line))}
        assert [f"{digest},{own}" for digest in theirs["hashes"]] == list(feed.hashes(one))
        assert {name: theirs["file"]["Event"][name] for name in ("uuid", "info", "date", "Orgc")} == {
            name: ours["Event"][name] for name in ("uuid", "info", "date", "Orgc")
        }
        assert [each["value"] for each in theirs["file"]["Event"]["Attribute"]] == [each["value"] for each in ours["Event"]["Attribute"]]
