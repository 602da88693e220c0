"""What assistants may ask of the record: each tool with what it takes, what it answers, and the answer in words.

Nothing here knows of HTTP or of the protocol that carries it. Nothing that is asked is stored, logged or kept.
"""
