"""`ihl`: the entry point. Commands are imported only when called, so that help is instant."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from pydantic import ValidationError

from ihl_classifier import __version__
from ihl_classifier.paths import DataMissing
from ihl_classifier.schema.error import IhlError

COMMANDS: dict[str, tuple[str, str]] = {
    "label": ("ihl_classifier.cli.label:label", "Label incident texts from a file or standard input."),
    "batch": ("ihl_classifier.cli.batch:batch", "Label whole reports and tables, with progress; resumable."),
    "serve": ("ihl_classifier.cli.serve:serve", "Start the HTTP service."),
    "rules": ("ihl_classifier.cli.rules:rules", "List, show, test and report on the rules."),
    "parties": ("ihl_classifier.cli.parties:parties", "Show and find parties; check the registry."),
    "corpus": ("ihl_classifier.cli.corpus:corpus", "Check the labelled corpus and count it."),
    "train": ("ihl_classifier.cli.train:train", "Train the classifier on the corpus."),
    "evaluate": ("ihl_classifier.cli.evaluate:evaluate", "Measure the labeller on labelled text."),
    "models": ("ihl_classifier.cli.models:models", "List, verify, promote and roll back models."),
    "review": ("ihl_classifier.cli.review:review", "Export corrections and retrain on them."),
    "keys": ("ihl_classifier.cli.keys:keys", "Create, list and revoke API keys."),
    "data": ("ihl_classifier.cli.data:data", "Purge, back up and restore the store."),
    "schema": ("ihl_classifier.cli.schema:schema", "Print the JSON Schema of the Contract."),
    "doctor": ("ihl_classifier.cli.doctor:doctor", "Check this installation and say what to mend."),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order of the docs."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="ihl")
def cli() -> None:
    """Read reports of armed-conflict incidents; propose customary IHL rules for review.

    Output is a list of candidates for a person to review. It is never a finding.
    """


def main() -> None:
    """Run `ihl`; errors that a user can act on are printed without a traceback, with exit code 2."""
    try:
        cli()
    except (IhlError, DataMissing) as error:
        click.echo(f"ihl: {error}", err=True)
        sys.exit(2)
    except ValidationError as error:
        if error.title != "Settings":
            raise
        for fault in error.errors(include_url=False, include_input=False):
            click.echo(f"ihl: setting IHL_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}", err=True)
        sys.exit(2)
