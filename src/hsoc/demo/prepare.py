"""Before the house opens: database, organisations, accounts, the engine's seat at the Warden door, the past; and its opening words.

Run again, it changes nothing. A process of its own (`python -m hsoc.demo.prepare STEP --data DATA`: seed, past, reports, flows, tell),
so that the supervisor stays small and needs no Django.
"""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hsoc.demo.surroundings import SEED, Place

ANALYST_OF: Final = 9  # Nemocnice Lipová, the victim of the show
MANAGER_OF: Final = 10  # Nemocnice U Řeky
LOUD: Final = 3  # hostile addresses that one hospital shares and others are found to have met
HOUSE: Final = 4000  # portal/project/demo.HOUSE_NUMBER: the operator's organisation, whose engine's word counts


def seed(place: Place) -> None:
    """Database, organisations with their prefixes, demo accounts, the engine as a Warden client. Existing ones stay as they are."""
    import django  # noqa: PLC0415 - only this step needs Django, and it takes half a second to load

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    now = datetime.now(UTC)
    with transaction.atomic():  # all of it or nothing, and one commit: three hundred of them took seconds
        _people_and_rooms(place, now)
    if not place.secret.exists():
        _client(place, now)


def _people_and_rooms(place: Place, now: datetime) -> None:
    from hsoc.perimeter.simulate import pools, telling  # noqa: PLC0415
    from hsoc.portal.members.queries import organisation_names, person  # noqa: PLC0415
    from hsoc.portal.project import (  # noqa: PLC0415
        demo,
        demo_advisories,
        demo_aid,
        demo_exchange,
        demo_given,
        demo_groups,
        demo_lists,
        demo_meetings,
        demo_memorandum,
        demo_notices,
        demo_people,
        demo_rules,
        demo_services,
    )
    from hsoc.portal.website.actions.pages import settle_pages  # noqa: PLC0415
    from hsoc.portal.website.actions.plan import settle_plan  # noqa: PLC0415

    if ANALYST_OF not in organisation_names():
        _organisations(now)
    fresh = person("operator") is None
    settle_pages(now=now)
    settle_plan(now=now)
    accounts = demo.kept(place.accounts, analyst_of=ANALYST_OF, manager_of=MANAGER_OF)
    if fresh:
        demo.settle(accounts, now=now)
        demo_people.settle(now=now)
        demo_rules.settle(now=now)
        demo_exchange.settle(now=now)
        demo_advisories.settle(now=now)
        demo_notices.settle(now=now)
        demo_groups.settle(now=now)
        demo_lists.settle(now=now)
        demo_memorandum.settle(now=now)
        demo_services.settle(now=now)
        demo_aid.settle(now=now)
        demo_meetings.settle(now=now)
        demo_given.settle(sensors=telling.SENSORS, loud=pools.loudest(LOUD), now=now)


def _organisations(now: datetime) -> None:
    from hsoc.perimeter.simulate import community  # noqa: PLC0415
    from hsoc.portal.members.management.commands.members_load import Row, load  # noqa: PLC0415
    from hsoc.portal.members.models import Kind  # noqa: PLC0415

    kinds = {"Univerzitní": Kind.STATE, "Krajská": Kind.REGION, "Záchranná": Kind.EMERGENCY, "Onkologický": Kind.INSTITUTE}
    load(
        [
            Row(
                number=h.number,
                name=h.name,
                kind=kinds.get(h.name.split()[0], Kind.TOWN),
                region=h.region,
                short=h.name.removeprefix("Nemocnice ")[:40],
                connected=True,
                single_homed=True,
                consent_destination_rtbh=h.consent_destination_rtbh,
                access_mbps=h.access_mbps,
                prefixes=h.prefixes,
            )
            for h in community.HOSPITALS
        ],
        now=now,
    )


def _client(place: Place, now: datetime) -> None:
    from hsoc.perimeter.simulate.telling import NODE  # noqa: PLC0415
    from hsoc.portal.events.actions import register_client  # noqa: PLC0415
    from hsoc.portal.members.rules import SYSTEM  # noqa: PLC0415

    secret = register_client(actor=SYSTEM, name=NODE, organisation=HOUSE, write=True, note="engine of the demonstration", now=now)
    place.secret.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(place.secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secret)


def past(place: Place) -> None:
    """The threats of the last eight days and today so far, at the first start; whose addresses are."""
    from hsoc.perimeter.simulate import history, networks  # noqa: PLC0415

    began = time.monotonic()
    lived = history.live(root=place.journal, now=time.time_ns() // 1_000_000, seed=SEED, org=HOUSE)
    if lived.events:
        print(f"{lived.events} threats of {lived.days} days made up in {time.monotonic() - began:.1f} s")
    if not place.networks.exists():
        place.networks.write_text(networks.table(), encoding="utf-8")


def reports(_place: Place) -> None:
    """What two hospitals would have been told of these days. The worker must not run yet: it would begin with the present."""
    import django  # noqa: PLC0415

    django.setup()
    from hsoc.portal.project import demo_reports  # noqa: PLC0415 - Django's models must be loaded first

    began = time.monotonic()
    if made := demo_reports.settle(now=time.time_ns() // 1_000_000, members=(ANALYST_OF, MANAGER_OF)):
        print(f"{made} reports of two hospitals made in {time.monotonic() - began:.1f} s")


def flows(place: Place) -> None:
    """The same days as flows of the analyst's hospital. The engine must not run yet: it writes the same journal."""
    from hsoc.perimeter.simulate import own_past  # noqa: PLC0415

    began = time.monotonic()
    if count := own_past.live(root=place.flows, now=time.time_ns() // 1_000_000, seed=SEED, member=ANALYST_OF):
        print(f"{count} flows of one hospital made up in {time.monotonic() - began:.1f} s")


def tell(place: Place) -> None:
    """Print what the house is and where to look."""
    import django  # noqa: PLC0415

    django.setup()
    from hsoc.demo.words import welcome  # noqa: PLC0415 - Django's models must be loaded first

    print(welcome(place, now=time.time()), flush=True)


def main() -> None:
    """One step."""
    parser = argparse.ArgumentParser(description="Prepare the demonstration.")
    parser.add_argument("step", choices=["seed", "past", "reports", "flows", "tell"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    place = Place(data=given.data.resolve(), port=given.port)
    os.environ |= {"HSOC_DATA": str(place.data), "HSOC_JOURNAL": str(place.journal)}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hsoc.portal.project.settings")
    {"seed": seed, "past": past, "reports": reports, "flows": flows, "tell": tell}[given.step](place)


if __name__ == "__main__":
    main()
