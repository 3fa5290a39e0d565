import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.exports import FLOW, ipfix_options_template, ipfix_template, specifiers, v9_template

from hsoc.perimeter.collect.templates import MOST_FIELDS, Field, Template, ipfix_templates, parts, v9_templates


def read(content: bytes, *, options: bool = False) -> tuple[list[Template | int], str | None]:
    found, error = ipfix_templates(content, start=4, end=len(content), options=options)
    return found, None if error is None else str(error)


def test_ipfix_template_is_read() -> None:
    assert read(ipfix_template(256, FLOW)) == ([Template(256, tuple(Field(0, n, length) for n, length in FLOW))], None)


def test_enterprise_field_keeps_its_number() -> None:
    found, _ = read(ipfix_template(256, [(8, 4), (29305 << 16 | 1, 8)]))
    assert isinstance(found[0], Template)
    assert found[0].fields[1] == Field(29305, 1, 8)


def test_options_template_marks_its_scope() -> None:
    found, _ = read(ipfix_options_template(257, [(302, 4)], [(305, 4), (306, 4)]), options=True)
    assert isinstance(found[0], Template)
    assert ([f.scope for f in found[0].fields], found[0].options) == ([True, False, False], True)


def test_template_without_fields_is_a_withdrawal() -> None:
    assert read(struct.pack("!HHHH", 2, 8, 300, 0)) == ([300], None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (struct.pack("!HHHH", 256, MOST_FIELDS + 1, 8, 4), "offset 4: 513 fields, at most 512"),
        (struct.pack("!HHHH", 255, 1, 8, 4), "offset 0: template number 255 is below 256"),
        (struct.pack("!HHHH", 256, 2, 8, 4), "offset 8: field specifier beyond the end of the set"),
        (struct.pack("!HHHH", 256, 1, 8, 0), "offset 0: template 256: record of 0 bytes"),
        (struct.pack("!HHHHHH", 256, 2, 8, 40000, 12, 40000), "offset 0: template 256: record of 80000 bytes"),
    ],
)
def test_template_that_cannot_be_is_refused_with_place_and_reason(content: bytes, reason: str) -> None:
    found, error = ipfix_templates(content, start=0, end=len(content), options=False)
    assert (found, str(error)) == ([], reason)


def test_templates_before_a_broken_one_are_kept() -> None:
    content = ipfix_template(256, FLOW)[4:] + struct.pack("!HHHH", 257, 9, 8, 4)
    found, error = ipfix_templates(content, start=0, end=len(content), options=False)
    assert [t.id for t in found if isinstance(t, Template)] == [256]
    assert error is not None


def test_v9_template_and_its_padding() -> None:
    content = v9_template(256, FLOW)[4:] + bytes(4)
    found, error = v9_templates(content, start=0, end=len(content), options=False)
    assert ([t.id for t in found if isinstance(t, Template)], error) == ([256], None)


def test_v9_scope_of_an_interface_is_the_element_it_means() -> None:
    content = struct.pack("!HHH", 257, 4, 8) + specifiers([(2, 4), (34, 4), (35, 1)])
    found, _ = v9_templates(content, start=0, end=len(content), options=True)
    assert isinstance(found[0], Template)
    assert found[0].fields[0] == Field(0, 10, 4, scope=True)


def test_v9_knows_no_variable_length() -> None:
    content = struct.pack("!HHHH", 256, 1, 82, 65535)
    assert "variable" in str(v9_templates(content, start=0, end=8, options=False)[1])


def test_last_of_repeated_elements_counts() -> None:
    template = Template(256, (Field(0, 4, 1), Field(0, 8, 4), Field(0, 4, 1)))
    assert [(r.name, r.offset) for r in template.reads] == [("protocolIdentifier", 5), ("sourceIPv4Address", 1)]


@given(st.integers(1, 16))
def test_parts_add_up(length: int) -> None:
    assert sum(parts(length)) == length
    assert set(parts(length)) <= {8, 4, 2, 1}


@pytest.mark.parametrize("options", [False, True])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes, *, options: bool) -> None:
    for reader in (ipfix_templates, v9_templates):
        found, _ = reader(content, start=0, end=len(content), options=options)
        assert all(isinstance(t, int) or 0 < t.least <= 16384 for t in found)
