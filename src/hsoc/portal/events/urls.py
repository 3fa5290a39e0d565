"""Addresses of threats under /portal/. Never: a view."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from hsoc.portal.events.web import clients, day, events, grouped, pages, sharing


class DayInPath:
    """YYYY-MM-DD in an address; a day that does not exist is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The date; ValueError makes Django look further."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """The text of a date."""
        return str(value)


class Paper:
    """File endings of the day."""

    regex = "csv|pdf"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(DayInPath, "day")
register_converter(Paper, "paper")

urlpatterns = [
    path("day/", day.today, name="day"),
    path("day/<day:day>/", day.one_day, name="day_of"),
    path("day/<day:day>.<paper:kind>", day.day_file, name="day_file"),
    path("events/", events.listed, name="events"),
    path("events.csv", events.exported, name="events_csv"),
    path("events/grouped/", grouped.listed, name="events_grouped"),
    path("events/<str:identity>/", events.one, name="event"),
    path("sharing/rules/", sharing.page, name="sharing"),
    path("warden/", clients.listed, name="warden_clients"),
    path("warden/ask/<int:number>/", clients.ask, name="warden_ask"),
    path("warden/<str:name>/", clients.one, name="warden_client"),
    path("warden/<str:name>/secret/", clients.secret, name="warden_secret"),
    path("warden/<str:name>/promote/", clients.promote, name="warden_promote"),
    path("warden/<str:name>/about/", clients.about, name="warden_about"),
    path("warden/<str:name>/disable/", clients.disable, name="warden_disable"),
    path("help/", pages.help_page, name="help"),
]
