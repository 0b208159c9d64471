"""The small demo in a database with its gazetteer, made without its households."""

from sqlalchemy.orm import Session

from gridgeo.demo.district import District, make_district
from gridgeo.services import import_layers
from gridgeo.services.geocode_gazetteer import build_gazetteer


def build(session: Session) -> District:
    """Put areas, streets, compounds and buildings of the small demo into an empty database."""
    district = make_district("small", 0)
    import_layers.import_areas(session, district.areas)
    import_layers.import_barriers(session, district.barriers)
    import_layers.import_compounds(session, district.compounds)
    import_layers.import_buildings(session, district.buildings)
    build_gazetteer(session)
    return district
