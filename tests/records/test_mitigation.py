"""An entry is ours and has an end."""

import pytest

from hsoc.records.decision import Action
from hsoc.records.mitigation import Mitigation
from hsoc.records.scope import Match


def test_mitigation_is_ours_by_default() -> None:
    entry = Mitigation(key="k", action=Action.FLOWSPEC, match=Match(dst="192.0.2.1/32"), since=1, until=2, story="s")
    assert (entry.owner, entry.until) == ("hsoc", 2)


def test_mitigation_without_an_end_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="until"):
        Mitigation(key="k", action=Action.FLOWSPEC, match=Match(), since=1, story="s")  # type: ignore[call-arg]
