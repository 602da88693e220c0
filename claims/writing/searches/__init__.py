"""Saved searches: whose they are, how far they were looked through, and who is told of what they found."""
