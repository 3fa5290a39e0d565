"""`hsoc members …`: the register of members. Belongs here: words, options. Never: what a command does."""

from __future__ import annotations

import click

from hsoc.cli_events import manage_with


@click.group()
def members() -> None:
    """The register of members and signatories."""


@members.command(name="import", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def import_(arguments: tuple[str, ...]) -> None:
    """Read a register of signatories; `hsoc members import --help` tells the options.

    \b
    Example:
      hsoc members import register.xlsx --dry-run
    """
    manage_with(["members_import", *arguments])
