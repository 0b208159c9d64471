"""A Dask cluster as an executor; an optional extra, ``pip install 'gridgeo[cluster]'``."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from gridgeo.domain.errors import BadInputError, UnavailableError

CONNECT_S = 10


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Connect to a cluster's scheduler; its workers need the same version of gridgeo.

    A worker that dies in the middle is Dask's to replace: the same calls run elsewhere.

    Raises
    ------
    BadInputError
        If the extra is not installed.
    UnavailableError
        If nobody answers at the address.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - heavy, and optional
    except ImportError as error:
        raise BadInputError(
            "A cluster needs the extra 'cluster': pip install 'gridgeo[cluster]'.",
            field="scheduler",
        ) from error
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=CONNECT_S, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise UnavailableError(
            f"No scheduler of a Dask cluster answers at '{address}'.", field="scheduler"
        ) from error
    with client:
        executor: Executor = client.get_executor(  # type: ignore[no-untyped-call]
            pure=False
        )
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False)  # Dask's own cancels what runs then
            raise
        executor.shutdown()
