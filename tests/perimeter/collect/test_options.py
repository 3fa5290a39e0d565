import numpy as np

from hsoc.perimeter.collect import options
from hsoc.perimeter.collect.options import MOST_SAMPLING, Options, interval

NOTHING = np.zeros(0, np.uint8)


def raw(**values: list[int]) -> dict[str, np.ndarray]:
    return {name.replace("__", "."): np.array(value, np.int64) for name, value in values.items()}


def test_interval_is_said_in_four_ways() -> None:
    assert interval(raw(samplingInterval=[100]), 1).tolist() == [100]
    assert interval(raw(samplerRandomInterval=[50]), 1).tolist() == [50]
    assert interval(raw(samplingPacketInterval=[1], samplingPacketSpace=[999]), 1).tolist() == [1000]
    assert interval(raw(samplingSize=[2], samplingPopulation=[4096]), 1).tolist() == [2048]
    assert interval(raw(samplingSize=[0], samplingPopulation=[4096]), 1).tolist() == [0]
    assert interval(raw(samplingInterval=[1 << 40]), 1).tolist() == [MOST_SAMPLING]


def test_record_says_more_than_options_and_options_more_than_the_header() -> None:
    known = Options()
    known.learn(raw(samplerId=[1, 2], samplingInterval=[10, 20]), NOTHING, 2)
    header = np.array([7, 7, 7], np.int64)
    assert known.rates(raw(samplerId=[2, 1, 9]), 3, header=header).tolist() == [20, 10, 7]
    assert known.rates(raw(samplingInterval=[5, 0, 0], samplerId=[2, 2, 9]), 3).tolist() == [5, 20, 1]


def test_rate_of_an_interface() -> None:
    known = Options()
    known.learn(raw(ingressInterface=[3], samplingInterval=[64]), NOTHING, 1)
    assert known.rates({}, 2, ingress=np.array([3, 4])).tolist() == [64, 1]


def test_rate_of_the_domain_and_of_the_only_sampler() -> None:
    domain, sampler = Options(), Options()
    domain.learn(raw(samplingInterval=[128]), NOTHING, 1)
    sampler.learn(raw(selectorId=[5], samplingPacketInterval=[1], samplingPacketSpace=[31]), NOTHING, 1)
    assert domain.rates({}, 1).tolist() == [128]
    assert sampler.rates({}, 1).tolist() == [32]


def test_names_are_learnt_and_cut() -> None:
    known = Options()
    buffer = np.frombuffer(b"eth0\0\0\0\0" + b"v" * 99, np.uint8)
    known.learn(raw(ingressInterface=[3], interfaceName__start=[0], interfaceName__length=[8]), buffer, 1)
    known.learn(raw(ingressVRFID=[9], VRFname__start=[8], VRFname__length=[99]), buffer, 1)
    assert (known.interfaces, known.vrfs) == ({3: "eth0"}, {9: "v" * 64})


def test_number_of_samplers_is_bounded() -> None:
    known = Options()
    many = list(range(options.MOST_SAMPLERS + 500))
    for start in range(0, len(many), 500):
        ids = many[start : start + 500]
        known.learn(raw(samplerId=ids, samplingInterval=[2] * len(ids)), NOTHING, len(ids))
    assert len(known.sampling) == options.MOST_SAMPLERS
