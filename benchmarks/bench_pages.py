"""Queries and server time of every page at 200 organisations, 2,000 people and 20,000 list messages (issue 5 §7). Never: building them.

`run()` returns rows {name, value, unit, peer, ratio, aim, holds}: the worst of each reader, and the worst pages by name. The house is
built (house.py) and asked in a process of its own. Pages are found as people find them, by links, and the resolver says what is left.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MOST_QUERIES, MOST_MS = 30, 150.0
REPEATS = 5  # after one that warms
SLOW_S = 0.6  # a page slower than this is asked three times only
EACH, TRIES = 2, 6  # addresses of one route that are measured, and that are tried
WORST = 20
HOST = "127.0.0.1"
READERS = {
    "operator": "operator",
    "coordinator": "koordinator",
    "analyst": "analytik",
    "manager": "manazer",
    "colleague in 30 groups": "clovek1",
}
# what no link shows: searches, choices of lists, exports
MORE = (
    "/portal/search/?q=tisk%C3%A1rna",
    "/portal/search/?q=198.18.40.7",
    "/portal/search/?q=nemocnice&in=posts",
    "/portal/search/quick.json?q=nemoc",
    "/portal/search/palette.json",
    "/portal/mail/?q=tisk%C3%A1rna+z%C3%A1loha",
    "/portal/mail/of/hsoc-tech/?q=tisk%C3%A1rna",
    "/portal/mail/of/hsoc-tech/?page=20",
    "/portal/members/?q=nemocnice&page=2",
    "/portal/members/export/csv/",
    "/portal/members/export/xlsx/",
    "/portal/notices/?page=5",
    "/portal/audit/?page=40",
    "/portal/audit/export/",
    "/portal/indicators/?page=9",
    "/portal/indicators/export/csv/",
    "/portal/groups/hsoc-tech/members.csv",
    "/portal/groups/hsoc-tech/decisions.csv",
    "/portal/memorandum/register/",
    "/portal/memorandum/imports/",
    "/portal/events.csv",
    "/portal/network/rules/rules.csv",
    "/portal/entity/?value=198.18.40.7",
    "/portal/meetings/?past=1",
    "/portal/me/data/json/",
    "/portal/support/",
)
PUBLIC = (
    "/cs/",
    "/en/",
    "/cs/search/?q=nemocnice",
    "/cs/atom.xml",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/cs/join/",
    "/account/login/",
)
LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)')
NOT_READ = re.compile(r"logout|/language/|/static/|/files/|/enter/$")


def run(*, quick: bool = False) -> list[dict[str, Any]]:
    """The rows, from a house built anew."""
    with tempfile.TemporaryDirectory(prefix="hsoc-bench-") as folder:
        return inside(Path(folder), "--build", "--ask", *(["--quick"] if quick else []))


def inside(store: Path, *words: str) -> list[dict[str, Any]]:
    """What the process of the house says."""
    env = os.environ | {"HSOC_DATA": str(store), "HSOC_JOURNAL": str(store / "journal"), "HSOC_HOSTS": HOST, "PYTHONPATH": _paths()}
    command = [sys.executable, __file__, "--inside", "--store", str(store), *words]
    ran = subprocess.run(command, env=env | {"DJANGO_SETTINGS_MODULE": "hsoc.portal.project.settings"}, stdout=subprocess.PIPE, check=True)
    rows: list[dict[str, Any]] = json.loads(ran.stdout or b"[]")
    return rows


def _paths() -> str:
    return os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH", "")])])


class Reader:
    """A browser that counts what its pages ask of the database."""

    def __init__(self, username: str = "") -> None:
        from django.test import Client  # noqa: PLC0415

        from hsoc.portal.members.models import User  # noqa: PLC0415

        self.client = Client(SERVER_NAME=HOST, raise_request_exception=False)
        if username:
            self.client.force_login(User.objects.get(username=username))

    def ask(self, path: str) -> tuple[int, int, float, float, int, str]:
        """Status, queries, ms, ms of CPU, bytes, the page (empty where it is none).

        Of what streams: ms until it begins, bytes and queries of all. CPU is that of the process, DuckDB's threads too: it is what tells
        on a machine where others run.
        """
        from django.db import connection  # noqa: PLC0415

        asked = 0

        def count(execute: Any, *rest: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*rest)

        began, burnt = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(count):
            answer = self.client.get(path)
            parts = iter(answer.streaming_content if answer.streaming else (answer.content,))
            body = next(parts, b"")
            took, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - burnt) * 1000
            body += b"".join(parts)
        html = body.decode(errors="replace") if "html" in answer.headers.get("Content-Type", "") else ""
        answer.close()
        return answer.status_code, asked, took, cpu, len(body), html


def route(path: str) -> str:
    """The name of the route of an address, with its room; '' where there is none."""
    from django.urls import Resolver404, resolve  # noqa: PLC0415

    try:
        found = resolve(path.split("?", maxsplit=1)[0])
    except Resolver404:
        return ""
    return found.view_name or found.route


def pages(reader: Reader, first: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(route, address) of what the reader gets to by links, at most EACH of a route; those of `first` all."""
    seen: dict[str, int] = {}
    tried: dict[str, int] = {}
    waiting, known = list(first), set(first)
    while waiting:
        path = waiting.pop(0)
        name = route(path)
        if not name or (path not in first and (seen.get(name, 0) >= EACH or tried.get(name, 0) >= TRIES)):
            continue
        status, asked, took, _cpu, _size, html = reader.ask(path)
        tried[name] = tried.get(name, 0) + 1
        if status != 200:
            if status >= 500:
                print(f"!! {status} {path}", file=sys.stderr)
            continue
        print(f"   {took:6.0f} ms {asked:3} queries {path}", file=sys.stderr)
        seen[name] = seen.get(name, 0) + 1
        yield name, path
        for link in LINK.findall(html.replace("&amp;", "&")):
            if link not in known and not NOT_READ.search(link):
                known.add(link)
                waiting.append(link)


