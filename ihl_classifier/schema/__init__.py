"""The Contract: what goes in and what comes out, as small frozen types. `SCHEMA_VERSION` names its version."""

from ihl_classifier.schema.version import SCHEMA_VERSION

__all__ = ["SCHEMA_VERSION"]
