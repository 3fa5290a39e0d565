"""What happened: an append-only column store of sealed Parquet segments, read with Ibis expressions. No database, no Django."""
