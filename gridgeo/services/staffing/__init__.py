"""People and grids: who serves what, who stands in, what is fair, how a month went."""
