"""The command that leads a hospital's prefix away upstream. Never: what it does. Exit status as in cli."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hsoc.cli_policy import A_FILE, REFUSED, stop


@click.command()
@click.argument("victim")
@click.option("--config", "config_path", required=True, type=A_FILE, help="The engine's perimeter.toml.")
@click.option("--offer", help="Through which [[offer]] of the policy.")
@click.option("--minutes", default=60, show_default=True, type=click.IntRange(1, 1440), help="How long at most.")
@click.option("--by", default=lambda: os.environ.get("USER", "console"), help="Who wants it (default: the login name); two are needed.")
@click.option("--reason", default="", help="Why; it is kept beside the order.")
@click.option("--apply", is_flag=True, help="Order it. Without it the plan is only shown.")
@click.option("--back", is_flag=True, help="Bring the prefix back before its time.")
def divert(victim: str, config_path: Path, offer: str | None, minutes: int, by: str, reason: str, *, apply: bool, back: bool) -> None:
    """Lead the /24 or /48 around VICTIM upstream: through a provider's scrubbing, or into its black hole.

    Shows the plan with its price and all that stands in the way. With --apply it is ordered, and waits until a second person
    orders the same, or agrees (hsoc perimeter approve, or in the portal).

    \b
    Examples:
      hsoc perimeter divert 198.18.7.10 --config perimeter.toml --offer scrubbing-a --minutes 60 --reason "line full"
      hsoc perimeter divert 198.18.7.10 --config perimeter.toml --offer scrubbing-a --reason "line full" --by "J. Nová" --apply
      hsoc perimeter divert 198.18.7.10 --config perimeter.toml --back --reason "attack over"
    """
    import time

    from hsoc.perimeter.ask_divert import Asked, BadConfig, Unusable, ask, bring_back

    def clock() -> int:
        return int(time.time() * 1000)  # noqa: TID251 -- the moment of the order itself

    try:
        if back:
            print(bring_back(config_path, victim=victim, by=by, reason=reason, now=clock()))
            return
        if not offer:
            stop("perimeter divert wants --offer, by its name in the policy, or --back")
        asked = Asked(victim=victim, offer=offer, minutes=minutes, by=by, reason=reason, now=clock())
        lines, fit = ask(config_path, asked, apply=apply, clock=clock)
    except (BadConfig, Unusable) as error:
        stop(error)
    print("\n".join(lines))
    sys.exit(0 if fit else REFUSED)
