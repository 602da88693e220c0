"""The desk over HTTP, under /api/v1/desk/: for staff."""
