"""Words of the field as values: enums, small frozen dataclasses, errors. No I/O."""
