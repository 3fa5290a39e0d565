"""The command `hsoc`. Belongs here: words, options, exit status. Never: what a command does (each imports its room when called).

Exit status (contracts.md): 0 done · 1 done, something was refused · 2 unusable input or arguments, one line, never a traceback.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from hsoc.cli_divert import divert
from hsoc.cli_events import csaf, events, feeds, manage_with
from hsoc.cli_members import members
from hsoc.cli_policy import A_FILE, approve, check, data_option, stop, what_if


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="hsoc", message="%(version)s")
def main() -> None:
    """HSOC: protection of health-care providers as a community.

    \b
    Examples:
      hsoc demo                                         the whole house on loopback, with an invented community
      hsoc perimeter replay capture.pcap --json         what the engine sees in a recording
      hsoc perimeter replay day.nfcapd --plan           what it would do about it
      hsoc simulate --scenario mixed --out f.ipfix --truth t.jsonl
    """


@main.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True, help="Port of the portal on 127.0.0.1.")
@click.option("--data", default="var", envvar="DATA", type=click.Path(path_type=Path), show_default=True, help="Folder of all data.")
def demo(port: int, data: Path) -> None:
    """Start portal, worker, engine and simulated exporters; serve until Ctrl-C.

    \b
    Example:
      PORT=8080 DATA=/tmp/house hsoc demo
    """
    from hsoc.demo import run

    sys.exit(run(port=port, data=data))


@main.group()
def portal() -> None:
    """The community's portal: serve it, run its worker, manage it."""


@portal.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the portal over HTTP.

    \b
    Example:
      HSOC_DATA=/var/lib/hsoc hsoc portal serve --port 8000
    """
    from hsoc.portal.project.serve import serve as serve_portal

    serve_portal(host=host, port=port, workers=workers)


@portal.command()
@click.option("--once", is_flag=True, help="Drain what waits and end.")
def worker(*, once: bool) -> None:
    """Run the portal's worker: the only writer of the event journal.

    \b
    Example:
      HSOC_DATA=/var/lib/hsoc hsoc portal worker
    """
    manage_with(["worker", *(["--once"] if once else [])])


@portal.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass a command to Django, for example `hsoc portal manage migrate`."""
    manage_with(list(arguments))


@main.group()
def perimeter() -> None:
    """The engine: collectors → detectors → decisions → mitigation."""


@perimeter.command(name="run")
@click.option("--config", "config_path", required=True, type=A_FILE, help="perimeter.toml")
@click.option("--apply", is_flag=True, help="Send to the routers. Without it everything is only shown (dry run).")
@click.option("--seconds", type=click.IntRange(1), help="End after this many seconds (measuring).")
def perimeter_run(config_path: Path, *, apply: bool, seconds: int | None) -> None:
    """Run the engine until it is stopped.

    \b
    Example:
      hsoc perimeter run --config /etc/hsoc/perimeter.toml
    """
    from hsoc.perimeter.config import BadConfig
    from hsoc.perimeter.run import Unable, run

    try:
        run(config_path=config_path, apply=apply, seconds=seconds)
    except (BadConfig, Unable) as error:
        stop(error)


@perimeter.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--protect", multiple=True, metavar="CIDR", help="Only these destinations count as protected (may be repeated).")
@click.option("--policy", type=A_FILE, help="A perimeter.toml: members, limits, never-block list, detector settings.")
@click.option("--format", "format_name", help="Override the format that is found from the content.")
@click.option("--json", "as_json", is_flag=True, help="One IDEA0 object per story and line on standard output.")
@click.option("--plan", "as_plan", is_flag=True, help="One decision per line on standard output.")
@click.option("--quiet", is_flag=True, help="No progress and no summary.")
def replay(**options: Any) -> None:
    """Run recordings through the engine: pcap, pcapng, nfcapd, IPFIX file, raw export packets.

    Several FILES are read in order as one stream of one exporter. Nothing is ever sent anywhere.

    \b
    Examples:
      hsoc perimeter replay attack.pcap
      hsoc perimeter replay --protect 198.18.7.0/24 --plan day1.nfcapd day2.nfcapd
    """
    from hsoc.perimeter.replay import replay as replay_files

    sys.exit(replay_files(**options))


