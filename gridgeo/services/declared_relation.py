"""Which network another one has to fit, and how, as declared or as asked for."""

from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError


def declared_relation(
    session: Session, network_code: str, model_code: str | None, relation: str | None
) -> tuple[str, str]:
    """Fill in what was not asked for from the network's own definition.

    Returns
    -------
    model_code, relation : str

    Raises
    ------
    NotFoundError
        If a network is not known.
    BadInputError
        If neither the request nor the network says which other network, or which relation.
    """
    network = networks.load_network(session, network_code)
    model = model_code or network.related_network_code
    if model is None:
        raise BadInputError(
            f"'{network_code}' is related to no other network; say which one it has to fit.",
            field="model",
        )
    networks.load_network(session, model)
    wanted = relation or network.relation.value
    if wanted == Relation.FREE.value:
        raise BadInputError(
            f"'{network_code}' is free; say which relation it should keep to '{model}'.",
            field="relation",
        )
    return model, wanted
