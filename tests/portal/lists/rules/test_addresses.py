from __future__ import annotations

import pytest

from hsoc.portal.lists.rules.addresses import Sort, Target, read, secret

KEY, DOMAIN = b"k" * 32, "lists.hsoc.example"


@pytest.mark.parametrize("sort", list(Sort))
def test_a_secret_address_is_read_back_in_any_case(sort):
    local = secret(KEY, "hsoc-tech", sort, 17, 2)
    assert len(local) <= 64
    assert read(KEY, f"{local}@{DOMAIN}".upper(), DOMAIN) == Target(name="hsoc-tech", sort=sort, number=17, turn=2)


def test_what_was_changed_is_not_valid():
    local = secret(KEY, "hsoc-tech", Sort.MEMBER, 17, 2)
    for wrong in (local.replace("m-17", "m-18"), local.replace("-2-", "-3-"), local.replace("tech", "man"), local[:-1] + "7"):
        if wrong != local:
            assert not read(KEY, f"{wrong}@{DOMAIN}", DOMAIN).valid
    assert not read(b"other", f"{local}@{DOMAIN}", DOMAIN).valid
    assert not read(KEY, f"hsoc-tech+anything@{DOMAIN}", DOMAIN).valid


@pytest.mark.parametrize(
    "other", ["", "hsoc-tech", "hsoc-tech@elsewhere.example", f"-x@{DOMAIN}", f"a b@{DOMAIN}", f"{'x' * 300}@{DOMAIN}"]
)
def test_others_are_none_of_ours(other):
    assert read(KEY, other, DOMAIN) is None


def test_the_list_itself():
    assert read(KEY, f"HSOC-Tech@{DOMAIN}", DOMAIN) == Target(name="hsoc-tech")
