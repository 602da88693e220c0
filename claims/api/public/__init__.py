"""What readers ask over HTTP: translated into questions to the record, and its answers into HTTP."""
