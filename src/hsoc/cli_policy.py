"""The commands about a policy: check it, ask what it would have done, agree to what it leaves to two people. Never: what they do.

Exit status as in cli.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

UNUSABLE = 2
REFUSED = 1

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def stop(message: object) -> NoReturn:
    """End with status 2 and one line on standard error."""
    print(f"hsoc: {message}", file=sys.stderr)
    sys.exit(UNUSABLE)


def data_option(command: Any) -> Any:
    """The engine's data folder."""
    return click.option("--data", envvar="HSOC_PERIMETER", default="perimeter-data", show_default=True, type=click.Path(path_type=Path))(
        command
    )


@click.command()
@click.argument("file", type=A_FILE, required=False)
@click.option("--explain", is_flag=True, help="Tell in plain words what the policy would do.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the file, for editors that help while writing.")
def check(file: Path | None, *, explain: bool, schema: bool) -> None:
    """Check a perimeter.toml: every fault with its place, status 1 if there is one.

    \b
    Examples:
      hsoc perimeter check /etc/hsoc/perimeter.toml
      hsoc perimeter check --explain perimeter.toml
      hsoc perimeter check --schema > perimeter.schema.json
    """
    import time

    from hsoc.perimeter.check import checked, shape
    from hsoc.perimeter.config import BadConfig

    if schema:
        print(shape())
        sys.exit(0)
    if file is None:
        stop("perimeter check wants a FILE, or --schema")
    try:
        told, found = checked(file, now=int(time.time() * 1000), explain=explain)  # noqa: TID251 -- the moment of the question
    except BadConfig as error:
        stop(error)
    for fault in found:
        print(f"{file}: {fault}", file=sys.stderr)
    print("\n".join(told))
    sys.exit(REFUSED if found else 0)


@click.command()
@click.argument("key")
@click.option("--by", required=True, help="Your name. Two different names are needed.")
@click.option("--reason", required=True, help="Why; it is kept beside the key.")
@click.option("--minutes", default=60, show_default=True, type=click.IntRange(1, 1440), help="How long your word holds.")
@data_option
def approve(key: str, by: str, reason: str, minutes: int, data: Path) -> None:
    """Agree to a decision above the two-person threshold; KEY stands in the refusal (guard.two_person).

    \b
    Example:
      hsoc perimeter approve 'flowspec destination 198.18.1.0/24 protocol =udp' --by "J. Nová" --reason "carpet bombing"
    """
    import time

    from hsoc.perimeter.approvals import approve as say

    if not data.is_dir():
        stop(f"{data}: there is no such folder; name the engine's data folder with --data")
    now = int(time.time() * 1000)  # noqa: TID251 -- the moment of the approval itself
    try:
        kept = say(data / "approvals.json", key=key, by=by, reason=reason, minutes=minutes, now=now)
    except (ValueError, OSError) as error:
        stop(f"{data / 'approvals.json'}: {error}")
    names = sorted(kept.names(now=now)[key.strip()])
    print(f"{key.strip()}: agreed by {', '.join(names)}" + ("" if len(names) > 1 else "; one more person is needed"))


@click.command(name="what-if")
@click.option("--day", required=True, help="The day, YYYY-MM-DD (Europe/Prague).")
@click.option("--policy", required=True, type=A_FILE, help="The changed policy: a perimeter.toml, or a policy as JSON.")
@click.option("--present", type=A_FILE, help="The policy to compare with (default: the one in force, as the engine keeps it).")
@click.option("--member", default=0, type=click.IntRange(0, 4095), help="Only this member's traffic and entries (its number).")
@click.option("--set", "tuned", multiple=True, metavar="DETECTOR.SETTING=NUMBER", help="A detector's setting on the changed side.")
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object (records/what_if.py) on standard output.")
@click.option("--progress", is_flag=True, help="A line done/all to standard error after each stretch, for programs.")
def what_if(**options: Any) -> None:
    """A day of the journal under a changed policy and the present one: dropped, hurt, how full the table was. Sends nothing.

    \b
    Examples:
      hsoc perimeter what-if --day 2026-11-25 --policy stricter.toml
      hsoc perimeter what-if --day 2026-11-25 --policy stricter.toml --json --data /var/lib/hsoc/perimeter
    """
    from hsoc.perimeter.ask_what_if import Unusable, ask
    from hsoc.perimeter.config import BadConfig

    try:
        ask(**options)
    except (BadConfig, Unusable) as error:
        stop(error)
