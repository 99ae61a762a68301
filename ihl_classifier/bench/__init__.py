"""Measures what a text costs beside a plain baseline in the same run: `python -m ihl_classifier.bench`."""
