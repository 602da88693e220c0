"""The Model Context Protocol over HTTP at `/mcp`: assistants ask the published record.

Revision 2026-07-28: each request is one POST that says all there is to know, and nothing is kept between two of them.
Clients of the revisions before send three messages more (`initialize`, `notifications/initialized`, `ping`), which are
answered and forgotten as well. Answers are JSON, never a stream; there is nothing to subscribe to.
"""
