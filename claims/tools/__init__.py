"""What other programs use to read the record: reconciliation, assistants."""
