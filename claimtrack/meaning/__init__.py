"""What texts mean, as vectors: two models of language, made once from packages and run without network or torch."""
