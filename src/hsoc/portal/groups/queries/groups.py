"""Groups and their people. `visible_to` shows that a group exists, `of` are those whose inside one may read. Never: a change.

A membership counts only while its person still has a seat in the organisation for which he is in the group.
"""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hsoc.portal.folding import matching, words_of
from hsoc.portal.groups.models import Called, Group, GroupMembership, Happening
from hsoc.portal.groups.rules.standing import Deed, Entry, Part, Standing, State, may, standing
from hsoc.portal.members.models import Membership, User
from hsoc.portal.members.rules import Action, Actor, Object, Refused
from hsoc.portal.members.rules import may as has_right

_IN = State.IN.value
_SEATED = Exists(Membership.objects.filter(user=OuterRef("user"), organisation=OuterRef("organisation"), user__is_active=True))


def visible_to(actor: Actor) -> QuerySet[Group]:
    """The groups that the actor knows of. Never a gate to what is inside: that is `of`.

    All but closed ones for everybody of the community; closed ones for their own people, those invited or waiting for
    their vouchers, and coordinators.
    """
    if actor.via == "system":
        return Group.objects.all()
    if not has_right(actor, Action.VIEW, Object.GROUP):
        return Group.objects.none()
    if actor.is_coordinator:
        return Group.objects.all()
    mine = GroupMembership.objects.filter(
        user_id=actor.user, state__in=[_IN, State.INVITED.value, State.ASKED.value], organisation__number__in=actor.organisations
    )
    return Group.objects.filter(~Q(entry=Entry.CLOSED.value) | Q(pk__in=mine.values("group")))


def of(actor: Actor) -> QuerySet[Group]:
    """The groups whose inside the actor may read: those he is a member of. The one gate to content."""
    if actor.via == "system":
        return Group.objects.all()
    if not has_right(actor, Action.VIEW, Object.GROUP):
        return Group.objects.none()
    mine = GroupMembership.objects.filter(user_id=actor.user, state=_IN, organisation__number__in=actor.organisations)
    return Group.objects.filter(pk__in=mine.values("group"))


def member_of(actor: Actor, group: Group | int) -> bool:
    """Whether the actor may read what is inside."""
    return of(actor).filter(pk=group if isinstance(group, int) else group.pk).exists()


def membership_of(actor: Actor, group: Group) -> GroupMembership | None:
    """The actor's own standing membership, request or invitation."""
    stays = GroupMembership.objects.select_related("organisation", "by").filter(group=group, user_id=actor.user)
    return stays.exclude(state=State.ENDED).filter(organisation__number__in=actor.organisations).first()


def standing_in(actor: Actor, group: Group, held: GroupMembership | None = None) -> Standing:
    """What the actor is to the group. held: his membership where it was read already."""
    if actor.via == "system":
        return Standing.LEADER
    if not has_right(actor, Action.VIEW, Object.GROUP):
        return Standing.NOBODY
    stay = held or membership_of(actor, group)
    return standing(
        part=stay.part if stay else "", state=stay.state if stay else "", coordinator=actor.is_coordinator, community=bool(actor.seats)
    )


def allowed(actor: Actor, group: Group, deed: Deed, held: GroupMembership | None = None) -> bool:
    """Whether the actor may do that in the group. held: his membership where it was read already."""
    return may(standing_in(actor, group, held), deed, entry=group.entry, callers=group.callers, ended=group.ended is not None)


def needs(actor: Actor, group: Group, deed: Deed) -> None:
    """Raises Refused unless the table allows the deed."""
    if not allowed(actor, group, deed):
        raise Refused(f"{actor.username or 'nobody'} may not {deed} in {group.code}")


def group_by_code(actor: Actor, code: str) -> Group | None:
    """The group of that code, if the actor may know of it."""
    return visible_to(actor).filter(code=code).first()


def with_counts(groups: QuerySet[Group]) -> QuerySet[Group]:
    """The same with `size`, how many members they have."""
    return groups.annotate(size=Count("memberships", filter=Q(memberships__state=_IN), distinct=True))


# --- people -----------------------------------------------------------------------------------------------------------------
def members_of(group: Group | int) -> QuerySet[GroupMembership]:
    """The standing memberships of a group, whose people still sit where they said. No gate: ask `member_of` first.

    For lists and meetings: who gets mail, who is invited. Ordered by name.
    """
    stays = GroupMembership.objects.select_related("user", "organisation").filter(group=group, state=_IN)
    return stays.filter(_SEATED).order_by("user__name", "user__username")


def names_in(group: Group | int, *, homes: bool = False) -> list[tuple[int, str]]:
    """(person, name) of them, for choices of forms; homes: with their organisations. No gate either."""
    found = members_of(group).select_related(None).values_list("user_id", "user__name", "user__username", "organisation__name")
    return [(number, f"{name or username}, {home}" if homes else name or username) for number, name, username, home in found]


def leaders_of(group: Group | int) -> QuerySet[GroupMembership]:
    """Those of them who lead. They are seen by whoever sees the group."""
    return members_of(group).filter(part=Part.LEADER.value)


