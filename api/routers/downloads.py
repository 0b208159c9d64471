"""A network's grids as a file, in the format and the coordinate system that are asked for."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import FileResponse

from api.access import Action
from api.deps import SessionDep, allow
from api.file_answers import FILES, Encoding, FileCrs, FormatName, file_answer
from api.params import AsOf
from api.schemas.common import NetworkCode
from gridgeo.domain.errors import BadInputError
from gridgeo.io.export_formats import format_of_name
from gridgeo.services.export_network import export_network

router = APIRouter(
    prefix="/networks", tags=["networks"], dependencies=[Depends(allow(Action.FEATURES))]
)


@router.get(
    "/{network}/download",
    operation_id="download_network",
    response_class=FileResponse,
    responses=FILES,  # type: ignore[arg-type]  # FastAPI wants int | str as keys
)
def download_network(
    session: SessionDep,
    network: NetworkCode,
    as_of: AsOf,
    version: Annotated[
        int | None, Query(ge=1, lt=2**31, description="This version, in place of a date")
    ] = None,
    format: FormatName = "gpkg",
    crs: FileCrs = "EPSG:4326",
    encoding: Encoding = "utf-8",
) -> FileResponse:
    """Give the grids of a network, as they are, were or as a version left them, as one file."""
    if version is not None and as_of is not None:
        raise BadInputError("Give a version or a date, not both.", field="version")
    chosen = format_of_name(format)
    return file_answer(
        f"{network}{_state(as_of, version)}",
        chosen,
        lambda path: export_network(
            session,
            network,
            path,
            as_of=as_of,
            version=version,
            crs=crs,
            encoding=encoding,
            chosen=chosen,
        ),
    )


def _state(as_of: datetime | None, version: int | None) -> str:
    """Name what the file holds; nothing for what is in force."""
    if version is not None:
        return f"-v{version}"
    return "" if as_of is None else f"-{as_of:%Y-%m-%d}"
