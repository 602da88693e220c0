"""Webhooks: who subscribes to the feed of changes, how far each has been told, and the sending itself.

Each subscription reads the feed from a position of its own, as any client does. What it is to be told is written down
with that position in one transaction, so whoever is killed loses nothing: what was under way is sent again.
`docs/decisions/webhooks.md` says why.
"""
