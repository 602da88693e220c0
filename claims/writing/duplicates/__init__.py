"""Claims that may say the same as another: found among what is published and the desk's own drafts, and decided on."""
