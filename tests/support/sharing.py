"""How the tests of a run are shared out to its processes."""

from xdist.scheduler import LoadFileScheduling

PAGE = "test_the_examples_of_a_page_run["


class ByFileAndPage(LoadFileScheduling):
    """A file's tests stay together for its fixtures; each page of the documentation is its own."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        return nodeid if test.startswith(PAGE) else file
