"""Names of a spreadsheet matched to what is published, as OpenRefine asks for it: sources, subjects and claims.

The Reconciliation Service API of the W3C Entity Reconciliation Community Group, in version 0.2 and in the draft of 1.0.
Nothing that is asked is stored, logged or kept: names are parameters of functions, and values of a query.
"""
