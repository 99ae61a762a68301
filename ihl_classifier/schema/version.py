"""The version of the Contract; 0.x until the reviewers' part is done, then 1.0."""

SCHEMA_VERSION = "0.1"
