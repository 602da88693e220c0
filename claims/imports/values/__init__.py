"""Single values as people write them: dates, languages, addresses, texts."""
