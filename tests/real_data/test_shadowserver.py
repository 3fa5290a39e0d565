"""Sixty-two reports of Shadowserver: every file is read, no row is lost, and each says what its first row says."""

import csv
import datetime as dt
from functools import cache

import pytest
from tests.real_data import SHARED

from hsoc.exchange.shadowserver import decode
from hsoc.exchange.shadowserver.terms import UNKNOWN, known
from hsoc.records.parcel import Parcel

FOLDER = SHARED / "shadowserver"
FILES = sorted(one.stem for one in FOLDER.glob("*.csv"))
NOW = 1_795_258_800_000  # 2026-11-21T11:00:00Z
# rows that are wrong in the samples themselves: an address of five parts
WRONG = {"event4_honeypot_ddos_amp": 1}
WITHOUT_ADDRESS = {"sandbox_dns"}

pytestmark = pytest.mark.real_data


@cache
def parcel(name: str) -> Parcel:
    return decode((FOLDER / f"{name}.csv").read_bytes(), now=NOW, name=f"2022-01-10-{name}-test.csv")


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_as_many_as_the_folder_tells():
    assert len(FILES) == 62


@pytest.mark.parametrize("name", FILES)
def test_no_row_is_lost(name):
    found = parcel(name)
    assert len(rows(name)) == found.items == len(found.events) + found.rejected
    assert found.rejected == WRONG.get(name, 0)


@pytest.mark.parametrize("name", FILES)
def test_the_report_is_known_and_weighs_what_the_table_says(name):
    said = known(name)
    assert said is not None
    assert said is not UNKNOWN
    assert {taken.event.category for taken in parcel(name).events} == {(said.category,)}
    assert f"report {name}" not in parcel(name).unknown


@pytest.mark.parametrize("name", FILES)
def test_the_first_event_says_what_the_first_row_says(name):
    row, event = rows(name)[0], parcel(name).events[0].event
    address = row.get("src_ip") or row.get("http_referer_ip") or row.get("ip") or ""
    assert (event.sources[0].addresses or ("",))[0] == address
    assert bool(address) is (name not in WITHOUT_ADDRESS)
    when = "".join(sign for sign in row["timestamp"] if sign.isdigit())
    assert dt.datetime.fromtimestamp(event.detected / 1000, dt.UTC).strftime("%Y%m%d%H%M%S") == when
    port = row.get("src_port") or row.get("http_referer_port") or row.get("port") or ""
    assert [str(one) for one in event.sources[0].ports] == ([port] if port else [])


@pytest.mark.parametrize("name", FILES)
def test_a_row_explains_itself(name):
    taken = parcel(name).events[0]
    header, _, row = taken.original.partition(b"\n")
    assert (FOLDER / f"{name}.csv").read_bytes().startswith(header)
    assert len(next(csv.reader([header.decode()]))) >= len(next(csv.reader([row.decode()])))
