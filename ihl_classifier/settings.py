"""The settings: environment variables with the prefix IHL_, or a TOML file named by IHL_CONFIG."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from sqlalchemy import URL


class Settings(BaseSettings):
    """What an operator may change; every field is documented in docs/settings.md (a test compares them)."""

    model_config = SettingsConfigDict(env_prefix="IHL_", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("ihl", appauthor=False),
        description="Folder of the database, keys, jobs and promoted models.",
    )
    database_url: str = Field(
        default="", description="SQLAlchemy URL of the store; empty means a SQLite file in data_dir."
    )
    host: str = Field(default="127.0.0.1", description="Address that `ihl serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `ihl serve` listens on.")
    workers: int = Field(default=0, ge=0, le=64, description="Labellers loaded by the service; 0 means one a core.")
    queue_limit: int = Field(
        default=64, ge=1, description="Requests that may wait for a labeller; beyond it the answer is 503."
    )
    max_text_chars: int = Field(
        default=200_000, ge=1_000, description="Longest text of one incident, in Unicode code points."
    )
    max_body_bytes: int = Field(default=8_000_000, ge=10_000, description="Longest HTTP body, in bytes; beyond it 413.")
    max_batch_texts: int = Field(default=256, ge=1, description="Most texts in one POST /v1/label/batch.")
    rate_limit_per_second: int = Field(
        default=20, ge=1, description="Requests a second a key may make; not applied on loopback."
    )
    model: str = Field(default="", description="Folder of the model to use; empty means the promoted or shipped one.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources in order: arguments, environment, TOML file."""
        sources: list[PydanticBaseSettingsSource] = [init_settings, env_settings]
        if config := os.environ.get("IHL_CONFIG"):
            if not Path(config).is_file():
                raise FileNotFoundError(f"IHL_CONFIG names {config}, which is no file")
            sources.append(TomlConfigSettingsSource(settings_cls, toml_file=config))
        return tuple(sources)

    @cached_property
    def store_url(self) -> str:
        """Return the SQLAlchemy URL of the store."""
        file = URL.create("sqlite", database=str(self.data_dir / "ihl.sqlite3"))
        return self.database_url or file.render_as_string(hide_password=False)
