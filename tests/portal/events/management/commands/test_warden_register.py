import io

import pytest
from django.core.management import CommandError, call_command

from hsoc.portal.events.queries.clients import client


def test_secret_is_printed_once_and_opens_the_door(community) -> None:
    out = io.StringIO()
    call_command("warden_register", "example.engine", "--organisation", "1", "--write", stdout=out)
    found = client(name="example.engine", secret=out.getvalue().strip(), hostnames=())
    assert found is not None
    assert (found.write, found.test) == (True, False)


def test_bad_name_ends_in_one_line(community) -> None:
    with pytest.raises(CommandError, match="not a client's name"):
        call_command("warden_register", "bad name", "--organisation", "1")
