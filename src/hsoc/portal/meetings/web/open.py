"""What is reached without a login: the answer by a link, and calendars by their secret address. GET shows, POST confirms."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hsoc.portal.meetings.actions import meetings as actions
from hsoc.portal.meetings.models import Invited
from hsoc.portal.meetings.queries import meetings as queries
from hsoc.portal.meetings.rules.coming import Coming, Via
from hsoc.portal.meetings.share.calendar import published
from hsoc.portal.meetings.share.links import invited_of
from hsoc.portal.meetings.web.words import ANSWERS
from hsoc.portal.members.actions.agreement import Unacceptable
from hsoc.portal.members.queries import actor_of
from hsoc.portal.spoken import speak


def _of(token: str) -> Invited:
    found = invited_of(token)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """The answer by the link of a mail. Looking at it answers nothing, so that a mail scanner comes to no meeting."""
    found, now, said = _of(token), datetime.now(UTC), ""
    speak(request, found.user.language)
    if request.method == "POST":
        try:
            answer = Coming(request.POST.get("coming", ""))
        except ValueError:
            raise Http404 from None
        try:
            say = actions.say_coming_to_all if request.POST.get("all") else actions.say_coming
            say(actor=actor_of(found.user), sitting=found.sitting_id, coming=answer, via=Via.LINK, now=now)
            said = _("Thank you for the answer.")
        except Unacceptable as error:
            said = str(error)
        found.refresh_from_db()
    more = sum(1 for one in queries.meeting_of(found, now=now) if not one.withdrawn and one.sitting.cancelled is None) - 1
    page = {"row": found, "sitting": found.sitting, "answers": ANSWERS.items(), "said": said, "more": more}
    answer_page = render(request, "meetings/reply.html", page)
    answer_page.headers["Referrer-Policy"] = "same-origin"  # no-referrer would take the origin from the form
    answer_page.headers["X-Robots-Tag"] = "noindex"
    return answer_page


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar to subscribe to. What one may not see any more is gone from it at the next fetch."""
    key, now = queries.key_of(secret), datetime.now(UTC)
    if key is None:
        raise Http404
    actor = actor_of(key.user)
    name = f"hSOC {key.group.name}" if key.group else "hSOC"
    dates = queries.calendar(actor, group=key.group, now=now)
    body = published(dates, name=name, stamp=key.made)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    actions.note_key_use(actor=actor, key=key, now=now)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300", "Content-Disposition": 'inline; filename="hsoc.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
