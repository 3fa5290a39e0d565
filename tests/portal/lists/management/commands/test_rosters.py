import pytest
from django.core.management import CommandError, call_command


def test_without_mailman_it_says_what_to_set(settings):
    settings.MAILMAN_URL = ""
    with pytest.raises(CommandError, match="HSOC_MAILMAN_URL"):
        call_command("rosters")


def test_a_far_mailman_without_tls_gets_no_password(settings):
    settings.MAILMAN_URL = "http://mailman.example/3.1"
    with pytest.raises(CommandError, match="https://") as caught:
        call_command("rosters")
    assert caught.value.returncode == 2
