from hsoc.portal.lists.signals import answer_arrived
from hsoc.portal.project.reactions import REACTIONS, calendars_answer


def test_what_calendars_answer_is_heard():
    assert (answer_arrived, calendars_answer) in REACTIONS
    calendars_answer(None, content=b"rubbish", address="x@hospital1.example", now=None)  # is no reply, and harms nothing
