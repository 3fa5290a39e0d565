from __future__ import annotations

import xml.etree.ElementTree as ET

from hsoc.portal.members.rules.vocabulary import REGION_NAMES, Region
from hsoc.portal.members.share.regions import picture


def test_every_region_is_a_link_with_its_number_and_nothing_is_written_unescaped() -> None:
    figures = {code: {"total": 0, "connected": 0} for code in (*Region, "")} | {Region.ZLINSKY: {"total": 7, "connected": 1}}
    names = dict(REGION_NAMES) | {Region.PRAHA: "<b>&"}
    svg = ET.fromstring(picture(figures, names=names, link=lambda code: f"?region={code}&x=<", chosen=Region.ZLINSKY, said="organisations"))
    links = {one.get("href"): [text.text for text in one.iter("text")] for one in svg.iter("a")}
    assert len(links) == 14
    assert links[f"?region={Region.ZLINSKY}&x=<"] == ["Zlínský kraj", "7"]
    assert links[f"?region={Region.PRAHA}&x=<"] == ["<b>&", "0"]
