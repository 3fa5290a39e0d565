from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hsoc.portal.indicators.models import WarningList
from hsoc.portal.members.rules import Role


def test_coordinator_loads_a_file_and_everybody_sees_why(browser, db) -> None:
    desk = browser(Role.COORDINATOR, 1)
    file = SimpleUploadedFile("cdn.txt", b"# name: cdn\n# reason: many pages come from there\n192.0.2.0/24\nwrong line\n")
    answer = desk.post(reverse("warning_list_put"), {"file": file}, follow=True)
    assert answer.status_code == 200
    made = WarningList.objects.get()
    assert (made.name, made.size, made.reason) == ("cdn", 1, "many pages come from there")
    assert b"many pages come from there" in answer.content
    assert b"wrong line" in answer.content
    analyst = browser(Role.ANALYST, 2)
    assert b"many pages come from there" in analyst.get(reverse("warning_lists")).content
    assert analyst.post(reverse("warning_list_put"), {"rows": "198.18.0.0/15"}).status_code == 403
    typed = {"values": "192.0.2.7", "step": "look", "tlp": "TLP:GREEN", "pap": "PAP:GREEN", "audience": "community", "valid": "30"}
    looked = analyst.post(reverse("indicator_new"), typed | {"organisation": "2"})
    assert b"many pages come from there" in looked.content
    desk.post(reverse("warning_list_switch", args=[made.pk]), {"enabled": "", "reason": "it is too wide"})
    assert not WarningList.objects.get().enabled
    assert desk.post(reverse("warning_list_put"), {"rows": "", "name": "x", "reason": "because it is"}, follow=True).status_code == 200
