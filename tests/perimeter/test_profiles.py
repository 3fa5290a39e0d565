"""The built-in profiles are sane, and a file can replace or leave out what stands in them."""

from hsoc.perimeter.config import Config, spelling
from hsoc.perimeter.decide.policy_check import faults
from hsoc.perimeter.policy_file import LimitEntry
from hsoc.perimeter.profiles import HSOC, NETWORK, built_in, limits


def test_built_in_limits_have_no_fault_and_belong_to_their_profile():
    assert faults(Config().policy) == ()
    for name in (NETWORK, HSOC):
        assert {one.profile for one in built_in(name)} == {name}


def test_own_limit_takes_the_place_of_a_built_in_one():
    mine = LimitEntry(name="rdp", match="protocol =tcp destination-port =3390", why="w")
    found = limits((mine,), leave_out=("smb",))
    assert [one for one in found if one.name in {"rdp", "smb"}] == [mine]
    assert len(found) == len(built_in(NETWORK)) + len(built_in(HSOC)) - 1


def test_leave_out_of_an_unknown_name_is_a_fault():
    assert "leave_out: there is no built-in limit 'rdpp'" in str(spelling(Config(leave_out=("rdpp",)))[0])
