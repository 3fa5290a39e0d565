"""How long a page of TAXII takes at 100,000 objects: the first, one in the middle, the last, and the only page of a rare label.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}. The whole portal answers in its own process, on a database in a
temporary folder. The peer of a page is the work that no server can save: its objects, read by their keys, made and written as JSON.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from typing import Any

AIM = 300.0  # ms a page
REPEATS = 7
MEDIA = "application/taxii+json;version=2.1"
AT = 1_790_000_000_000  # ms


def run(*, quick: bool = False) -> list[dict[str, Any]]:
    """The rows, measured in a process of their own: settings are read once."""
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder:
        ran = subprocess.run(
            [sys.executable, __file__, "--inside", folder, "--objects", str(10_000 if quick else 100_000)],
            env=os.environ | {"HSOC_DATA": folder, "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings", "HSOC_HOSTS": "testserver"},
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    rows: list[dict[str, Any]] = json.loads(ran.stdout)
    return rows


def inside(objects: int) -> list[dict[str, Any]]:
    """Fill a new portal and ask it."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    secret = _filled(objects)
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"accept": MEDIA, "authorization": f"Bearer {secret}"})
    listed = client.get("/taxii2/hsoc/collections/").json()["collections"]
    ids = {one["title"]: one["id"] for one in listed}
    rows = []
    for title, where, query in (
        ("first page of 100", "Community, TLP:GREEN", "limit=100"),
        ("page of 100 in the middle", "Community, TLP:GREEN", f"limit=100&next={_cursor(objects // 2)}"),
        ("last page of 100", "Community, TLP:GREEN", f"limit=100&next={_cursor(objects - 60)}"),
        ("page of 1,000 in the middle", "Community, TLP:GREEN", f"limit=1000&next={_cursor(objects // 2)}"),
        ("the only page of a rare label, 50 objects", "Community, TLP:AMBER", "limit=100"),
        ("an empty collection", "Only Hospital", "limit=100"),
        ("one object by its id", "Community, TLP:GREEN", f"match[id]=indicator--{_id(objects // 2)}"),
        ("the only objects of a rare type", "Community, TLP:GREEN", "limit=100&match[type]=sighting"),
    ):
        found, took = _asked(client, f"/taxii2/hsoc/collections/{ids[where]}/objects/?{query}")
        alone = _alone(found)
        rows.append(
            {
                "name": f"TAXII at {objects:,} objects: {title}", "value": took, "unit": "ms",
                "aim": f"≤ {AIM:.0f} ms", "holds": took <= AIM,
                "peer": f"its {len(found)} objects read by key and written, {alone:.1f} ms" if found else "nothing to tell",
                "ratio": took / alone if found else None,
            }
        )  # fmt: skip
    return rows


def _id(number: int) -> str:
    from hsoc.records.indicator import named  # noqa: PLC0415

    return named("bench", str(number))


def _cursor(place: int) -> str:
    """`next` after so many objects of the portal."""
    from hsoc.portal.feeds.rules.taxii import cursor  # noqa: PLC0415
    from hsoc.portal.indicators.models import Indicator  # noqa: PLC0415

    return cursor(Indicator.objects.order_by("added").values_list("added", flat=True)[place])


def _filled(objects: int) -> str:
    """A house with two hospitals, the second of which shares; the secret of a token of the first."""
    from hsoc.portal.indicators.actions import share, sight  # noqa: PLC0415
    from hsoc.portal.members.actions.tokens import create_token  # noqa: PLC0415
    from hsoc.portal.members.models import Kind as Of  # noqa: PLC0415
    from hsoc.portal.members.models import Membership, Organisation, User  # noqa: PLC0415
    from hsoc.portal.members.queries import actor_of  # noqa: PLC0415
    from hsoc.portal.members.rules import Role  # noqa: PLC0415
    from hsoc.records.indicator import Indicator, Kind, Sighting  # noqa: PLC0415
    from hsoc.records.tlp import PAP, TLP  # noqa: PLC0415

    now = datetime.now(UTC)
    actors = []
    for number, name in ((1, "Hospital"), (2, "Clinic")):
        home = Organisation.objects.create(number=number, name=name, kind=Of.REGION, created=now)
        user = User.objects.create(username=name.lower(), email=f"{name.lower()}@{name.lower()}.example", name=name)
        Membership.objects.create(user=user, organisation=home, role=Role.ANALYST, since=now)
        actors.append(actor_of(user))
    reader, writer = actors
    for start in range(0, objects, 10_000):
        share(
            actor=writer, organisation=2, via="bench", now=datetime.now(UTC),
            items=[
                Indicator(
                    id=_id(number), kind=Kind.DOMAIN, value=f"n{number}.example", first=AT, created=AT, modified=AT, producer="Clinic",
                    tlp=TLP.AMBER if number % (objects // 50) == 1 else TLP.GREEN, pap=PAP.GREEN, to_block=True, labels=("botnet", "c2"),
                    title=f"Seen in a campaign, number {number}", category=("Intrusion.Botnet",),
                )
                for number in range(start, start + 10_000)
            ],
        )  # fmt: skip
    seen = [
        Sighting(id=_id(-number), kind=Kind.DOMAIN, value=f"n{number}.example", first=AT, last=AT, tlp=TLP.GREEN, indicator=_id(number))
        for number in range(1, 50)
    ]
    sight(actor=writer, organisation=2, items=seen, via="bench", now=datetime.now(UTC))
    scopes = ("indicator:view",)
    return create_token(actor=reader, organisation=1, name="bench", scopes=scopes, days=30, now=datetime.now(UTC))[1]


def _asked(client: Any, path: str) -> tuple[list[dict[str, Any]], float]:
    """(the objects, median ms)."""
    took, found = [], []
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, answer.content
        found = answer.json().get("objects", [])
    return found, statistics.median(took)


def _alone(found: list[dict[str, Any]]) -> float:
    """Median ms of reading these objects by their keys, making and writing them."""
    import msgspec  # noqa: PLC0415

    from hsoc.exchange.stix.encode import of_indicator, of_sighting  # noqa: PLC0415
    from hsoc.portal.indicators import share  # noqa: PLC0415
    from hsoc.portal.indicators.models import Indicator, Sighting  # noqa: PLC0415

    own = [one["id"].partition("--")[2] for one in found]
    took = []
    for _ in range(REPEATS if found else 0):
        start = time.perf_counter()
        made = [of_indicator(one, one.first) for one in share.indicators(Indicator.objects.filter(uuid__in=own))]
        made += [told for one in share.sightings(Sighting.objects.filter(uuid__in=own)) for told in of_sighting(one, set())]
        msgspec.json.encode(made)
        took.append((time.perf_counter() - start) * 1000)
    return statistics.median(took) if took else 0.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--inside")
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    print(json.dumps(inside(given.objects) if given.inside else run(quick=given.quick), indent=1))