def measured(reader: Reader, path: str, *, repeats: int) -> dict[str, Any]:
    """Queries, median ms, least ms of CPU, bytes of a page that was shown before."""
    told: list[tuple[float, float]] = []
    asked = size = 0
    for turn in range(repeats):
        _status, asked, ms, cpu, size, _html = reader.ask(path)
        told.append((ms, cpu))
        if turn == 2 and min(ms for ms, _cpu in told) > SLOW_S * 1000:
            break
    ms, cpu = statistics.median(one for one, _ in told), min(one for _, one in told)
    return {"path": path, "queries": asked, "ms": round(ms, 1), "cpu": round(cpu, 1), "bytes": size}


def ask_all(*, repeats: int, kept: Path | None = None) -> tuple[list[dict[str, Any]], set[str]]:
    """Every page of every reader; the routes that somebody got to."""
    from django.db.models import Count  # noqa: PLC0415

    from hsoc.portal.groups.models import Group  # noqa: PLC0415
    from hsoc.portal.lists.models import Thread  # noqa: PLC0415

    # the largest of what has pages of its own
    big = [f"/portal/groups/{one.code}/" for one in Group.objects.order_by("pk")[:1]]
    long = Thread.objects.annotate(posts_held=Count("posts")).order_by("-posts_held").select_related("mailing_list")[:1]
    big += [f"/portal/mail/of/{one.mailing_list.name}/{one.pk}/" for one in long]
    found, reached = [], set()
    for who, username in {**READERS, "visitor": ""}.items():
        reader = Reader(username)
        first = tuple([*PUBLIC] if not username else ["/portal/", *big, *MORE])
        for name, path in list(pages(reader, first)):
            reached.add(name)
            found.append({"who": who, "route": name, **measured(reader, path, repeats=repeats)})
            if kept:  # each page at once: a run that is cut short has not run for nothing
                kept.write_text(json.dumps(found, indent=0))
    return found, reached


