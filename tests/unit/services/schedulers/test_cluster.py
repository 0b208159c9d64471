"""A Dask cluster of this machine: the same plan, also when a worker is killed in the middle."""

import pytest

from gridgeo.domain.errors import UnavailableError
from gridgeo.services.schedulers import open_scheduler
from tests.support import scheduled

distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

pytestmark = [
    pytest.mark.slow,
    # What Dask's own threads and sockets leave when a worker is killed is not ours to judge.
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def cluster(tmp_path):
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        host="127.0.0.1",
        local_directory=str(tmp_path),
        silence_logs=50,
    ) as cluster:
        yield cluster


def test_a_cluster_gives_the_same_plan_though_a_worker_is_killed_in_the_middle(cluster):
    killed: list[int] = []

    def pids() -> list[int]:
        return sorted(nanny.pid for nanny in cluster.workers.values() if nanny.pid)

    with open_scheduler(cluster.scheduler_address) as executor:
        answer = scheduled.plan(executor, lambda: killed.append(scheduled.kill_first(pids())))
    assert killed
    assert scheduled.same(answer, scheduled.plan())


def test_an_address_where_nobody_answers_is_a_sentence(monkeypatch):
    monkeypatch.setattr("gridgeo.services.schedulers.cluster.CONNECT_S", 1)
    with (
        pytest.raises(UnavailableError, match="No scheduler of a Dask cluster"),
        open_scheduler("tcp://127.0.0.1:9"),
    ):
        pass
