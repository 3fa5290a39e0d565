"""`warden …`: Warden clients for whoever holds a shell of the portal. Belongs here: words, options, sentences. Never: what a step does.

Exit status (contracts.md): 0 done · 1 a check found something · 2 unusable arguments or a step refused, one line, never a traceback.
"""

from __future__ import annotations

import json
import threading
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations
from django.db import close_old_connections

from hsoc.ending import asked_to_end
from hsoc.journal.event_rows import TooSlow
from hsoc.journal.retention import KEEP_DAYS
from hsoc.portal.events.actions import clients as actions
from hsoc.portal.events.api import filer
from hsoc.portal.events.models import WardenClient
from hsoc.portal.events.queries import sent
from hsoc.portal.events.queries.clients import clients_visible_to
from hsoc.portal.events.queries.house import faults
from hsoc.portal.events.rules.door import Refusal
from hsoc.portal.events.share.quality import told
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import SYSTEM, Actor

CONSOLE: Final = Actor(username="console", via="command")
POLL: Final = 5.0  # s between two looks into the folder
PURGE_DAYS: Final = 30  # days, as in the reference
LEAST_SCORE: Final = 80  # below it `check NAME` says 1
FILTERS: Final = ("cat", "nocat", "tag", "notag", "group", "nogroup")
FLAGS: Final = {  # option: what it sets
    "read": {"read": True}, "no-read": {"read": False}, "write": {"write": True, "test": False}, "test": {"write": False, "test": True},
    "receiver": {"write": False, "test": False}, "debug": {"debug": True}, "no-debug": {"debug": False}, "enable": {"valid": True},
}  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


