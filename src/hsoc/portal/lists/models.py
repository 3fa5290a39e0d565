"""Lists, how people get them, threads, posts, and what leaves for whom. Belongs here: columns and constraints.

Never: rights, who is a member.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hsoc.portal.groups.models import Group
from hsoc.portal.lists.rules.posting import LONGEST_SUBJECT, LONGEST_TEXT, Delivery, Replies, State, Why, Writers
from hsoc.portal.members.models import User

DELIVERY_NAMES = {Delivery.EACH: _("each mail"), Delivery.DIGEST: _("once a day together"), Delivery.NONE: _("nothing, I read here")}
REPLIES_NAMES = {Replies.LIST: _("to the list"), Replies.AUTHOR: _("to the author")}
WRITERS_NAMES = {Writers.MEMBERS: _("all members"), Writers.LEADERS: _("leaders; others wait for a leader")}
STATE_NAMES = {
    State.HELD: _("held"),
    State.OUT: _("sent out"),
    State.REFUSED: _("not accepted"),
    State.DISCARDED: _("thrown away"),
}
WHY_NAMES = {
    Why.UNPROVEN: _("the sender is not proven"),
    Why.STRANGER: _("the sender is no member"),
    Why.MODERATED: _("the list is moderated"),
    Why.RED: _("TLP:RED came by mail"),
    Why.ELSEWHERE: _("the list is not among its recipients"),
    Why.TOKEN: _("the secret address is not valid"),
}


class MailingList(models.Model):
    """A list of a group. Its readers are the group's members; `name` is the part before the @ and never changes."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="mailing_lists")
    name = models.CharField(max_length=32, unique=True)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)
    replies = models.CharField(max_length=6, choices=[(one.value, name) for one, name in REPLIES_NAMES.items()], default=Replies.LIST.value)
    writers = models.CharField(
        max_length=7, choices=[(one.value, name) for one, name in WRITERS_NAMES.items()], default=Writers.MEMBERS.value
    )
    made = models.DateTimeField()
    closed = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.title


class Subscription(models.Model):
    """What one member chose for one list; no row = each mail. turn: of the secret address; score: of bounces."""

    mailing_list = models.ForeignKey(MailingList, on_delete=models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="list_subscriptions")
    delivery = models.CharField(
        max_length=6, choices=[(one.value, name) for one, name in DELIVERY_NAMES.items()], default=Delivery.EACH.value
    )
    turn = models.PositiveIntegerField(default=0)
    score = models.FloatField(default=0)
    bounced = models.DateTimeField(null=True)
    paused = models.DateTimeField(null=True)  # too much came back: nothing is sent until the person says that it works again

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mailing_list", "user"], name="list_subscription_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.delivery}"


class Thread(models.Model):
    """Posts that belong together. turn: of its address."""

    mailing_list = models.ForeignKey(MailingList, on_delete=models.CASCADE, related_name="threads")
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    tlp = models.CharField(max_length=16)  # of its first post
    started = models.DateTimeField()
    last = models.DateTimeField()
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-last", "-pk"]
        indexes: ClassVar = [models.Index(fields=["mailing_list", "-last"], name="list_thread_recent")]

    def __str__(self) -> str:
        return self.subject


class Post(models.Model):
    """One contribution. identity: its Message-ID, once per list. author: the proven member; None while nobody is proven."""

    mailing_list = models.ForeignKey(MailingList, on_delete=models.CASCADE, related_name="posts")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="posts")
    answered = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    identity = models.CharField(max_length=250)
    references = models.TextField(blank=True)  # Message-IDs of what led to it, the oldest first, parted by spaces
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    sender = models.CharField(max_length=254, blank=True)  # the address of From, as it was written
    sender_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField(max_length=LONGEST_TEXT)
    folded = models.TextField()  # subject and text, as they are searched
    tlp = models.CharField(max_length=16)
    state = models.CharField(max_length=9, choices=[(one.value, name) for one, name in STATE_NAMES.items()])
    why = models.CharField(max_length=9, blank=True, choices=[(one.value, name) for one, name in WHY_NAMES.items()])
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by_mail = models.BooleanField(default=False)
    dropped = models.PositiveSmallIntegerField(default=0)  # attachments that were not taken
    readers = models.ManyToManyField(User, related_name="+", blank=True)  # TLP:RED: these and the author, nobody else

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["mailing_list", "identity"], name="list_post_once")]
        indexes: ClassVar = [
            models.Index(fields=["mailing_list", "state", "at"], name="list_post_state"),
            models.Index(fields=["thread", "at"], name="list_post_thread"),
            models.Index(fields=["state", "-at", "-id"], name="list_post_newest"),  # a search ends with the first that fit
        ]

    def __str__(self) -> str:
        return self.subject


class Attachment(models.Model):
    """A file that came with a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.file_id}"


class Sending(models.Model):
    """One post for one member, at once or in the daily digest. parcel: the mail it leaves in, the same at each try."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="sendings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.BooleanField(default=False)
    due = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    parcel = models.CharField(max_length=32, blank=True)
    claimed = models.DateTimeField(null=True)
    gone = models.DateTimeField(null=True)
    given_up = models.DateTimeField(null=True)
    bounced = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user"], name="list_sending_once")]
        indexes: ClassVar = [
            models.Index(fields=["due"], condition=models.Q(gone__isnull=True, given_up__isnull=True), name="list_sending_due"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.user_id}"
