"""A network's grids as a file, in the format and the coordinate system that are asked for."""

from datetime import datetime

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse

from api.access import Action
from api.deps import SessionDep, allow
from api.file_answers import FILES, Encoding, FileCrs, FormatName, file_answer
from api.params import AsOf
from api.schemas.common import NetworkCode
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
    format: FormatName = "gpkg",
    crs: FileCrs = "EPSG:4326",
    encoding: Encoding = "utf-8",
) -> FileResponse:
    """Give the grids of a network, as they are or were, as one file."""
    chosen = format_of_name(format)
    return file_answer(
        _file_name(network, as_of),
        chosen,
        lambda path: export_network(
            session, network, path, as_of=as_of, crs=crs, encoding=encoding, chosen=chosen
        ),
    )


def _file_name(network: str, as_of: datetime | None) -> str:
    return f"{network}{'' if as_of is None else f'-{as_of:%Y-%m-%d}'}"
