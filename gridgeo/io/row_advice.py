"""What to do about a row that was left out, by the reason for it."""

_ADVICE = (
    ("is missing", "Fill it in."),
    ("is no number", "Write digits only, without a unit."),
    ("is negative", "Write zero or more."),
    ("is not between", "Correct the number."),
    ("is no whole number", "Write a whole number."),
    ("is none of", "Write one of these words, or map another field."),
    ("is no day", "Write the day as year-month-day."),
    ("is no time", "Write it as 2027-06-01 08:30."),
    ("stands in row", "Keep one of the two rows, or give this one a key of its own."),
    ("is not among", "Import that first, or correct the code."),
    ("is no grid", "Import that grid first, or correct the code."),
    ("is only for", "Clear it."),
    ("is invalid", "Mend the shape in a GIS (“fix geometries”), and look at what became of it."),
    ("has a broken shape", "Close the ring where it was drawn."),
    ("lies outside", "Say the true coordinate system."),
    ("has coordinates", "Write plain numbers."),
    ("is no shape", "Write WKT, such as POINT (114.3 30.6)."),
    ("has more than", "Simplify the shape, or split it."),
    ("could not be placed", "Correct the address, or place it by hand on the map."),
)


def advice_for(column: str, reason: str) -> str:
    """Say what to do about a row.

    Parameters
    ----------
    column : str
        The column at fault.
    reason : str
        What is wrong with it, as the end of a sentence.
    """
    for start, advice in _ADVICE:
        if reason.startswith(start):
            return advice
    if "cells where" in reason:
        return "Give the row as many cells as the heading; put texts with commas in quotes."
    if column == "geometry":
        return "Bring a shape of the kind that is asked for."
    return "Correct the value."
