"""Where patrols really went: track cleaning, segmentation, coverage, heat cells."""
