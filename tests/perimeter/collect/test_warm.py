from hsoc.perimeter.collect import fixed, framing, sections, sflow, walker
from hsoc.perimeter.collect.warm import warm


def test_every_way_of_reading_has_been_taken() -> None:
    assert warm() == 5
    kernels = (framing._frame, fixed._coalesce, walker._measure, walker._fill, sections._dissect, sflow._walk)
    assert [len(kernel.signatures) > 0 for kernel in kernels] == [True] * 6
