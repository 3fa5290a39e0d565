"""The demo's advisories: invented papers of an invented vendor and of the community's own. Belongs here: what they say. Never: how."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from hsoc.exchange.csaf.cvss import base_score
from hsoc.portal.advisories import actions
from hsoc.portal.advisories.rules import Draft
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.queries import actor_of, person
from hsoc.records.advisory import Advisory, Change, Product, Remedy, Standing, Vulnerability
from hsoc.records.taxonomy import Severity
from hsoc.records.tlp import PAP, TLP

DAY: Final = timedelta(days=1)
VENDOR: Final = "https://psirt.pumpy.example"
# (number, title, summary, CVE, vector, weight, how long ago, exploited, from which version on it is fixed)
PAPERS: Final = (
    ("PMP-2026-014", "Infuzní pumpy P-200: pevné heslo servisního rozhraní", "Kdo se dostane do sítě pump, přihlásí se heslem z firmwaru.",
     "CVE-2026-91014", "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Severity.HIGH, 9 * DAY, "", "4.2"),
    ("PMP-2026-017", "Centrála Monitor Hub: vzdálené spuštění kódu", "Neověřený požadavek na webové rozhraní spustí příkaz.",
     "CVE-2026-91017", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Severity.CRITICAL, 2 * DAY, "Útoky byly pozorovány.", "7.0.3"),
)  # fmt: skip


def settle(*, now: datetime) -> None:
    """Takes them in and publishes one, as their people would have; nothing happens where a person is missing."""
    people = {name: actor_of(user) for name in ("analytik", "koordinator") if (user := person(name)) is not None}
    if len(people) < 2:
        return
    analyst, coordinator = people["analytik"], people["koordinator"]
    papers = [_paper(*one, now=now) for one in PAPERS]
    actions.take(actor=analyst, organisation=analyst.organisation, items=papers, via="import", now=now - DAY)
    draft = Draft(
        title="Odpojte Monitor Hub od internetu, než ho opravíte",
        summary="Výrobce vydal opravu kritické chyby centrály Monitor Hub. V komunitě ji má několik nemocnic a chyba se už zneužívá.",
        todo="Hned: zakažte přístup k rozhraní zvenčí.\nDnes: ověřte verzi.\nTento týden: nasaďte 7.0.3.",
        severity=Severity.CRITICAL,
        products="Pumpy | Monitor Hub | 7.0.2",
        cves="CVE-2026-91017",
        references=f"{VENDOR}/pmp-2026-017",
        tlp=TLP.CLEAR,
        pap=PAP.CLEAR,
    )
    made = actions.write(
        actor=coordinator, organisation=coordinator.organisation, draft=draft, audience=Audience.PUBLIC, now=now - timedelta(hours=20)
    )
    actions.publish(actor=coordinator, key=made.pk, now=now - timedelta(hours=20))


def _paper(
    number: str,
    title: str,
    summary: str,
    cve: str,
    vector: str,
    weight: Severity,
    ago: timedelta,
    exploited: str,
    fixed: str,
    *,
    now: datetime,
) -> Advisory:
    at = round((now - ago).timestamp() * 1000)
    model = title.partition(":")[0]
    product = Product(id="P-1", name=f"Pumpy {model}", vendor="Pumpy", model=model, version=f"<{fixed}", style="operator")
    remedy = Remedy(kind="vendor_fix", text=f"Nainstalujte {fixed}.", products=("P-1",), reference=f"{VENDOR}/{number.lower()}")
    weak = Vulnerability(
        cve=cve, title=title, text=summary, cvss=vector, score=base_score(vector), standing={"P-1": Standing.AFFECTED}, remedies=(remedy,),
        exploited=exploited,
    )  # fmt: skip
    return Advisory(
        id=number, title=title, publisher="Pumpy PSIRT", namespace=VENDOR, role="vendor", language="cs", issued=at, modified=at,
        tlp=TLP.CLEAR, pap=PAP.CLEAR, severity=weight, summary=summary, products=(product,), vulnerabilities=(weak,),
        history=(Change(at=at, number="1", text="První vydání."),), references=(f"{VENDOR}/{number.lower()}",),
    )  # fmt: skip
