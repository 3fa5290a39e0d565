"""The centre: list, marks, undo; nothing of anybody else."""

from datetime import timedelta

from tests.factories.members import organisation, person
from tests.portal.notices.actions.test_telling import NOW, VALUES, invite

from hsoc.portal.notices.actions import tell
from hsoc.portal.notices.models import Notice


def test_the_centre_lists_marks_and_takes_back(browser, django_assert_max_num_queries) -> None:
    me, other = person(number=1), person(number=2)
    page = browser(me)
    assert "Zatím pro vás nic nepřišlo." in page.get("/portal/notices/").text
    organisation(5, name="Nemocnice <b>Pět</b>")
    hostile = VALUES | {"group": "<script>x</script>"}
    for number in range(40):
        tell(
            people=[me.pk], kind="group.invited", values=hostile, path="/portal/notices/choices/", now=NOW + timedelta(minutes=number),
            organisation=5,
        )  # fmt: skip
    invite([other.pk])
    with django_assert_max_num_queries(12):
        shown = page.get("/portal/notices/").text
    assert (shown.count('<li class="fresh"'), "<script>x" in shown, "Nemocnice &lt;b&gt;" in shown) == (30, False, True)
    first, theirs = Notice.objects.filter(user=me).last(), Notice.objects.get(user=other)
    assert page.get(f"/portal/notices/{first.pk}/").url == "/portal/notices/choices/"
    assert page.post(f"/portal/notices/{first.pk}/read/").status_code == 302
    foreign = f"/portal/notices/{theirs.pk}/"
    assert [page.get(foreign).status_code, page.post(f"{foreign}read/").status_code] == [404, 404]
    back = page.post("/portal/notices/read/", {"kind": "group.invited"}).url
    assert 'name="undo"' in page.get(back).text
    assert Notice.objects.filter(user=me, read=None).count() == 0
    page.post("/portal/notices/unread/", {"undo": back.partition("undo=")[2]})
    assert Notice.objects.filter(user=me, read=None).count() == 39
    assert page.post("/portal/notices/unread/", {"undo": "x"}).status_code == 404
    assert "Vybranému neodpovídá" in page.get("/portal/notices/?kind=task.due&unread=1").text
    assert page.get("/portal/notices/?kind=../../&page=x").status_code == 200
