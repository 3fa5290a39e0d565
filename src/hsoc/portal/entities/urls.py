"""The address of the page about one value. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.entities.web import page

urlpatterns = [path("entity/", page.entity, name="entity")]
