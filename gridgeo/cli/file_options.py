"""Options that say about files what the database knows of its networks by itself."""

from collections.abc import Mapping

import typer

from gridgeo.domain.errors import BadInputError


def given_options(context: typer.Context) -> dict[str, str]:
    """Give the options of a command that were typed: how each parameter is called on the screen."""
    found = {}
    for one in context.command.params:
        source = context.get_parameter_source(one.name or "")
        if source is not None and source.name == "COMMANDLINE":
            found[one.name or ""] = max(one.opts, key=len).lstrip("-")
    return found


def require_beside(given: Mapping[str, str], needs: Mapping[str, str]) -> None:
    """Refuse options that mean nothing without another one.

    Parameters
    ----------
    given : mapping of str to str
        From `given_options`.
    needs : mapping of str to str
        Parameter to the parameter that it needs.

    Raises
    ------
    BadInputError
        With the first option that stands alone.
    """
    for name, needed in needs.items():
        if name in given and needed not in given:
            other = needed.replace("_", "-")
            raise BadInputError(f"--{given[name]} needs --{other} beside it.", field=name)


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
