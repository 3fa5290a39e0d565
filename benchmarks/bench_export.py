"""How long all indicators take to go out: a million as JSON and as CSV through the gate, and a block list made of them.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}. The whole portal answers in its own process, on a database in a
temporary folder. Rows beyond the first thousand are copies made by the database, with keys of their own. The peer of an export is the
least that can be done with SQLite: its finished lines fetched and joined, without a gate; of a list, its values fetched.
HSOC_BENCH_EXPORT names a folder where the filled database is kept between runs (made there when missing).
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

AIM = 3.0  # s
REPEATS = 3
AT = 1_790_000_000_000  # ms
FIRST, LAST = 0xFFFF_C612_0000, 0x1FFFF  # 198.18.0.0/15, which is for benchmarks
BASE = 1000  # indicators that are shared in the ordinary way


def run(*, quick: bool = False) -> list[dict[str, Any]]:
    """The rows, measured in a process of their own: settings are read once."""
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as scratch:
        folder = os.environ.get("HSOC_BENCH_EXPORT") or scratch
        ran = subprocess.run(
            [sys.executable, __file__, "--inside", folder, "--indicators", str(20_000 if quick else 1_000_000)],
            env=os.environ | {"HSOC_DATA": folder, "DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings", "HSOC_HOSTS": "testserver"},
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
    rows: list[dict[str, Any]] = json.loads(ran.stdout)
    return rows


def filled(count: int) -> str:
    """A house with three hospitals, of which two share the same addresses; the secret of a token of the third."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from hsoc.portal.indicators.actions import share  # noqa: PLC0415
    from hsoc.portal.indicators.models import Indicator as Row  # noqa: PLC0415
    from hsoc.portal.members.actions.tokens import create_token  # noqa: PLC0415
    from hsoc.portal.members.models import Kind as Of  # noqa: PLC0415
    from hsoc.portal.members.models import Membership, Organisation, User  # noqa: PLC0415
    from hsoc.portal.members.queries import actor_of  # noqa: PLC0415
    from hsoc.portal.members.rules import Role  # noqa: PLC0415
    from hsoc.records.indicator import Indicator, Kind  # noqa: PLC0415
    from hsoc.records.tlp import PAP, TLP  # noqa: PLC0415

    now = datetime.now(UTC)
    actors = []
    for number in (1, 2, 3):
        home = Organisation.objects.create(number=number, name=f"Hospital {number}", kind=Of.REGION, created=now)
        user = User.objects.create(username=f"u{number}", email=f"u{number}@hospital.example", name=f"User {number}")
        Membership.objects.create(user=user, organisation=home, role=Role.ANALYST, since=now)
        Authenticator.objects.create(user=user, type="totp", data={"secret": "not used"})  # without it a token of an analyst opens nothing
        actors.append(actor_of(user))
    for number in (1, 2):
        items = [
            Indicator(
                id=f"{number}.{at}", kind=Kind.IP, value=f"198.19.{at >> 8}.{at & 255}", first=AT, created=AT, modified=AT,
                producer=f"Hospital {number}", tlp=TLP.GREEN, pap=PAP.GREEN, to_block=True, labels=("botnet", "c2"),
                title=f"Seen in a campaign, number {at}", category=("Intrusion.Botnet",), description="Beacons every minute to port 443.",
            )
            for at in range(BASE // 2)
        ]  # fmt: skip
        share(actor=actors[number - 1], organisation=number, via="bench", now=now, items=items)
    names = [field.column for field in Row._meta.concrete_fields if field.column not in {"id", "added", "uuid", "value", "low", "high"}]  # noqa: SLF001
    table = Row._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:  # each copy's addresses lie beyond those of the one before, until the range is full
        cursor.execute(
            f"""
            WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < %s),
            made AS (SELECT t.*, n.value AS copy, n.value * {BASE // 2} + (t.id - 1) % {BASE // 2} AS place FROM n, {table} t)
            INSERT INTO {table} (added, uuid, value, low, high, {", ".join(names)})
            SELECT added + copy * {BASE}, printf('%%032x', copy * {BASE} + id),
                printf('198.%%d.%%d.%%d', 18 + ((place >> 16) & 1), (place >> 8) & 255, place & 255),
                printf('%%032x', {FIRST} + (place & {LAST})), printf('%%032x', {FIRST} + (place & {LAST})), {", ".join(names)}
            FROM made ORDER BY copy, id
            """,  # noqa: S608
            [max(1, count // BASE - 1)],
        )
    scopes = ("indicator:view", "indicator:export")
    return create_token(actor=actors[2], organisation=3, name="bench", scopes=scopes, days=30, now=now)[1]


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """(median s, the last answer)."""
    took, answer = [], None
    for _ in range(REPEATS):
        began = time.perf_counter()
        answer = call()
        took.append(time.perf_counter() - began)
    return statistics.median(took), answer


def inside(folder: str, count: int) -> list[dict[str, Any]]:
    """Fill a new portal and ask it."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    kept = Path(folder, f"secret-{count}")
    if not kept.exists():
        call_command("migrate", verbosity=0)
        kept.write_text(filled(count), encoding="ascii")
    secret = kept.read_text(encoding="ascii")
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"authorization": f"Bearer {secret}"})
    database = sqlite3.connect(f"{folder}/hsoc.sqlite3")
    held = database.execute("SELECT count(*) FROM indicators_indicator").fetchone()[0]
    rows = []

    def whole(ending: str) -> int:
        answer = client.get(f"/api/v1/indicators/export.{ending}")
        assert answer.status_code == 200, answer.content
        return sum(map(len, answer.streaming_content))

    for ending, column in (("json", "line"), ("csv", "cells")):
        least, _ = seconds(
            lambda sql=f"SELECT {column} FROM indicators_indicator": len("\n".join(one for (one,) in database.execute(sql)).encode())  # noqa: S608
        )
        took, size = seconds(lambda e=ending: whole(e))
        peer = f"the finished lines fetched by sqlite3 and joined, no gate, {least:.2f} s"
        rows.append(row(f"export of {held:,} indicators as {ending.upper()}, {size / 1e6:.0f} MB", took, peer, took / least))
    rows.append(listed(database))
    rows.append(judged(database))
    return rows


def listed(database: sqlite3.Connection) -> dict[str, Any]:
    """The block list of all addresses, made anew."""
    from hsoc.portal.feeds.queries import lists  # noqa: PLC0415
    from hsoc.portal.feeds.rules.papers import FORMATS  # noqa: PLC0415
    from hsoc.portal.indicators.rules import Audience  # noqa: PLC0415
    from hsoc.portal.members.models import User  # noqa: PLC0415
    from hsoc.portal.members.queries import actor_of  # noqa: PLC0415

    actor = actor_of(User.objects.get(username="u3"))

    def made() -> Any:
        lists._made.clear()  # noqa: SLF001
        return FORMATS["txt"][0](lists.listing(actor, audience=Audience.COMMUNITY, pap="green", what="ip", now=datetime.now(UTC)))

    count = database.execute("SELECT count(DISTINCT value) FROM indicators_indicator").fetchone()[0]
    least, _ = seconds(lambda: database.execute("SELECT value, count(*) FROM indicators_indicator GROUP BY value").fetchall())
    took, _ = seconds(made)
    return row(
        f"block list of {count:,} addresses of two organisations each", took, f"only grouping the values, {least:.2f} s", took / least
    )


def judged(database: sqlite3.Connection) -> dict[str, Any]:
    """The reputation of all of them, made anew."""
    from hsoc.portal.entities.queries import reputation  # noqa: PLC0415

    def made() -> Any:
        reputation._made["at"] = reputation._held["at"] = None  # noqa: SLF001
        return reputation.table(datetime.now(UTC))

    least, held = seconds(lambda: database.execute("SELECT organisation_id, low, high FROM indicators_indicator").fetchall())
    took, table = seconds(made)
    name = f"reputation of {len(table.keys):,} addresses, of {len(held):,} indicators"
    return row(name, took, f"only fetching the indicators, {least:.2f} s", took / least)


def row(name: str, value: float, peer: str, ratio: float) -> dict[str, Any]:
    """One figure."""
    aim = f"at most {AIM:g} s"
    return {"name": name, "value": round(value, 2), "unit": "s", "peer": peer, "ratio": round(ratio, 2), "aim": aim, "holds": value <= AIM}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--inside")
    parser.add_argument("--indicators", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    print(json.dumps(inside(given.inside, given.indicators) if given.inside else run(quick=given.quick), indent=1))
