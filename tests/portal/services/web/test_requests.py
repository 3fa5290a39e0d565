from __future__ import annotations

import pytest
from tests.factories.members import HOUSE, NOW, organisation, person

from hsoc.portal.members.rules import Role
from hsoc.portal.services.models import Done, Request
from hsoc.portal.services.rules.questions import VRF
from hsoc.portal.services.rules.steps import VRF as STEPS

pytestmark = pytest.mark.django_db


def test_a_member_asks_and_both_walk_the_way_in_the_browser(browser, sides, vrf, django_assert_max_num_queries):
    member, provider = browser(person(Role.MANAGER, 1, username="m")), browser(person(Role.OPERATOR, HOUSE, username="o"))
    member.post("/portal/services/of/vrf/", {"note": "Soon, please"})
    one = Request.objects.get()
    path = f"/portal/services/requests/{one.pk}/"
    assert "Soon, please" in provider.get(path).content.decode()
    provider.post(f"{path}move/", {"deed": "approve"})
    member.post(f"{path}answers/", {q.code: "yes" for q in VRF})
    member.post(f"{path}steps/questionnaire/")
    member.post(f"{path}steps/prefixes/")  # none is registered
    page = member.get(path)
    assert [step["code"] for step in page.context["steps"] if step["done"]] == ["questionnaire"]
    assert "Prefixy a čísla AS: Zatím není zapsaný žádný prefix." in [str(one) for one in page.context["messages"]]
    shown = provider.get(path)  # use cannot begin while steps are open, and is not offered
    assert ("start" in [deed["code"] for deed in shown.context["deeds"]], "15" in shown.context["waiting"]) == (False, True)
    Done.objects.bulk_create(Done(request=one, code=step.code, moment=NOW) for step in STEPS if step.code != "questionnaire")
    shown = provider.get(path)
    assert ("start" in [deed["code"] for deed in shown.context["deeds"]], shown.context["waiting"]) == (True, "")
    wide = next(step for step in shown.context["steps"] if step["code"] == "window")
    later = {"cut-over", "flows", "both", "spoof", "acceptance", "monitoring"}
    assert wide["falls"] == [step.name[0] for step in STEPS if step.code in later]
    provider.post(f"{path}steps/window/", {"undo": "1", "reason": "The night is taken."})
    assert "Znovu otevřeno: Okno přepojení. The night is taken." in member.get(path).content.decode()
    provider.post(f"{path}move/", {"deed": "nonsense"})
    member.post(f"{path}say/", {"text": "<b>hello</b>"})
    assert "&lt;b&gt;hello" in provider.get(path).content.decode()
    with django_assert_max_num_queries(30):
        member.get(path)
    assert browser(Role.MANAGER, 2).get(path).status_code == 404


def test_the_board_is_a_table_too_and_costs_the_same_at_any_size(browser, sides, vrf, django_assert_max_num_queries):
    asker = person(Role.MANAGER, 3)
    for number in range(10, 60):
        Request.objects.create(service=vrf, organisation=organisation(number, name=f"=H{number}"), asker=asker, asked=NOW, moved=NOW)
    provider = browser(person(Role.OPERATOR, HOUSE, username="o"))
    with django_assert_max_num_queries(30):
        page = provider.get("/portal/services/board/")
    assert page.context["total"] == 50
    table = provider.get("/portal/services/board/", {"format": "csv", "text": "H11"})
    told = b"".join(table.streaming_content).decode().splitlines()
    assert [line.split(",")[1] for line in told[1:]] == ["'=H11"]
    assert browser(Role.MANAGER, 1, username="x").get("/portal/services/board/").status_code == 403
