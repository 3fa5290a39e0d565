"""stix2-validator 3.2.0 over everything that the TAXII server and `hsoc events export --format stix` give out."""

import contextlib
import json
import re
from collections import Counter

import msgspec
import pytest
from django.core.management import call_command
from django.test import Client
from tests.factories.indicators import indicator, sighting
from tests.lab.clients import drive
from tests.real_clients.conftest import NOTED, Live

from hsoc.portal.feeds.queries.taxii import collections
from hsoc.portal.indicators.actions import revoke, share, sight
from hsoc.portal.indicators.rules import Audience, reaches
from hsoc.records.indicator import Indicator, Kind, Verdict
from hsoc.records.tlp import PAP, TLP

pytestmark = pytest.mark.client("stix2_validator")
# advice that does not bind and that we do not follow, by the validator's numbers
KNOWINGLY = {
    "103": "identifiers should be random; ours are made of what they name, so that the same thing has the same one everywhere",
    "302": "an external reference should have a hash; the sharer gives an address, and we do not fetch it",
    "303": "an indicator should have a name and a description; words are the sharer's",
}
HOUR = 3_600_000  # ms
VALUES = (
    (Kind.IP, "198.18.0.1"), (Kind.IP, "2001:db8::1"), (Kind.NET, "198.18.4.0/22"), (Kind.NET, "2001:db8:4::/48"),
    (Kind.DOMAIN, "bad.example"), (Kind.URL, "https://bad.example/a%20b?c='d'&e=\\"), (Kind.MAIL, "o'bad@mail.example"),
    (Kind.MD5, "ab" * 16), (Kind.SHA1, "ab" * 20), (Kind.SHA256, "ab" * 32), (Kind.SHA512, "ab" * 64), (Kind.ASN, "64500"),
)  # fmt: skip


def everything() -> list[Indicator]:
    """Each kind under each label and with each field."""
    found = []
    for place, (kind, value) in enumerate(VALUES):
        for tlp in TLP:
            rest = {} if place % 2 else {"title": "Seen", "description": "A <b>line</b>\nand one", "confidence": 100, "labels": ("c2", "ž")}
            more = {"category": ("Intrusion.Botnet",), "reference": "https://bad.example/report", "until": indicator().first + HOUR}
            own = indicator(str(len(found))).id
            labels = {"tlp": tlp, "pap": list(PAP)[place % 4], "to_block": bool(place % 3)}
            found.append(indicator(value, kind=kind, **labels | rest | (more if place % 3 else {})))
            found[-1] = msgspec.structs.replace(found[-1], id=own)
    return found


def named_anew(one: Indicator, name: str) -> Indicator:
    return msgspec.structs.replace(one, id=indicator(f"{name} {one.id}").id)


def exported(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    with contextlib.suppress(SystemExit):  # status 1 where something may not go out
        call_command("events_export", "--format", "stix", *arguments)
    return json.loads(capfd.readouterr().out)


def test_everything_that_goes_out_is_valid(live: Live, capfd: pytest.CaptureFixture[str]) -> None:
    items = everything()
    for audience in Audience:
        fitting = [named_anew(one, audience) for one in items if reaches(audience, one.tlp)]
        share(actor=live.second, organisation=2, items=fitting, via="t", now=NOTED, audience=audience)
    share(actor=live.first, organisation=1, items=items, via="t", now=NOTED, audience=Audience.OWN)
    met = [
        sighting(one.value, kind=one.kind, indicator=one.id, tlp=one.tlp, verdict=verdict)
        for one in items
        for verdict in (Verdict.SEEN, Verdict.FALSE_POSITIVE)
    ]
    met += [sighting(value, kind=kind) for kind, value in VALUES]
    sight(actor=live.second, organisation=2, items=met, via="t", now=NOTED)
    gone = named_anew(next(one for one in items if one.tlp == TLP.GREEN), Audience.COMMUNITY)
    revoke(actor=live.second, organisation=2, identity=gone.id, reason="not what it seemed", now=NOTED)

    documents: dict[str, dict[str, object]] = {}
    client = Client(headers={"accept": "application/taxii+json;version=2.1", "authorization": f"Bearer {live.secret}"})
    for one in collections(live.first):
        answer = client.get(f"/taxii2/hsoc/collections/{one.id}/objects/?limit=1000&match[version]=all")
        documents |= {f"{one.title} {thing['id']}": thing for thing in answer.json().get("objects", [])}
    types = Counter(str(thing["type"]) for thing in documents.values())
    assert types.keys() == {"indicator", "sighting", "opinion", "identity", "marking-definition"}
    assert types["indicator"] > 2 * len(VALUES)
    documents["export, everything"] = exported(capfd)
    documents["export, a member's"] = exported(capfd, "--as-member", "1")
    assert {thing["type"] for thing in documents["export, everything"]["objects"]} > {"observed-data", "indicator", "ipv4-addr", "file"}

    wrong = {"type": "indicator", "spec_version": "2.1", "id": "indicator--1", "pattern": "[x", "pattern_type": "stix"}
    *told, of_wrong = drive("stix2_validator", "objections", documents=[*documents.values(), wrong])
    assert len(of_wrong["errors"]) > 2  # it does object
    assert len(told) == len(documents)
    assert {name: found["errors"] for name, found in zip(documents, told, strict=True) if found["errors"]} == {}
    advice = {re.findall(r"\{(\d+)\}", warning)[0]: warning for found in told for warning in found["warnings"]}
    assert advice.keys() <= KNOWINGLY.keys(), advice
