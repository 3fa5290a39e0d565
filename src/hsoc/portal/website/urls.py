"""Addresses of website. Never: a view."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from wagtail.urls import serve_pattern

from hsoc.portal.website.web import editor, finding, joining, pages, plan

# under /portal/web/
urlpatterns: list[URLPattern | URLResolver] = [
    path("plan/", plan.shown, name="plan"),
    path("plan/goal/", plan.goal, name="plan_goal_new"),
    path("plan/goal/<int:number>/", plan.goal, name="plan_goal"),
    path("plan/goal/<int:goal>/step/", plan.step, name="plan_step_new"),
    path("plan/goal/<int:goal>/step/<int:number>/", plan.step, name="plan_step"),
    path("plan/step/<int:number>/remove/", plan.remove, name="plan_step_remove"),
    path("requests/", joining.requests, name="join_requests"),
    path("requests/<int:number>/", joining.answer, name="join_answer"),
    *editor.patterns(),
]

# under /cs/ and /en/
public: list[URLPattern | URLResolver] = [
    path("search/", finding.search, name="public_search"),
    path("atom.xml", finding.atom, name="news_atom"),
    path("join/", joining.join, name="join"),
    path("join/sent/", joining.sent, name="join_sent"),
    re_path(r"^join/(?P<secret>[\w-]{20,60})/$", joining.confirm, name="join_confirm"),
    re_path(serve_pattern, pages.serve, name="wagtail_serve"),
]
