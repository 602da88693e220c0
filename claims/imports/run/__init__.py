"""An import from beginning to end: started, tried out, run, published, reported."""