def left(reached: set[str]) -> list[str]:
    """Routes of the resolver that answer GET and nobody got to (deeds answer POST only)."""
    from django.urls import URLResolver, get_resolver  # noqa: PLC0415

    def walk(patterns: Any, before: str = "") -> Iterator[tuple[str, Any]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, f"{before}{one.namespace}:" if one.namespace else before)
            elif one.name:
                yield f"{before}{one.name}", one

    return sorted({name for name, _one in walk(get_resolver().url_patterns)} - reached)


def rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The measurement as the table of all benchmarks has it."""

    def row(name: str, value: float, unit: str, aim: float | None = None, peer: str = "") -> dict[str, Any]:
        told = f"≤ {aim:.0f}" if aim is not None else ""
        return {"name": name, "value": value, "unit": unit, "peer": peer, "aim": told, "holds": None if aim is None else value <= aim}

    made = []
    for who in dict.fromkeys(one["who"] for one in found):
        mine = [one for one in found if one["who"] == who]
        made.append(row(f"pages of the {who}", len({one["route"] for one in mine}), "routes"))
        made.append(row(f"pages of the {who}: median", statistics.median(one["ms"] for one in mine), "ms"))
        for key, unit, aim in (("queries", "queries", MOST_QUERIES), ("ms", "ms", MOST_MS), ("cpu", "ms of CPU", MOST_MS)):
            worst = max(mine, key=lambda one: one[key])
            made.append(row(f"pages of the {who}: most", worst[key], unit, aim, worst["path"]))
    for one in worst_of(found):
        told = f"{one['queries']} queries, {one['cpu']} ms of CPU, {one['bytes']:,} bytes"
        made += [row(f"page {one['route']} ({one['who']})", one["ms"], "ms", MOST_MS, told)]
    return made


def worst_of(found: list[dict[str, Any]], most: int = WORST) -> list[dict[str, Any]]:
    """The worst of each route by the share of its aims (queries, CPU) it takes, the worst first."""
    by_route: dict[str, dict[str, Any]] = {}
    for one in found:
        one["share"] = max(one["queries"] / MOST_QUERIES, one["cpu"] / MOST_MS)
        if one["share"] > by_route.get(one["route"], {"share": 0})["share"]:
            by_route[one["route"]] = one
    return sorted(by_route.values(), key=lambda one: -one["share"])[:most]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a folder in which the house is kept between runs")
    parser.add_argument("--build", action="store_true", help="build the house in it")
    parser.add_argument("--ask", action="store_true", help="only ask the house that is there")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--all", type=Path, help="file for every single page as JSON")
    given = parser.parse_args()
    if not given.inside:
        words = [f"--{name}" for name in ("build", "ask", "quick") if getattr(given, name)] + (
            ["--all", str(given.all)] if given.all else []
        )
        for one in inside(given.store, *words) if given.store else run(quick=given.quick):
            print(json.dumps(one, ensure_ascii=False))
        return
    import django  # noqa: PLC0415

    django.setup()
    if given.build:
        import house  # noqa: PLC0415

        began = time.monotonic()
        with contextlib.redirect_stdout(sys.stderr):  # what the demo tells of its making; the rows go out on standard output
            made = house.build(given.store)
        print(f"{made} in {time.monotonic() - began:.0f} s", file=sys.stderr)
    if not given.ask:
        return
    found, reached = ask_all(repeats=3 if given.quick else REPEATS, kept=given.all)
    print(f"not reached: {' '.join(left(reached))}", file=sys.stderr)
    for one in worst_of(found):
        print(
            f"{one['queries']:4} queries {one['ms']:7.1f} ms {one['cpu']:7.1f} ms of CPU {one['bytes']:9,} B  {one['who']}: {one['path']}",
            file=sys.stderr,
        )
    json.dump(rows(found), sys.stdout)


if __name__ == "__main__":
    main()
