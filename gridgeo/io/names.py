"""Names that somebody gave wrongly, and those that were probably meant."""

from difflib import get_close_matches


def nearest(word: str, names: list[str]) -> str:
    """End a sentence with the one of ``names`` that was probably meant, or with all of them."""
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; there are: {', '.join(names) or 'none'}."
