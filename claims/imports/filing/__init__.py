"""From what was read to rows of the desk: what is known already, what changes, what a person has to decide."""
