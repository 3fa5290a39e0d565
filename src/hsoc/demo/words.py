"""What the console says when the house is open. Belongs here: sentences. Never: a credential of its own (they come from DATA)."""

from __future__ import annotations

from hsoc.demo.surroundings import Place
from hsoc.perimeter.simulate import community, show
from hsoc.portal.project import demo


def welcome(place: Place, *, now: float) -> str:
    """Address, accounts with their codes at `now` (s since 1970), and what to look at."""
    accounts = demo.kept(place.accounts, analyst_of=0, manager_of=0).accounts
    names = {h.number: h.name for h in community.HOSPITALS}
    lines = ["", f"hSOC is open at {place.url}/   (Ctrl-C closes it)", ""]
    lines.append(f"  {'account':13}{'password':18}{'code now':10}{'TOTP secret (Base32)':34}seat")
    for one in accounts:
        seat = f"{one.role.value}, {names.get(one.organisation, 'hSOC')}"
        lines.append(f"  {one.username:13}{one.password:18}{demo.totp_now(one.totp_secret, now):10}{one.totp_secret:34}{seat}")
    lines += [
        f"  Codes change every 30 s (these for {demo.seconds_left(now)} s more). New ones:",
        f"    HSOC_DATA={place.data} hsoc portal manage demo_accounts --print",
        "",
        "What to look at, as `operator`:",
        f"  1. {place.url}/portal/  the daily view: eight days of an invented community, today is live",
        f"  2. within a minute these come, are decided on and (dry run) stopped; they return every {show.ROUND_MS // 60_000} minutes:",
        *(f"       after {act.after:3} s  {act.about}" for act in show.ACTS[:3]),
        "  3. the same day as `analytik` of Nemocnice Lipová: only what concerns that hospital",
        f"Logs: {place.logs}    engine: {place.engine}    nothing is sent to any router.",
        "",
    ]
    return "\n".join(lines)
