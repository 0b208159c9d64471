"""How large what comes in may be; beyond that a file is refused, not tried."""

MOST_FILE_BYTES = 4 << 30
MOST_COLUMNS = 1_000
MOST_VERTICES = 1_000_000  # of one geometry
MOST_CELLS = 40_000_000  # of a workbook, empty ones within the extent of its sheets included
MOST_SHARED_BYTES = 1 << 30  # of the texts that cells share, each counted as often as it stands
MOST_FOOTER_BYTES = 16 << 20  # of a Parquet; and of the header of one of its pages
MOST_PARQUET_ENTRIES = 50_000  # of one list in a footer: columns, groups of rows
MOST_PAGES = 1_000_000  # of a Parquet
MOST_JSON_DEPTH = 32
MOST_XML_DEPTH = 64
MOST_SHAPE_DEPTH = 32  # of shapes in shapes
MOST_TOPOLOGY_BYTES = 256 << 20
MOST_VIEW_STEPS = 100_000_000  # of SQLite's machine, for all views of a file: seconds
MOST_DRAWN = 5_000_000  # shapes of a drawing once its blocks are unfolded, vertices of a topology
MOST_BLOCK_DEPTH = 32
MOST_ENTRIES = 2_000  # of an archive
MOST_UNPACKED_BYTES = 4 << 30
MOST_RATIO = 150.0  # unpacked to packed; maps and tables reach some 20
RATIO_FROM_BYTES = 16 << 20  # below that a high ratio does no harm
