"""Pages for people: how they are asked for, in which language they answer, and what stands around all of them."""
