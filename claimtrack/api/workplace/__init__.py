"""The workplace over HTTP: what is said of works, whose they are, who is there, and what somebody is told of."""
