"""The database, one module per table."""
