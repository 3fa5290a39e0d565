from tests.factories.members import NOW

from hsoc.portal.groups import signals
from hsoc.portal.groups.actions.membership import join


def test_who_keeps_rosters_hears_of_every_change(group_of, people) -> None:
    group, heard = group_of(), []

    def hear(sender: object, *, group: object, user: object, now: object, **_: object) -> None:
        heard.append((group, user.pk))

    signals.membership_changed.connect(hear)
    try:
        join(actor=people["other"], group=group, now=NOW)
    finally:
        signals.membership_changed.disconnect(hear)
    assert heard == [(group, people["other"].user)]
