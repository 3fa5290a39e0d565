"""Somebody erased and his posts: they stay, without his name and address. Never: what was said in them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hsoc.portal.audit.actions import record
from hsoc.portal.lists.models import Post, Subscription
from hsoc.portal.members.rules import Action, Actor, Object, require


@transaction.atomic
def erase(*, actor: Actor, person: int, now: datetime) -> int:
    """Takes the person's name and address off his posts and ends his choices; how many posts."""
    require(actor, Action.REMOVE, Object.PERSON, 0)  # of nobody in particular: only who may it everywhere
    posts = Post.objects.filter(author_id=person).update(sender="", sender_name="")
    gone, _models = Subscription.objects.filter(user_id=person).delete()
    record(actor=actor, action="lists.person_erased", object=f"person:{person}", details={"posts": posts, "choices": gone}, now=now)
    return posts
