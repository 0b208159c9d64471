"""Faults of people, buildings and barriers in random coverages: each once, and nothing else."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.topology.registry import check
from tests.support.coverages import lattice
from tests.support.people_faults import PLANTERS, Quarter

seeds = st.integers(0, 2**32 - 1)
kinds = st.lists(st.sampled_from(sorted(PLANTERS)), min_size=1, max_size=4)
SITES = [(1, 1), (1, 4), (4, 1), (4, 4)]  # none touches another's neighbours
COLUMNS = 7


def planted(seed, chosen, bends):
    quarter = Quarter.sound(lattice(6, COLUMNS, seed, bends=bends))
    expected = []
    for kind, (r, c) in zip(chosen, SITES, strict=False):
        code, east = (f"G{r * COLUMNS + at:03d}" for at in (c, c + 1))
        expected += PLANTERS[kind](quarter, code, east)
    return quarter, expected


@settings(deadline=None, max_examples=25)
@given(seed=seeds, chosen=kinds, bends=st.integers(0, 3))
def test_each_planted_fault_is_found_once_and_nothing_else(seed, chosen, bends):
    quarter, expected = planted(seed, chosen, bends)
    found = Counter(
        (one.rule, frozenset(one.codes), one.households) for one in check(quarter.view())
    )
    assert found == Counter(expected)


@settings(deadline=None, max_examples=10)
@given(seed=seeds, bends=st.integers(0, 3))
def test_a_sound_quarter_has_no_findings(seed, bends):
    assert check(Quarter.sound(lattice(6, COLUMNS, seed, bends=bends)).view()) == []


@settings(deadline=None, max_examples=10)
@given(seed=seeds, chosen=kinds)
def test_no_two_findings_share_an_id_and_every_fix_says_what_it_costs(seed, chosen):
    quarter, _ = planted(seed, chosen, 2)
    found = check(quarter.view())
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.fixes
        known = [fix.households for fix in one.fixes if fix.households is not None]
        assert all(cost >= 0 for cost in known)