main.add_command(events)
main.add_command(csaf)
main.add_command(feeds)
main.add_command(members)
for command in (check, approve, divert, what_if):
    perimeter.add_command(command)


def _brake_options(command: Any) -> Any:
    command = click.option("--data", envvar="HSOC_PERIMETER", default="perimeter-data", show_default=True, type=click.Path(path_type=Path))(
        command
    )
    command = click.option("--by", default=lambda: os.environ.get("USER", "console"), help="Who pulls it (default: the login name).")(
        command
    )
    return click.option("--reason", required=True, help="Why; it is logged.")(command)


@perimeter.command()
@data_option
def show(data: Path) -> None:
    """What the running engine sees and holds: exporters and losses, entries with what they have matched, the brake.

    \b
    Example:
      hsoc perimeter show --data /var/lib/hsoc/perimeter
    """
    import time

    from hsoc.perimeter.show import Unusable, shown

    try:
        print(shown(data, now=int(time.time() * 1000)))  # noqa: TID251 -- the moment of the question
    except Unusable as error:
        stop(error)


@perimeter.command()
@_brake_options
def hold(reason: str, by: str, data: Path) -> None:
    """Emergency brake: no new automatic action until `release`.

    \b
    Example:
      hsoc perimeter hold --reason "planned work on the border routers"
    """
    _brake("hold", data, reason=reason, by=by)


@perimeter.command()
@_brake_options
def release(reason: str, by: str, data: Path) -> None:
    """Take the emergency brake off.

    \b
    Example:
      hsoc perimeter release --reason "work finished"
    """
    _brake("release", data, reason=reason, by=by)


@perimeter.command(name="withdraw-all")
@click.option("--member", type=click.IntRange(1), help="Only entries of this member (its number).")
@_brake_options
def withdraw_all(member: int | None, reason: str, by: str, data: Path) -> None:
    """Take every rule back, or those of one member.

    \b
    Example:
      hsoc perimeter withdraw-all --member 7 --reason "surgery planning lost its link"
    """
    _brake("withdraw_all", data, member=member, reason=reason, by=by)


def _brake(verb: str, data: Path, **options: Any) -> None:
    import time

    from hsoc.perimeter import brake

    if not data.is_dir():
        stop(f"{data}: there is no such folder; name the engine's data folder with --data")
    now = int(time.time() * 1000)  # noqa: TID251 -- the moment of the order itself
    print(brake.words(getattr(brake, verb)(data / "brake.json", now=now, **options)))


@perimeter.command()
@click.option("--detector", required=True)
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 400))
@click.option("--data", default="perimeter-data", envvar="HSOC_PERIMETER", show_default=True, type=click.Path(path_type=Path))
@click.option("--engine", default="duckdb", show_default=True, help="duckdb, spark://host:port, local[2] or local-cluster[2,1,1024].")
def history(detector: str, days: int, data: Path, engine: str) -> None:
    """Run one detector's definition over the journal.

    \b
    Example:
      hsoc perimeter history --detector horizontal_scan --days 7
    """
    from hsoc.perimeter.history import Unusable, print_history

    try:
        print_history(detector=detector, days=days, journal=data / "journal", engine=engine)
    except Unusable as error:
        stop(error)


@perimeter.command()
@click.option("--detector", "detectors", multiple=True, help="A window detector; may be given several times (default: all).")
@click.option("--data", default="perimeter-data", envvar="HSOC_PERIMETER", show_default=True, type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), help="Folder of the journal of what is found.")
@click.option("--engine", default="local[2]", show_default=True, help="spark://host:port, local[2] or local-cluster[2,1,1024].")
@click.option("--days", default=1, show_default=True, type=click.IntRange(0, 400), help="How far back the first start begins.")
@click.option("--once", is_flag=True, help="End when all that is there is judged.")
def follow(detectors: tuple[str, ...], data: Path, into: Path, engine: str, days: int, *, once: bool) -> None:
    """Judge a growing journal on Apache Spark, each window once.

    \b
    Example:
      hsoc perimeter follow --data /shared/prague --into /shared/found --engine "local-cluster[2,1,1024]"
    """
    from hsoc.perimeter.follow import follow as begin
    from hsoc.perimeter.history import Unusable

    try:
        begin(detectors=detectors, journal=data / "journal", into=into, engine=engine, days=days, once=once)
    except Unusable as error:
        stop(error)


