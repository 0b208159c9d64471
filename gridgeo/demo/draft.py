"""Everything that is drawn before it becomes tables: ground, sites, buildings, homes, networks."""

from dataclasses import dataclass

from gridgeo.demo.areas import Places, name_areas
from gridgeo.demo.buildings import Buildings, raise_buildings
from gridgeo.demo.drawing import count_population
from gridgeo.demo.frame import make_frame
from gridgeo.demo.homes import Homes, fill_homes
from gridgeo.demo.layout import Layout, lay_out
from gridgeo.demo.networks import PresentNetwork, draw_networks
from gridgeo.demo.sites import Sites, place_sites
from gridgeo.demo.sizes import demo_size
from gridgeo.demo.streets import Streets, name_streets


@dataclass(frozen=True, slots=True)
class Draft:
    """A district on the lattice and in metres, a pure function of its size and seed."""

    layout: Layout
    streets: Streets
    names: Places
    sites: Sites
    buildings: Buildings
    homes: Homes
    networks: list[PresentNetwork]


def make_draft(size: str, seed: int) -> Draft:
    """Draw a district.

    Raises
    ------
    BadInputError
        If there is no such size.
    """
    demo = demo_size(size)
    layout = lay_out(make_frame(demo, seed), seed)
    streets = name_streets(layout, seed)
    names = name_areas(layout, seed)
    sites = place_sites(streets, seed)
    buildings = raise_buildings(layout, sites, seed)
    homes = fill_homes(buildings, sites, demo.households, seed)
    population = count_population(layout, sites, buildings, homes.building)
    networks = draw_networks(layout, population, sites, names, seed)
    return Draft(layout, streets, names, sites, buildings, homes, networks)
