"""Documents in the browser, and how their files leave."""

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.members import NOW

from hsoc.portal.groups.actions.papers import put_document
from hsoc.portal.groups.models import Document
from hsoc.records.tlp import TLP


def upload(name: str = "plan.txt", content: bytes = b"the plan") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_document_from_upload_to_withdrawal(group_of, people, visit) -> None:
    code = group_of().code
    assert (
        "Files of this kind"
        in visit("member", f"{code}/documents/", {"title": "x", "tlp": "TLP:AMBER", "file": upload("x.html")}).content.decode()
    )
    assert visit("member", f"{code}/documents/", {"title": "Plan <b>", "tlp": "TLP:AMBER", "file": upload()}).status_code == 302
    one = Document.objects.get()
    page = visit("leader", f"{code}/documents/?text=plan&tlp=TLP:AMBER").content.decode()
    assert ("Plan &lt;b&gt;" in page, "TLP:AMBER" in page) == (True, True)
    assert "Plan" not in visit("leader", f"{code}/documents/?tlp=TLP:RED").content.decode().partition("<main")[2].partition("id_title")[0]
    path = f"{code}/documents/{one.pk}/"
    assert visit("member", path, {"act": "version", "tlp": "TLP:AMBER", "file": upload(content=b"better"), "note": "n"}).status_code == 302
    assert "never widened" in visit("member", path, {"act": "version", "tlp": "TLP:GREEN", "file": upload()}).content.decode()
    got = visit("leader", f"{path}v2/")
    assert (b"".join(got.streaming_content), got.headers["Content-Disposition"]) == (
        b"better",
        'attachment; filename="TLP-AMBER v2 plan.txt"',
    )
    got.close()
    visit("member", path, {"act": "narrow", "tlp": "TLP:AMBER+STRICT", "reason": "it names people"})
    assert Document.objects.get().tlp == "TLP:AMBER+STRICT"
    for who, status in (("other", 404), ("coordinator", 404), ("leader", 404)):
        assert visit(who, f"{path}v9/").status_code == status
    visit("leader", path, {"act": "withdraw", "reason": "it was wrong"})
    assert visit("leader", f"{path}v2/").status_code == 404
    assert "it was wrong" in visit("member", path).content.decode()


def test_red_and_what_is_shared(group_of, people, visit) -> None:
    group = group_of()
    fields = {"actor": people["leader"], "group": group, "content": b"x", "name": "x.txt", "now": NOW}
    red = put_document(title="Secret offer", tlp=TLP.RED, **fields)
    shared = put_document(title="For all", tlp=TLP.CLEAR, community=True, **fields)
    page = visit("member", f"{group.code}/documents/").content.decode()
    assert ("Secret offer" in page, "For all" in page) == (False, True)
    assert visit("member", f"{group.code}/documents/{red.pk}/").status_code == 404
    assert visit("member", f"{group.code}/documents/{red.pk}/v1/").status_code == 404
    assert "Secret offer" not in visit("member", f"{group.code}/history/").content.decode()
    assert visit("other", f"{group.code}/documents/{shared.pk}/").status_code == 200
    got = visit("other", f"{group.code}/documents/{shared.pk}/v1/")
    assert got.status_code == 200
    got.close()
