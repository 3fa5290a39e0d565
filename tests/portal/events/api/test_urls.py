from django.urls import reverse


def test_doors_stand_where_the_contract_says() -> None:
    assert reverse("warden", args=["sendEvents"]) == "/warden3/sendEvents"
