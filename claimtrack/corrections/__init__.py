"""Requests that something published be corrected: anybody may send one, the desk decides, the outcome is public."""
