"""So many at once, so many a second, and honest about it."""

from hsoc.portal.feeds.rules.bucket import Bucket, asked


def test_a_burst_passes_and_then_one_by_one() -> None:
    bucket = Bucket(tokens=3, at=0.0)
    for left in (2, 1, 0):
        bucket, verdict = asked(bucket, now=0.0, rate=2.0, burst=3)
        assert (verdict.passes, verdict.remaining, verdict.retry_after) == (True, left, 0)
    bucket, verdict = asked(bucket, now=0.0, rate=2.0, burst=3)
    assert (verdict.passes, verdict.remaining, verdict.retry_after, verdict.reset) == (False, 0, 1, 2)
    assert asked(bucket, now=0.5, rate=2.0, burst=3)[1].passes


def test_a_bucket_is_never_fuller_than_full_and_time_does_not_go_back() -> None:
    bucket, verdict = asked(Bucket(tokens=3, at=100.0), now=10_000.0, rate=2.0, burst=3)
    assert verdict.remaining == 2
    assert asked(bucket, now=1.0, rate=2.0, burst=3)[1].remaining == 1
