"""Networks and their standards: define, load, change."""

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from gridgeo.db.tables import DedicatedRule as StoredRule
from gridgeo.db.tables import Network, NetworkStandard
from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.dedicated import DedicatedRule
from gridgeo.domain.enums import AreaSetting, Relation
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.network import NetworkSpec
from gridgeo.domain.workload import Workload

# Read by every operation: a row for each pair of a standard and a rule, in one statement.
_DEFINITION = (
    select(Network, NetworkStandard, StoredRule)
    .outerjoin(NetworkStandard, NetworkStandard.network_code == Network.code)
    .outerjoin(StoredRule, StoredRule.network_code == Network.code)
    .where(Network.code == bindparam("code"))
    .order_by(StoredRule.kind)
)


def save_network(session: Session, spec: NetworkSpec) -> None:
    """Define a network, or change its definition; its grids stay as they are."""
    values = {
        "name": spec.name,
        "unit": spec.unit,
        "level": spec.level,
        "dedicated": spec.dedicated,
        "dedicated_counts": spec.dedicated_counts,
        "workload": {} if spec.workload is None else spec.workload.weights(),
        "code_template": spec.code_template.text,
        "relation": spec.relation,
        "related_network_code": spec.related_network_code,
    }
    session.execute(
        upsert(Network)
        .values(code=spec.code, **values)
        .on_conflict_do_update(index_elements=["code"], set_=values)
    )
    _save_rules(session, spec)
    session.execute(delete(NetworkStandard).where(NetworkStandard.network_code == spec.code))
    session.execute(
        insert(NetworkStandard),
        [
            {
                "network_code": spec.code,
                "setting": setting,
                "minimum": spec.band(setting).minimum,
                "target": spec.band(setting).target,
                "maximum": spec.band(setting).maximum,
            }
            for setting in AreaSetting
        ],
    )


def _save_rules(session: Session, spec: NetworkSpec) -> None:
    session.execute(delete(StoredRule).where(StoredRule.network_code == spec.code))
    session.add_all(
        StoredRule(
            network_code=spec.code,
            kind=rule.kind,
            radius_m=rule.radius_m,
            minimum_m2=rule.minimum_m2,
        )
        for rule in spec.dedicated_grids.rules
    )


def lock_network(session: Session, code: str) -> None:
    """Keep a network's row until the transaction ends; nothing happens where there is none."""
    session.scalars(select(Network.code).where(Network.code == code).with_for_update()).all()


def load_network(session: Session, code: str) -> NetworkSpec:
    """Load a network's definition.

    Raises
    ------
    NotFoundError
        If there is no such network; the sentence names those that there are.
    """
    found = session.execute(_DEFINITION, {"code": code}).all()
    if not found:
        codes = ", ".join(session.scalars(select(Network.code).order_by(Network.code)))
        raise NotFoundError(
            f"There is no network '{code}'; there are: {codes or 'none'}.", field="network"
        )
    row = found[0].Network
    bands = {
        standard.setting: HouseholdBand(standard.minimum, standard.target, standard.maximum)
        for _, standard, _ in found
        if standard is not None
    }
    rules = {rule.kind: rule for _, _, rule in found if rule is not None}
    return NetworkSpec(
        code=row.code,
        name=row.name,
        unit=row.unit,
        urban=bands.get(AreaSetting.URBAN, HouseholdBand()),
        rural=bands.get(AreaSetting.RURAL, HouseholdBand()),
        level=row.level,
        dedicated=row.dedicated,
        dedicated_counts=row.dedicated_counts,
        dedicated_rules=tuple(
            DedicatedRule(rule.kind, rule.radius_m, rule.minimum_m2) for rule in rules.values()
        ),
        workload=Workload(**row.workload) if row.workload else None,
        code_template=CodeTemplate(row.code_template),
        relation=row.relation,
        related_network_code=row.related_network_code,
    )


def load_dependents(session: Session, code: str) -> list[NetworkSpec]:
    """Load the networks that have declared a relation to this one, by code."""
    codes = session.scalars(
        select(Network.code)
        .where(Network.related_network_code == code, Network.relation != Relation.FREE)
        .order_by(Network.code)
    ).all()
    return [load_network(session, one) for one in codes]


def network_exists(session: Session, code: str) -> bool:
    """Say whether a network of this code is defined."""
    return session.get(Network, code) is not None
