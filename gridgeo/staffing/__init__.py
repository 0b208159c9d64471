"""Who serves the grids: stand-ins, loads, scores, and the words on a grid's notice sheet."""
