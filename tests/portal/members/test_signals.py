from __future__ import annotations

import pytest
from tests.factories.members import NOW, organisation

from hsoc.portal.members.actions.organisations import add_prefix, remove_prefix
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.members.signals import prefixes_changed

pytestmark = pytest.mark.django_db


def test_whoever_listens_hears_of_changed_prefixes() -> None:
    heard = []

    def listen(sender: object, *, organisation: int, **_: object) -> None:
        heard.append(organisation)

    organisation(3)
    prefixes_changed.connect(listen)
    try:
        add_prefix(actor=SYSTEM, organisation=3, prefix="198.18.3.0/24", reason="registry", now=NOW)
        remove_prefix(actor=SYSTEM, organisation=3, prefix="198.18.3.0/24", reason="sold it", now=NOW)
    finally:
        prefixes_changed.disconnect(listen)
    assert heard == [3, 3]
