from django.urls import reverse


def test_door_2_stands_where_the_contract_says():
    assert [reverse("perimeter_policy"), reverse("perimeter_status")] == ["/api/v1/perimeter/policy", "/api/v1/perimeter/status"]
