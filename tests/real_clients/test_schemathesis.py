"""schemathesis 4.32 holds the own REST to its own description: every check, on every operation."""

import os

import pytest
from tests.factories.indicators import indicator
from tests.factories.members import NOW
from tests.lab.clients import drive
from tests.real_clients.conftest import NOTED, Live

from hsoc.portal.feeds.api import reputation
from hsoc.portal.feeds.rules.bucket import Verdict
from hsoc.portal.indicators.actions import share
from hsoc.portal.indicators.rules import Audience
from hsoc.portal.members.actions.tokens import create_token
from hsoc.portal.members.rules import SCOPES, allows_scope
from hsoc.portal.project import middleware
from hsoc.portal.project.api import api

pytestmark = pytest.mark.client("schemathesis")
# of each operation, and all of them with every edge of every argument where a person asks for it (docs/how-to/add-a-real-client.md)
EXAMPLES = int(os.environ.get("EXAMPLES", "5"))
PHASES = "examples,coverage,fuzzing,stateful" if "EXAMPLES" in os.environ else "fuzzing,stateful"


def test_every_operation_is_as_it_says(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    scopes = tuple(name for name in sorted(SCOPES) if allows_scope(live.first, name, 1))
    secret = create_token(actor=live.first, organisation=1, name="all", scopes=scopes, days=400, now=NOW)[1]
    share(actor=live.first, organisation=1, items=[indicator("198.18.1.7")], via="t", now=NOTED, audience=Audience.OWN)
    for where in (middleware, reputation):  # the pace has its own tests
        monkeypatch.setattr(where, "allowed", lambda *_, **__: Verdict(passes=True, remaining=9, reset=1, retry_after=0))
    found = drive(
        "schemathesis", "checked",
        patience=600, url=f"{live.url}/api/v1/openapi.json", secret=secret, examples=EXAMPLES, phases=PHASES,
    )  # fmt: skip
    assert found["status"] == 0, found["said"]
    assert found["operations"] == sum(map(len, api.get_openapi_schema()["paths"].values()))
    assert found["cases"] > 150
    print(f"{found['operations']} operations, {found['cases']} cases")  # noqa: T201 - for who asks for more (pytest -s)
