"""`ihl models`: the models of this installation, and which one is in use."""

from __future__ import annotations

import json

import click

from ihl_classifier.learning.model_store import ModelStore, StoredModel
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings


def open_store() -> ModelStore:
    """Return the store of this installation's data folder."""
    return ModelStore(Settings().data_dir)


@click.group()
def models() -> None:
    """List, verify, promote and roll back models."""


@models.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
def list_models(form: str) -> None:
    """List the models; `*` marks the one in use."""
    entries = open_store().list()
    if form == "json":
        click.echo(json.dumps([_entry(entry) for entry in entries], ensure_ascii=False, indent=1))
        return
    if not entries:
        click.echo("no models; train one: ihl train")
    for entry in entries:
        mark, origin = "*" if entry.current else " ", "shipped" if entry.shipped else "local"
        if entry.manifest is None:
            click.echo(f"{mark} {entry.version:<22} {origin:<8} not usable: {entry.fault}")
            continue
        told = entry.manifest
        figures = "  ".join(f"{name} {value:.3f}" for name, value in told.measured.items())
        click.echo(
            f"{mark} {entry.version:<22} {origin:<8} {told.created[:16]}  {told.rows} rows  {figures}  {told.note}"
        )


@models.command()
@click.argument("version", required=False)
def show(version: str | None) -> None:
    """Print the manifest of a model (default: the one in use) without its self-test texts, and the history."""
    store = open_store()
    manifest = store.manifest(_chosen(store, version))
    body = manifest.model_dump(mode="json", exclude={"self_test"})
    body["self_test_texts"] = len(manifest.self_test)
    body["history"] = [event.model_dump(mode="json") for event in store.history()]
    click.echo(json.dumps(body, ensure_ascii=False, indent=1))


@models.command()
@click.argument("version", required=False)
def verify(version: str | None) -> None:
    """Check a model (default: the one in use): trust, hashes, format, self-test."""
    store = open_store()
    manifest = store.verify(_chosen(store, version))
    click.echo(f"{manifest.version}: trusted, unchanged, {len(manifest.self_test)} self-test texts as they were")


@models.command()
@click.argument("version")
def promote(version: str) -> None:
    """Check a model and use it from now on."""
    store = open_store()
    before = store.current()
    store.promote(version)
    click.echo(f"in use: {version} (before: {before or 'none'}); back: ihl models rollback")


@models.command()
def rollback() -> None:
    """Use the model before the last promotion again."""
    store = open_store()
    before = store.current()
    click.echo(f"in use: {store.rollback()} (before: {before})")


def _chosen(store: ModelStore, version: str | None) -> str:
    chosen = version or store.current()
    if chosen is None:
        raise IhlError("model_missing", "there is no model", hint="train one: `ihl train`")
    return chosen


def _entry(entry: StoredModel) -> dict[str, object]:
    body: dict[str, object] = {
        "version": entry.version,
        "origin": "shipped" if entry.shipped else "local",
        "current": entry.current,
        "fault": entry.fault,
    }
    if entry.manifest is not None:
        body |= entry.manifest.model_dump(mode="json", include={"created", "rows", "measured", "note"})
    return body
