"""The app that knows all the others: at the start it ties facts to reactions."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Django's handle."""

    name = "hsoc.portal.project"
    label = "project"

    def ready(self) -> None:
        """Connects the table of reactions."""
        import hsoc.portal.folding  # noqa: F401, PLC0415  (teaches every connection to fold)
        from hsoc.portal.project.reactions import connect  # noqa: PLC0415  (models are loaded only now)

        connect()
