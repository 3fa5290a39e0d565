"""The detection's columns, its values and its story."""

from hsoc.records.detection import DETECTION_COLUMNS, DETECTION_SCHEMA, Detection, detections, no_detections


def test_schema_is_the_columns_and_their_evidence() -> None:
    assert DETECTION_SCHEMA.names == [*DETECTION_COLUMNS, "evidence"]


def test_value_has_the_fields_of_the_schema() -> None:
    assert list(Detection.__struct_fields__) == DETECTION_SCHEMA.names


def test_no_detections_are_no_values() -> None:
    assert detections(no_detections()) == ()