class Command(BaseCommand):
    """`warden register | list | modify | secret | promote | disable | purge | check | filer`."""

    help = "Warden clients: register, list, modify, promote, disable, check, and the folder of dumb producers."

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command per step."""
        steps = parser.add_subparsers(dest="step", required=True, metavar="STEP")
        self._of_register(steps.add_parser("register", help="register a client at once and print its secret, once"))
        listed = steps.add_parser("list", help="all clients, or one")
        listed.add_argument("name", nargs="?", default="")
        listed.add_argument("--json", action="store_true")
        modify = steps.add_parser("modify", help="set the hostname of the certificate, the rights, or let a disabled one in again")
        modify.add_argument("name")
        modify.add_argument("--hostname", default=None)
        for option in FLAGS:
            modify.add_argument(f"--{option}", action="store_true")
        for step, what in (
            ("secret", "draw a new secret and print it; the one before stops"),
            ("promote", "from the test stage to production"),
        ):
            steps.add_parser(step, help=what).add_argument("name")
        disable = steps.add_parser("disable", help="the door knows it no more; what it sent stays")
        disable.add_argument("name")
        disable.add_argument("--reason", required=True)
        purge = steps.add_parser("purge", help="forget positions of clients that have not fetched for long")
        purge.add_argument("-d", "--days", type=int, default=PURGE_DAYS)
        check = steps.add_parser("check", help="the door itself, or how good the events of one client are")
        check.add_argument("name", nargs="?", default="")
        check.add_argument("--json", action="store_true")
        self._of_filer(steps.add_parser("filer", help="hand in, or fetch, events as files of a folder"))

    def _of_register(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="dot-separated, as in Node[0].Name, for example example.hospital.honeypot")
        parser.add_argument("--organisation", type=int, required=True, help="number of the organisation that is responsible")
        parser.add_argument("--hostname", default="", help="name that its certificate must bear")
        parser.add_argument("--requestor", default="", help="mail addresses of those responsible")
        parser.add_argument("--note", default="")
        parser.add_argument("--write", action="store_true", help="production sender (no Test needed)")
        parser.add_argument("--no-read", action="store_true", help="may not fetch")
        parser.add_argument("--debug", action="store_true", help="may ask getDebug")
        parser.add_argument("--certificate-only", action="store_true", help="no secret; needs --hostname")

    def _of_filer(self, parser: ArgumentParser) -> None:
        parser.add_argument("way", choices=["sender", "receiver"], help="sender: files are handed in; receiver: events become files")
        parser.add_argument("--dir", type=Path, required=True, help="folder with incoming, temp and errors; made where it is missing")
        parser.add_argument("--client", required=True, help="name of the registered client that acts")
        parser.add_argument("--done-dir", type=Path, default=None, help="sender: keep accepted files there; otherwise they are deleted")
        parser.add_argument("--node", action="store_true", help="put the client's own Node before the others")
        parser.add_argument("--file-limit", type=int, default=0, help="receiver: files that may lie in incoming; 0 = any number")
        parser.add_argument("--poll", type=float, default=POLL, help="s between two looks")
        parser.add_argument("--once", action="store_true", help="until nothing is left to do, then end")
        for name in FILTERS:
            parser.add_argument(f"--{name}", action="append", default=[], help="receiver: as at the door; may be given several times")

    @no_translations
    def handle(self, *args: Any, **given: Any) -> None:  # noqa: ARG002  (Django's signature)
        """One step."""
        try:
            getattr(self, f"_{given['step']}")(given)
        except (Unacceptable, filer.Unusable, TooSlow) as error:
            raise CommandError(str(error), returncode=2) from error
        except Refusal as error:
            raise CommandError(f"{error} The writer is behind or the disk is full; see `warden check`.", returncode=2) from error

    # --- clients -----------------------------------------------------------------------------------------------------------
    def _client(self, name: str) -> WardenClient:
        found = sent.client_of(SYSTEM, name)
        if found is None:
            raise CommandError(f"There is no client {name}; `warden list` shows all.", returncode=2)
        return found

    def _register(self, given: dict[str, Any]) -> None:
        """The secret stands alone on standard output."""
        secret = actions.register_client(
            actor=CONSOLE,
            name=given["name"],
            organisation=given["organisation"],
            hostname=given["hostname"],
            requestor=given["requestor"],
            note=given["note"],
            read=not given["no_read"],
            write=given["write"],
            debug=given["debug"],
            with_secret=not given["certificate_only"],
            now=_now(),
        )
        self.stdout.write(secret or "(certificate only)")

    def _list(self, given: dict[str, Any]) -> None:
        found = [self._client(given["name"])] if given["name"] else list(clients_visible_to(SYSTEM))
        rows = [
            {
                "id": one.pk, "name": one.name, "organisation": one.organisation.number, "stage": one.stage, "read": one.read,
                "write": one.write, "debug": one.debug, "hostname": one.hostname, "secret": bool(one.secret), "requestor": one.requestor,
                "registered": one.registered.isoformat(timespec="seconds"), "behind": sent.behind(one),
                "fetched": one.fetched.isoformat(timespec="seconds") if one.fetched else None,
            }
            for one in found
        ]  # fmt: skip
        if given["json"]:
            self.stdout.write(json.dumps(rows, indent=1, ensure_ascii=False))
            return
        shown = ("id", "name", "organisation", "stage", "hostname", "requestor", "fetched", "behind")
        table = [shown, *(tuple("-" if row[key] in {None, ""} else str(row[key]) for key in shown) for row in rows)]
        widths = [max(len(line[place]) for line in table) for place in range(len(shown))]
        for line in table:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())

    def _modify(self, given: dict[str, Any]) -> None:
        flags = {key: value for option, sets in FLAGS.items() if given[option.replace("-", "_")] for key, value in sets.items()}
        if not flags and given["hostname"] is None:
            raise CommandError(f"Say what to change: --hostname, {', '.join(f'--{option}' for option in FLAGS)}.", returncode=2)
        made = actions.modify_client(actor=CONSOLE, name=given["name"], now=_now(), hostname=given["hostname"], **flags)
        self.stdout.write(f"{made.name}: {made.stage}")

    def _secret(self, given: dict[str, Any]) -> None:
        self.stdout.write(actions.renew_secret(actor=CONSOLE, name=given["name"], now=_now()))

    def _promote(self, given: dict[str, Any]) -> None:
        self.stdout.write(f"{actions.promote_client(actor=CONSOLE, name=given['name'], now=_now()).name}: production")

    def _disable(self, given: dict[str, Any]) -> None:
        actions.disable_client(actor=CONSOLE, name=given["name"], reason=given["reason"], now=_now())
        self.stdout.write(f"{given['name'].lower()}: disabled")

    def _purge(self, given: dict[str, Any]) -> None:
        if given["days"] < 1:
            raise CommandError("--days is at least 1.", returncode=2)
        for name in actions.forget_positions(actor=CONSOLE, days=given["days"], now=_now()):
            self.stdout.write(f"{name}: position forgotten; its next getEvents without an id begins with what is new")
        self.stdout.write(f"events are deleted by the worker after {KEEP_DAYS['events']} days")

    # --- checks ------------------------------------------------------------------------------------------------------------
    def _check(self, given: dict[str, Any]) -> None:
        if not given["name"]:
            found = faults(now=_now())
            self.stdout.write(json.dumps(found, indent=1) if given["json"] else "\n".join(found) or "The door works.")
            if found:
                raise SystemExit(1)
            return
        report = told(sent.quality(SYSTEM, self._client(given["name"]), now=_now()))
        if given["json"]:
            self.stdout.write(json.dumps(report, indent=1, ensure_ascii=False))
        else:
            self._told(given["name"], report)
        if report["score"] is None or report["score"] < LEAST_SCORE:
            raise SystemExit(1)

    def _told(self, name: str, report: dict[str, Any]) -> None:
        if report["score"] is None:
            self.stdout.write(f"{name}: no events of the last {sent.DAYS} days")
            return
        self.stdout.write(f"{name}: {report['score']} of 100 over the newest {report['looked_at']} events\n{report['arithmetic']}")
        for one in report["checks"]:
            if one["count"]:
                self.stdout.write(f"{one['count']:6d}  {one['what']} (−{one['cost']:.1f}): {one['advice']}")
                self.stdout.write(f"        such as {', '.join(one['examples'])}")

    # --- folder ------------------------------------------------------------------------------------------------------------
    def _filer(self, given: dict[str, Any]) -> None:
        stop = threading.Event() if given["once"] else asked_to_end()
        work = self._send if given["way"] == "sender" else self._receive
        work(given, stop)

    def _send(self, given: dict[str, Any], stop: threading.Event) -> None:
        sender = filer.Sender(given["dir"], done=given["done_dir"], node=given["node"])
        sent_, wrong = 0, 0
        try:
            while not stop.is_set():
                client = self._client(given["client"])
                if not client.valid or not (client.write or client.test):
                    raise CommandError(f"The client {client.name} may not send; `warden list {client.name}` shows its stage.", returncode=2)
                try:
                    done = sender.run(client)
                except Refusal:
                    if given["once"]:
                        raise
                    done = filer.Handed()  # the writer is behind: the files lie in incoming again
                sent_, wrong = sent_ + done.sent, wrong + done.wrong
                if done == filer.Handed():
                    if given["once"]:
                        break
                    close_old_connections()
                    stop.wait(given["poll"])
        finally:
            sender.close()
        self.stdout.write(f"{sent_} handed in, {wrong} moved to errors")
        if wrong and given["once"]:
            raise SystemExit(1)

    def _receive(self, given: dict[str, Any], stop: threading.Event) -> None:
        filters = {name: tuple(given[name]) for name in FILTERS if given[name]}
        written = 0
        while not stop.is_set():
            client = self._client(given["client"])
            if not client.valid or not client.read:
                raise CommandError(f"The client {client.name} may not fetch; `warden list {client.name}` shows its rights.", returncode=2)
            done = filer.receive(client, given["dir"], filters=filters, now=_now(), file_limit=given["file_limit"], node=given["node"])
            written += done
            if not done:
                if given["once"]:
                    break
                close_old_connections()
                stop.wait(given["poll"])
        self.stdout.write(f"{written} fetched")
