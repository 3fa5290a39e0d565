"""What codes of a group's history and of a call's log are called. Never: where they come from."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

# what one says of oneself; of others the screen says it in the third person (models.REPLY_NAMES)
ANSWERS: Final = {"coming": _("I am coming"), "later": _("I am coming later"), "cannot": _("I cannot come")}

HAPPENED: Final = {
    "founded": _("founded the group"),
    "changed": _("changed the settings"),
    "ended": _("ended the group"),
    "reopened": _("opened the group again"),
    "put": _("was put in"),
    "asked": _("asked to enter"),
    "vouched": _("a member vouches"),
    "waits_for_vouchers": _("waits for two people who vouch"),
    "joined": _("entered the group"),
    "invited": _("was invited"),
    "left": _("left the group"),
    "removed": _("was removed from the group"),
    "refused": _("was refused entry"),
    "declined": _("declined the invitation"),
    "leader": _("leads from now on"),
    "no_leader": _("no longer leads"),
    "document": _("put in a document"),
    "version": _("put in a new version"),
    "narrowed": _("narrowed a label"),
    "withdrawn": _("withdrew a document"),
    "proposed": _("put on the agenda"),
    "item_waiting": _("put back on the agenda"),
    "item_done": _("ticked off the agenda"),
    "item_dropped": _("dropped from the agenda"),
    "minutes": _("wrote minutes"),
    "approved": _("approved minutes"),
    "task": _("gave a task"),
    "task_changed": _("changed a task"),
    "task_open": _("opened a task again"),
    "task_doing": _("began a task"),
    "task_done": _("finished a task"),
    "task_dropped": _("dropped a task"),
    "decided": _("entered a decision"),
    "poll": _("asks the group"),
    "poll_ended": _("ended a survey"),
    "called": _("called the group together"),
    "called_again": _("calls again those who did not answer"),
    "call_closed": _("closed the call"),
}
STEPS: Final = {
    "called": _("called together"),
    "exercise": _("called together, an exercise"),
    "again": _("called again those who did not answer"),
    "sent": _("all messages are out (round: mails / SMS)"),
    "failed": _("could not be sent"),
    "unsure": _("perhaps left"),
    "room": _("a video room was made"),
    "written": _("written down"),
    "closed": _("the call was closed"),
}
