"""A sample is a value: two parts of one victim's flows, with equal columns."""

import numpy as np
import pytest

from hsoc.records.sample import Sample


def test_sample_is_frozen():
    one = Sample({"proto": np.array([17])}, {"proto": np.array([], np.int64)})
    with pytest.raises(AttributeError):
        one.attack = {}
    assert one.attack.keys() == one.ordinary.keys()
