"""ClaimReview (schema.org) as publishers write it, read into reviews."""
