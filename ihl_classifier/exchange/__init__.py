"""Exchange: one file a format, each written whole or not at all."""
