"""Whether what somebody names is at the desk already: sources by who they are, documents by where they stand.

A name alone never says it.
"""
