import pytest
from django.db import connection

from hsoc.portal.search.queries.bounded import TooLong, within

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(30)",
}


def test_what_takes_too_long_ends_and_the_connection_goes_on(db) -> None:
    with pytest.raises(TooLong), within(0.05), connection.cursor() as cursor:
        cursor.execute(ENDLESS[connection.vendor])
    with within(5), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
