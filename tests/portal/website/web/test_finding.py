from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from tests.factories import website

pytestmark = pytest.mark.django_db
ATOM, MAP, XHTML = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"


def test_search_map_and_feed_know_the_public_pages(visitor: Client, settings):
    settings.URL = "https://hsoc.example"
    website.settled()
    found = visitor.get("/cs/search/", {"q": "PRISTUPNOST"}).content.decode()
    assert "/cs/pristupnost/" in found
    assert "Nic jsme nenašli" in visitor.get("/cs/search/", {"q": "xyzzy"}).content.decode()
    assert visitor.get("/cs/search/", {"q": "<script>"}).content.count(b"<script>") == 0

    urls = ET.fromstring(visitor.get("/sitemap.xml").content).findall(f"{MAP}url")
    by = {url.find(f"{MAP}loc").text: {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")} for url in urls}
    assert by["https://hsoc.example/cs/co-je-hsoc/"] == {
        "cs": "https://hsoc.example/cs/co-je-hsoc/",
        "en": "https://hsoc.example/en/what-hsoc-is/",
    }
    assert "Sitemap: https://hsoc.example/sitemap.xml" in visitor.get("/robots.txt").content.decode()

    feed = ET.fromstring(visitor.get("/en/atom.xml").content)
    entry = feed.find(f"{ATOM}entry")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert entry.find(f"{ATOM}title").text == "The portal is open"
    assert visitor.get(entry.find(f"{ATOM}link").get("href").removeprefix("https://hsoc.example")).status_code == 200
