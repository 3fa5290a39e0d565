import json

from tests.factories.papers import NOW, document

from hsoc.exchange.csaf.tell import MOST_TOLD, lines

GOOD = "EX-2026-1 version 1 · TLP:GREEN · advisory · critical · 1 vulnerabilities, 2 products · Pump"


def test_one_line_per_paper_and_what_was_left_out_below_it():
    spoilt = document(title="Pump\x1b[2J\nforged: line")
    spoilt["vulnerabilities"][0]["cve"] = "CVE"
    files = [("good.json", json.dumps(document()).encode()), ("bad.json", b"{"), ("spoilt.json", json.dumps(spoilt).encode())]
    (good, parcel), (bad, nothing), (left, _) = lines(files, now=NOW)
    assert good == "good.json: " + GOOD
    assert parcel.advisories[0].id == "EX-2026-1"
    assert bad.startswith("bad.json: not read: is no JSON")
    assert nothing is None
    assert left.splitlines() == [
        "spoilt.json: " + GOOD + "?[2J?forged: line · 1 left out",
        "    /vulnerabilities/0/cve: is no CVE number",
    ]


def test_only_the_first_faults_are_named():
    spoilt = document()
    spoilt["vulnerabilities"] = [1] * 50
    ((told, _),) = lines([("x", json.dumps(spoilt).encode())], now=NOW)
    assert len(told.splitlines()) == 1 + MOST_TOLD
    assert "50 left out" in told
