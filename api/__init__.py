"""The HTTP interface: routers, schemas, and the one table from error to status."""
