"""Correction requests over HTTP: anybody sends them and looks at their state, editors decide."""
