"""The record as pages for people: made from editions alone, as dossiers are, and with the standing of a claim first."""