def leaders_by_group(groups: list[int]) -> dict[int, list[GroupMembership]]:
    """Group → its leaders, for lists of groups that the actor sees."""
    found: dict[int, list[GroupMembership]] = {number: [] for number in groups}
    stays = GroupMembership.objects.select_related("user", "organisation").filter(group__in=groups, state=_IN, part=Part.LEADER.value)
    for one in stays.filter(_SEATED).only("group", "user__name", "user__username", "organisation__name").order_by("user__name"):
        found[one.group_id].append(one)
    return found


def stays_visible_to(actor: Actor) -> QuerySet[GroupMembership]:
    """Memberships, requests, invitations and over ones that the actor may see: of groups he is in, and his own."""
    stays = GroupMembership.objects.select_related("user", "organisation", "by", "group")
    return stays.filter(Q(group__in=of(actor)) | Q(user_id=actor.user)) if actor.via != "system" else stays


def history_visible_to(actor: Actor) -> QuerySet[Happening]:
    """What happened in the groups the actor is in."""
    return Happening.objects.select_related("by", "whom", "group").filter(group__in=of(actor))


def invitable(actor: Actor, group: Group, word: str, most: int = 20) -> list[User]:
    """People of the community by a part of their name, user name or mail, who are not in the group yet."""
    if not allowed(actor, group, Deed.INVITE) or len(word.strip()) < 2:
        return []
    wanted = word.strip()[:100]
    known = GroupMembership.objects.filter(group=group).exclude(state=State.ENDED).values("user")
    words = words_of(wanted)
    named = matching(User.objects.all(), words, "name", "username") if words else User.objects.none()
    like = Q(pk__in=named.values("pk")) | Q(email__iexact=wanted)
    people = User.objects.filter(like, is_active=True, memberships__isnull=False).exclude(pk__in=known).distinct()
    return list(people.prefetch_related("memberships__organisation").order_by("name", "username")[:most])


def ties_of(actor: Actor) -> list[GroupMembership]:
    """All that ties the actor to groups: memberships, requests, invitations that stand. One question for the first page.

    `asking`: how many ask to enter the group and wait for a leader; for leaders. `called`: whether the group is called together and waits
    for the actor's answer.
    """
    unsaid = Called.objects.filter(call__group=OuterRef("group"), call__closed__isnull=True, user=actor.user, reply="")
    asked = GroupMembership.objects.filter(group=OuterRef("group"), state=State.ASKED.value).order_by().values("group")
    asking = Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0)
    stays = GroupMembership.objects.select_related("by", "group", "organisation").exclude(state=State.ENDED.value)
    stays = stays.annotate(asking=asking, called=Exists(unsaid))
    return list(stays.filter(user_id=actor.user, organisation__number__in=actor.organisations))


def invited_to(actor: Actor) -> dict[int, GroupMembership]:
    """Group → the actor's invitation that waits for his answer."""
    stays = GroupMembership.objects.select_related("by", "group").filter(
        user_id=actor.user, state=State.INVITED.value, organisation__number__in=actor.organisations
    )
    return {one.group_id: one for one in stays}


def requests_to(actor: Actor) -> dict[int, int]:
    """Group that the actor leads → how many ask to enter and wait for a leader."""
    mine = GroupMembership.objects.filter(user_id=actor.user, state=_IN, part=Part.LEADER.value).values("group")
    asked = GroupMembership.objects.filter(group__in=mine, state=State.ASKED.value).order_by()
    return dict(asked.values_list("group").annotate(n=Count("pk")))


def asked_by(actor: Actor) -> set[int]:
    """Groups that the actor asked to enter and was not answered by yet."""
    return set(GroupMembership.objects.filter(user_id=actor.user, state=State.ASKED.value).values_list("group_id", flat=True))


def person_called(word: str) -> tuple[int, int] | None:
    """(person, organisation number) of that user name or mail address, for whoever founds a group."""
    like = Q(user__username=word.strip().lower()) | Q(user__email__iexact=word.strip())
    seats = Membership.objects.filter(like, user__is_active=True).order_by("organisation__number")
    return seats.values_list("user_id", "organisation__number").first()


def stay_called(group: Group, word: str) -> int | None:
    """The membership of the person of that user name or mail address, for a coordinator who may not see the list."""
    like = Q(user__username=word.strip().lower()) | Q(user__email__iexact=word.strip())
    return members_of(group).filter(like).values_list("pk", flat=True).first()


def personal(person: int) -> list[dict[str, object]]:
    """Memberships of a person, for the copy that he takes."""
    stays = GroupMembership.objects.filter(user_id=person).order_by("asked")
    return [dict(one) for one in stays.values("group__name", "organisation__name", "part", "state", "said", "asked", "since", "until")]


def led_by(person: int, organisation: int) -> list[str]:
    """Names of the groups that the person leads from that organisation."""
    stays = GroupMembership.objects.filter(user_id=person, organisation__number=organisation, state=_IN, part=Part.LEADER.value)
    return list(stays.filter(group__ended__isnull=True).order_by("group__name").values_list("group__name", flat=True))
