"""Where an import reads from: addresses, files, uploads, and the bounds of all of them."""
