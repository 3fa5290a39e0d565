"""`hsoc events …`, `hsoc csaf …`, `hsoc feeds …`: documents in and out. Belongs here: words, options. Never: what a command does."""

from __future__ import annotations

import os

import click


@click.group()
def events() -> None:
    """Documents of partners: take them in, give them out."""


@events.command(name="import", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def import_(arguments: tuple[str, ...]) -> None:
    """Take documents in; `hsoc events import --help` tells the options.

    \b
    Example:
      hsoc events import --format shadowserver 2026-11-26-scan_rdp-example.csv
    """
    manage_with(["events_import", *arguments])


@events.command(name="export", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def export(arguments: tuple[str, ...]) -> None:
    """Give documents out; `hsoc events export --help` tells the options.

    \b
    Example:
      hsoc events export --format stix > indicators.json
    """
    manage_with(["events_export", *arguments])


@click.group()
def csaf() -> None:
    """Advisories: what is vulnerable and what to do about it."""


@csaf.command(name="import", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def csaf_import(arguments: tuple[str, ...]) -> None:
    """Take CSAF 2.0 and 2.1 files in; `hsoc csaf import --help` tells the options.

    \b
    Example:
      hsoc csaf import --dry-run icsma-*.json
    """
    manage_with(["csaf_import", *arguments])


@click.group()
def feeds() -> None:
    """Sources of partners."""


@feeds.command(name="check", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def check(arguments: tuple[str, ...]) -> None:
    """Fetch an address once and tell what is there; nothing is kept.

    \b
    Example:
      hsoc feeds check https://partner.example/list.txt
    """
    manage_with(["feeds_check", *arguments])


def manage_with(arguments: list[str]) -> None:
    """Pass a command to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hsoc.portal.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hsoc portal manage", *arguments])
