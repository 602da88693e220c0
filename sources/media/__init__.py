"""Images, films and recordings as files: what they are, what they tell of where and by whom they were made."""
