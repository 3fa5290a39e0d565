"""Papers as documents and tables: the row's label goes out, a withdrawal says so, cells are many and safe."""

import pytest
from tests.factories.advisories import AT, advisory
from tests.factories.members import NOW

from hsoc.exchange import cap, csaf
from hsoc.portal.advisories import actions
from hsoc.portal.advisories.models import Advisory
from hsoc.portal.advisories.share import papers
from hsoc.portal.indicators.rules import Audience
from hsoc.records.tlp import TLP


@pytest.fixture
def row(first) -> Advisory:
    actions.take(actor=first, organisation=1, items=[advisory()], via="t", now=NOW)
    row = Advisory.objects.get()
    return actions.relabel(actor=first, key=row.pk, tlp=TLP.AMBER, audience=Audience.OWN, reason="Not for all.", now=NOW)


def test_the_label_of_the_row_goes_out(row) -> None:
    (paper,) = csaf.decode(papers.document(row, "csaf", now=AT).content, now=AT).advisories
    (alert,) = cap.decode(papers.document(row, "cap", now=AT).content, now=AT).advisories
    assert (paper.tlp, alert.tlp) == (TLP.AMBER, TLP.AMBER)
    assert paper.vulnerabilities == advisory().vulnerabilities


def test_tables(row) -> None:
    (line,) = papers.list_rows([row])
    assert dict(zip(papers.LIST_HEAD, line, strict=True))["cvss"] == 9.8
    (line,) = papers.paper_rows(row)
    cells = dict(zip(papers.PAPER_HEAD, line, strict=True))
    assert (cells["cve"], cells["product"], cells["standing"], cells["remedy"]) == ("CVE-2026-1000", "Pump", "affected", "Install 4.2.")


def test_a_paper_without_weaknesses_has_a_line_a_product(first) -> None:
    actions.take(actor=first, organisation=1, items=[advisory("EX-2", vulnerabilities=())], via="t", now=NOW)
    assert [line[11] for line in papers.paper_rows(Advisory.objects.get())] == ["Pump"]


def test_where_a_paper_lies(row) -> None:
    assert papers.place(row) == ("2026", "ex-2026-1.json")
