"""The store: incidents, labellings, reviews, keys and the audit trail, in SQLite or PostgreSQL."""

from ihl_classifier.store.store import Store, Unit, open_store

__all__ = ["Store", "Unit", "open_store"]
