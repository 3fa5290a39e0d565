from __future__ import annotations

import msgspec
import pytest

from hsoc.portal.lists.rules.letters import MOST_RECEIVED, Letter, circles

PLAIN = Letter(identity="a@b.example", sender="a@b.example", sender_name="", to=(), subject="", text="", answers=())


@pytest.mark.parametrize(
    "more",
    [
        {"lists": ("x <hsoc-tech.lists.hsoc.example>",)}, {"lists": ("<other.example>",)}, {"automatic": True},
        {"identity": "1@LISTS.hsoc.example"}, {"received": MOST_RECEIVED + 1},
    ],
)  # fmt: skip
def test_what_could_go_round_is_not_posted(more):
    assert circles(msgspec.structs.replace(PLAIN, **more), "lists.hsoc.example")


def test_a_person_writes():
    assert circles(PLAIN, "lists.hsoc.example") == ""
