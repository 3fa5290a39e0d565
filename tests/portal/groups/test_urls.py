from django.urls import resolve, reverse


def test_groups_have_addresses() -> None:
    assert reverse("groups") == "/portal/groups/"
    assert resolve("/portal/groups/hsoc-tech/members/").url_name == "group_members"
