"""Options that say about files what the database knows of its networks by itself."""

from collections.abc import Mapping

from gridgeo.domain.errors import BadInputError


def refuse_file_options(given: Mapping[str, object], why: str) -> None:
    """Refuse options that a network of the database has no use for, rather than pass them over.

    Parameters
    ----------
    given : mapping of str to object
        Options by name; one that is false was not given.
    why : str
        What holds instead; ends the sentence.

    Raises
    ------
    BadInputError
        With the first option that was given.
    """
    for option, value in given.items():
        if value:
            raise BadInputError(f"--{option} is for files; {why}.", field=option)