@main.command()
@click.option("--scenario", default="mixed", show_default=True)
@click.option("--seed", default=1, show_default=True, type=int)
@click.option("--flows", type=click.IntRange(0, 200_000_000), help="Benign flows in the background (default: the size of the scenario).")
@click.option("--out", type=click.Path(path_type=Path), help="IPFIX file to write.")
@click.option("--truth", type=click.Path(path_type=Path), help="Ground truth, JSON lines.")
@click.option("--to", metavar="HOST:PORT", help="Send over UDP instead of, or as well as, to a file.")
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(0.01, 100_000), help="Speed-up of time when sending.")
def simulate(**options: Any) -> None:
    """Write or send a seeded stretch of traffic of an invented community, with its ground truth.

    \b
    Examples:
      hsoc simulate --scenario mixed --seed 7 --flows 200000 --out f.ipfix --truth t.jsonl
      hsoc simulate --scenario day --flows 5000000 --to 127.0.0.1:4739 --speed 60
    """
    from hsoc.perimeter.simulate.command import Unusable
    from hsoc.perimeter.simulate.command import simulate as run_simulation

    try:
        print(run_simulation(**options), file=sys.stderr)
    except Unusable as error:
        stop(error)


@main.group()
def journal() -> None:
    """The column store: list, verify, compact, export."""


def _journal_options(command: Any) -> Any:
    command = click.option("--kind", help="flows, detections, events, rollups, contacts …; all where not given.")(command)
    return click.option(
        "--root", default="var/journal", show_default=True, envvar="HSOC_JOURNAL", type=click.Path(exists=True, path_type=Path)
    )(command)


@journal.command(name="ls")
@_journal_options
def journal_ls(root: Path, kind: str | None) -> None:
    """Segments with day, rows, size and state.

    \b
    Example:
      hsoc journal ls --root var/journal --kind events
    """
    from hsoc.journal.console import ls

    sys.exit(ls(root=root, kind=kind))


@journal.command(name="verify")
@_journal_options
def journal_verify(root: Path, kind: str | None) -> None:
    """Re-hash every segment; status 1 if one differs or is missing.

    \b
    Example:
      hsoc journal verify --root var/journal
    """
    from hsoc.journal.console import verify

    sys.exit(verify(root=root, kind=kind))


@journal.command(name="compact")
@_journal_options
def journal_compact(root: Path, kind: str | None) -> None:
    """Merge the small segments of past days; readers go on undisturbed.

    \b
    Example:
      hsoc journal compact --root var/journal --kind detections
    """
    import time

    from hsoc.journal.console import compact

    sys.exit(compact(root=root, kind=kind, now=int(time.time() * 1000)))  # noqa: TID251 -- the moment of the order itself


@journal.command(name="export")
@_journal_options
@click.option("--day", required=True, metavar="YYYY-MM-DD")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A .parquet, .csv or .jsonl file.")
@click.option("--member", type=click.IntRange(0), help="Flows only: of this member (its number).")
@click.option("--reason", default="", help="Flows only: why; it is written down and the member sees it.")
@click.option("--by", default=lambda: os.environ.get("USER", "console"), help="Who looks (default: the login name).")
def journal_export(root: Path, kind: str | None, day: str, out: Path, member: int | None, reason: str, by: str) -> None:
    """Write one day of one kind to a file. Flows are a member's traffic: they need its number and a reason.

    \b
    Examples:
      hsoc journal export --kind events --day 2026-11-20 --out events.csv
      hsoc journal export --kind flows --day 2026-11-20 --member 7 --reason "attack on the PACS at noon" --out f.parquet
    """
    import time

    from hsoc.journal.console import Asked, export

    asked = Asked(member=member, reason=reason, by=by, now=int(time.time() * 1000))  # noqa: TID251 -- the moment of the order itself
    sys.exit(export(root=root, kind=kind, day=day, out=out, asked=asked))


if __name__ == "__main__":
    main()
