from datetime import UTC, datetime

import pytest

from hsoc.portal.audit.models import Entry
from hsoc.portal.indicators.actions.warned import put_list, switch_list
from hsoc.portal.indicators.models import WarningEntry, WarningList
from hsoc.portal.indicators.rules.warned import read
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.rules import Refused

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
ABOUT = {"name": "cdn", "source": "invented", "version": "1", "reason": "honest people meet it"}


def test_a_list_is_replaced_switched_and_recorded(coordinator, first) -> None:
    put_list(actor=coordinator, read=read(b"192.0.2.0/24\ncdn.example"), now=NOW, **ABOUT)
    made = put_list(actor=coordinator, read=read(b"198.18.0.0/24"), now=NOW, **ABOUT | {"version": "2"})
    assert (WarningList.objects.get().version, [one.value for one in WarningEntry.objects.all()]) == ("2", ["198.18.0.0/24"])
    switch_list(actor=coordinator, number=made.pk, enabled=False, reason="it is too wide", now=NOW)
    assert not WarningList.objects.get().enabled
    words = set(Entry.objects.filter(object=f"warning_list:{made.pk}").values_list("action", flat=True))
    assert words == {"warning_list.put", "warning_list.switched_off"}
    with pytest.raises(Refused):
        switch_list(actor=first, number=made.pk, enabled=True, reason="I want it to", now=NOW)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"reason": ""}, {"read": read(b"# nothing")}])
def test_what_is_no_list_is_refused(coordinator, wrong) -> None:
    with pytest.raises(Unacceptable):
        put_list(**{"actor": coordinator, "read": read(b"192.0.2.0/24"), "now": NOW} | ABOUT | wrong)
    with pytest.raises(Unacceptable):
        switch_list(actor=coordinator, number=99, enabled=True, reason="there is none", now=NOW)
