"""Sums of a network's figures."""

from gridgeo.domain.enums import BandStatus
from gridgeo.reports.network_figures import sum_by_town, summarise
from tests.support.sample_report import sample_report


def test_grids_are_counted_by_where_they_lie_against_their_band():
    summary = summarise(sample_report().grids)
    assert (summary.under, summary.in_band, summary.over) == (2, 3, 3)
    assert (summary.grids, summary.dedicated, summary.explained) == (8, 1, 1)
    assert summary.in_band_share == 3 / 8
    assert summary.households == 90 + 250 + 300 + 400 + 500 + 590 + 700 + 1200
    assert summary.mean_count == summary.households / 8


def test_towns_add_up_to_the_whole():
    grids = sample_report().grids
    towns = sum_by_town(grids)
    assert [town.name for town in towns] == ["和平街道"]
    assert towns[0].households == summarise(grids).households


def test_a_network_without_counts_has_no_mean_and_no_share():
    dedicated = [grid for grid in sample_report().grids if grid.band is None]
    summary = summarise(dedicated)
    assert (summary.grids, summary.mean_count, summary.in_band_share) == (0, 0.0, 0.0)


def test_a_grid_that_is_not_held_to_the_standard_has_no_status():
    *counted, dedicated = sample_report().grids
    assert dedicated.status is None
    assert dedicated.deviation is None
    assert counted[0].status is BandStatus.UNDER
