"""`hsoc portal manage reports [--now] [--dry-run] [--member N]`: reports outside the worker's rhythm. Never: a way past actions."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from hsoc.journal.event_rows import TooSlow
from hsoc.journal.manifest import JournalError
from hsoc.portal.reports import tasks
from hsoc.portal.reports.models import Report
from hsoc.portal.reports.queries import making
from hsoc.portal.reports.queries.drafts import Draft
from hsoc.portal.reports.rules.reckon import Arithmetic


def _sums(sums: Arithmetic) -> str:
    return (
        f"{sums.all} events = {sums.reported} reported + {sums.relapsed} relapsed + {sums.held} held back + {sums.filtered} filtered "
        f"+ {sums.cut} not believed + {sums.again} news of known ones"
    )


class Command(BaseCommand):
    """Makes reports now."""

    help = (
        "Make the reports that are due and send their mails; so every ten minutes does the worker. --now: as if every period ended now. "
        "--dry-run: say what --now would make, and change nothing. Example: hsoc portal manage reports --now --dry-run --member 9"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What and for whom."""
        parser.add_argument("--now", action="store_true", help="as if every period ended now")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
        parser.add_argument("--no-mail", action="store_true", help="make reports, leave their mails to the worker")
        parser.add_argument("--member", type=int, action="append", default=[], metavar="N", help="only this organisation; may be repeated")

    @no_translations
    def handle(self, *args: Any, **given: Any) -> None:  # noqa: ARG002  (Django's signature)
        """Status 0 done, 2 the journal cannot be read or a member does not exist."""
        members = tuple(sorted(set(given["member"])))
        missing = sorted(set(members) - making.by_number(members).keys())
        if missing:
            raise CommandError(f"there is no organisation number {missing[0]}; see `hsoc portal manage members_load`", returncode=2)
        now = time.time_ns() // 1_000_000
        try:
            if given["dry_run"]:
                self._rehearse(tasks.rehearse(now=now, members=members))
                return
            made, sent = tasks.turn(now=now, members=members, everything=given["now"], mails=not given["no_mail"])
        except tasks.Busy as error:
            raise CommandError("another process is making reports; ask again when it is done", returncode=2) from error
        except (TooSlow, JournalError, OSError) as error:
            raise CommandError(f"the journal of events cannot be read: {error}", returncode=2) from error
        for one in made:
            self._tell(one)
        self.stdout.write(f"{len(made)} reports made, {sent} mails sent")

    def _tell(self, one: Report) -> None:
        trial = ", on trial" if one.shadow else ""
        self.stdout.write(f"{one.label} {one.organisation.name}: {one.kind}, {one.events} events{trial}")

    def _rehearse(self, found: list[tuple[making.Due, Draft]]) -> None:
        for due, draft in found:
            told = "report" if draft.outcome.arithmetic.told else "nothing to tell"
            trial = " (on trial)" if draft.shadow else ""
            own = f" {draft.own}" if draft.own else ""
            head = f"member {due.organisation} {due.severity.name.lower()} {draft.kind}{own}{trial}: {told}"
            self.stdout.write(f"{head}; {_sums(draft.outcome.arithmetic)}")
        self.stdout.write(f"{sum(1 for _due, draft in found if draft.outcome.arithmetic.told)} reports would be made; nothing was changed")
