"""The versions of the store's schema (Alembic), inside the package so that an installed wheel can upgrade."""
