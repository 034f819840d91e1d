"""Pages from the public web: fetched safely, crawled politely."""
