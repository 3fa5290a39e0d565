"""Addresses of groups under /portal/groups/. Never: a view.

`new`, `tasks`, `answer` and `sms-report` stand before the codes of groups: no group has such a code (actions.groups.RESERVED).
"""

from __future__ import annotations

from django.urls import path

from hsoc.portal.groups import api
from hsoc.portal.groups.web import calls, home, papers, people, polls, together, work

urlpatterns = [
    path("", home.listed, name="groups"),
    path("new/", home.new, name="group_new"),
    path("tasks/", home.tasks, name="my_group_tasks"),
    path("answer/<str:secret>/", calls.answer, name="group_call_answer"),
    path("sms-report/", api.report, name="group_sms_report"),
    path("<slug:code>/", home.group, name="group"),
    path("<slug:code>/door/", home.door, name="group_door"),
    path("<slug:code>/history/", home.history, name="group_history"),
    path("<slug:code>/members/", people.members, name="group_members"),
    path("<slug:code>/members.csv", people.people, name="group_members_csv"),
    path("<slug:code>/members/invite/", people.invite, name="group_invite"),
    path("<slug:code>/members/several/", together.several, name="group_members_several"),
    path("<slug:code>/members/<int:stay>/", people.person, name="group_person"),
    path("<slug:code>/settings/", people.settings, name="group_settings"),
    path("<slug:code>/documents/", papers.listed, name="group_documents"),
    path("<slug:code>/documents/<int:number>/", papers.document, name="group_document"),
    path("<slug:code>/documents/<int:number>/v<int:version>/", papers.file, name="group_file"),
    path("<slug:code>/minutes/", work.minutes, name="group_minutes"),
    path("<slug:code>/minutes/new/", work.minutes_write, name="group_minutes_new"),
    path("<slug:code>/minutes/<int:number>/", work.minutes_one, name="group_minutes_one"),
    path("<slug:code>/minutes/<int:number>/edit/", work.minutes_write, name="group_minutes_edit"),
    path("<slug:code>/tasks/", work.tasks, name="group_tasks"),
    path("<slug:code>/tasks/<int:number>/", work.task, name="group_task"),
    path("<slug:code>/decisions/", work.decisions, name="group_decisions"),
    path("<slug:code>/decisions.csv", work.decisions_csv, name="group_decisions_csv"),
    path("<slug:code>/decisions/<int:number>/", work.decision, name="group_decision"),
    path("<slug:code>/talk/<slug:about>/<int:number>/", work.comment, name="group_comment"),
    path("<slug:code>/surveys/", polls.listed, name="group_polls"),
    path("<slug:code>/surveys/new/", polls.new, name="group_poll_new"),
    path("<slug:code>/surveys/<int:number>/", polls.poll, name="group_poll"),
    path("<slug:code>/surveys/<int:number>.csv", polls.results_csv, name="group_poll_csv"),
    path("<slug:code>/emergency/", calls.listed, name="group_calls"),
    path("<slug:code>/emergency/<int:number>/", calls.call, name="group_call"),
    path("<slug:code>/emergency/<int:number>/screen/", calls.screen, name="group_call_screen"),
]
