"""Facts of this app in the past tense, questions to the rooms on the right; project/reactions.py says who answers. Never: a receiver."""

from __future__ import annotations

from django.dispatch import Signal

approval_requested = Signal()  # approval, now
approval_decided = Signal()  # approval, actor, now
approval_granted = Signal()  # approval, actor, now
prefixes_changed = Signal()  # organisation, actor, now
standing_changed = Signal()  # organisation (number), before, after (rules.vocabulary.Status), actor, now
organisation_left = Signal()  # organisation (number), actor, now
invitation_accepted = Signal()  # invitation (models.Invitation), person, now: somebody came in by a link
duty_confirmation_wanted = Signal()  # function (models.Function), now: a duty contact is asked to say that it is still so
proof_wanted = Signal()  # person, value, code, now: a code of six digits for a phone -> True from whoever can send it
key_ending = Signal()  # key (models.PersonKey), days, now
overlap_asked = Signal()  # overlap (models.Overlap), now
person_left = Signal()  # person, heir (0 nobody), organisation (number), actor, now
person_erased = Signal()  # person, now

# questions: every receiver answers with a list, empty where it has nothing
handed_over_asked = Signal()  # person, organisation -> [text] of what would pass to the heir
traces_asked = Signal()  # person -> [rules.fates.Trace] of what the room holds and what becomes of it
personal_data_asked = Signal()  # person -> [(section title, [row as a dict])]
