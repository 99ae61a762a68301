"""Batch: whole reports and tables in, labelled rows out; resumable, in order, with nothing lost on the way."""
