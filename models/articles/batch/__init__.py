"""Pages by the million: out of archives and data sets, into Parquet, on as many machines as there are."""
