"""The flows behind a finding, handed from detect to decide: what makes up the attack, and what beside it is ordinary. Never: a verdict."""

from __future__ import annotations

import msgspec

from hsoc.records.flow import Columns


class Sample(msgspec.Struct, frozen=True):
    """Flows towards one victim within the detector's window, newest first, as columns of records.flow.

    attack: what nobody there asked for; ordinary: flows from partners to whom the victim itself sent something (perimeter.md 2.8).
    """

    attack: Columns
    ordinary: Columns
