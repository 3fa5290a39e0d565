from __future__ import annotations

import inspect

from hsoc.portal.members.signals import approval_granted
from hsoc.portal.project.reactions import APPROVED, REACTIONS, carry_out, connect


def test_every_approved_change_takes_what_it_is_called_with() -> None:
    for reaction in APPROVED.values():
        assert {"actor", "now", "reason", "approval"} - set(inspect.signature(reaction).parameters) == set()


def test_connecting_again_answers_no_fact_twice() -> None:
    before = len(approval_granted.receivers)
    connect()
    assert len(approval_granted.receivers) == before
    assert (approval_granted, carry_out) in REACTIONS
