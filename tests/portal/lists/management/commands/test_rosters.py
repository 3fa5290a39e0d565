import pytest
from django.core.management import CommandError, call_command


def test_without_mailman_it_says_what_to_set(settings):
    settings.MAILMAN_URL = ""
    with pytest.raises(CommandError, match="HSOC_MAILMAN_URL"):
        call_command("rosters")
