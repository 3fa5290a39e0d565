"""The ceiling is careful by default."""

from hsoc.records.decision import Action
from hsoc.records.policy import Ceiling, Policy


def test_ceiling_does_not_black_hole_by_default() -> None:
    assert Action.DESTINATION_RTBH not in Ceiling().actions
    assert Action.SOURCE_RTBH not in Ceiling().actions


def test_empty_policy_protects_everything() -> None:
    assert (Policy().protected, Policy().members) == ((), ())
