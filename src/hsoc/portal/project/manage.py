"""`hsoc portal manage …`: Django's own commands. Never: commands of ours (they stand in their apps)."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main(arguments: list[str] | None = None) -> None:
    """Runs one management command; `arguments` without the program's name (default: those of the process)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hsoc.portal.project.settings")
    execute_from_command_line(["hsoc portal manage", *(sys.argv[1:] if arguments is None else arguments)])


if __name__ == "__main__":
    main()
