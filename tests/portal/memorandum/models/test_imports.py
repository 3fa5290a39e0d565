from __future__ import annotations

from hsoc.portal.memorandum.models import Alias, Batch, Line


def test_names():
    rows = (Batch(name="registr.xlsx"), Line(sheet="List1", row=3), Alias(folded="nem"))
    assert [str(one) for one in rows] == [
        "registr.xlsx",
        "List1:3",
        "nem",
    ]
