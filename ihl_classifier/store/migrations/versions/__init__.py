"""One module a version of the schema; never edit one that was released."""
