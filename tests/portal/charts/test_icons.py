"""Icons are decoration; severity and fate have a shape each."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hsoc.portal.charts import icons
from hsoc.records.taxonomy import Disposition, Severity


def test_every_icon_is_well_formed_and_hidden():
    for name in icons.ICONS:
        assert ET.fromstring(icons.icon(name)).attrib["aria-hidden"] == "true"


def test_every_severity_and_every_fate_has_a_shape_of_its_own():
    assert set(icons.SEVERITY) == {int(s) for s in Severity}
    assert set(icons.FATE) == {d.value for d in Disposition}
    assert len(set(icons.SEVERITY.values())) == 5
    assert len(set(icons.FATE.values())) == 3
