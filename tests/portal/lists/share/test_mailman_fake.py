"""The fake keeps what it is told; that it answers as the real one shows tests/real_clients/test_mailman.py."""

from hsoc.portal.lists.share.mailman_fake import FakeMailman

SURE = {"pre_verified": "true", "pre_confirmed": "true", "pre_approved": "true"}


def test_it_keeps_what_it_is_told():
    fake = FakeMailman()
    member = {"list_id": "tech.x.example", "subscriber": "a@hospital1.example", **SURE}
    asked = [
        ("POST", "domains", {"mail_host": "x.example"}),
        ("POST", "lists", {"fqdn_listname": "tech@x.example"}),
        ("POST", "members", member),
        ("POST", "members", member),
        ("POST", "members", {**member, "role": "moderator"}),
        ("GET", "elsewhere", {}),
    ]
    assert [fake(*one)[0] for one in asked] == [201, 201, 201, 409, 201, 404]
    rows = fake("GET", "lists/tech.x.example/roster/member", {"count": "5", "page": "1"})[1]["entries"]
    assert [(one["email"], one["delivery_mode"]) for one in rows] == [("a@hospital1.example", "regular")]
    assert [fake("DELETE", f"members/{rows[0]['member_id']}", {})[0] for _ in range(2)] == [204, 404]
