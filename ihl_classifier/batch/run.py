"""A batch run: inputs to passages, passages to answers, answers to one table; it can be killed and run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from ihl_classifier import __version__
from ihl_classifier.batch.inputs import Item, Source, find_sources, fingerprint, read_items
from ihl_classifier.batch.journal import Entry, Journal, journal_path
from ihl_classifier.batch.labelling import CHUNK, Labels, Outcome, label_in_order
from ihl_classifier.batch.progress import Quiet, Reports
from ihl_classifier.batch.same_as import propose, signature
from ihl_classifier.exchange.csv_file import CsvWriter
from ihl_classifier.exchange.jsonl import JsonlWriter
from ihl_classifier.exchange.output import OutputRow, Writer
from ihl_classifier.exchange.table import proposed
from ihl_classifier.exchange.xlsx import XlsxWriter
from ihl_classifier.reading.rows import MAX_CHARS
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import ErrorLine, IhlError
from ihl_classifier.schema.passage import BatchRow


class Format(StrEnum):
    """Formats a batch is written in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class Start(StrEnum):
    """Where a run begins: where an earlier one stopped if there was one, only there, or anew."""

    EITHER = "either"
    RESUME = "resume"
    RESTART = "restart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did: counts of files and rows, how many rows an earlier run had finished, where the output is."""

    files: int
    rows: int
    errors: int
    with_candidates: int
    abstained: int
    resumed_from: int
    out: Path
    replaced: Path | None
    """The name under which an output that was there before is kept."""
    not_carried: tuple[str, ...]
    """Columns of the inputs that the format has no place for."""
    own_outputs: tuple[Path, ...] = ()
    """Files in the input folders that were left out because an earlier batch wrote them."""


def format_of(out: Path, chosen: str = "") -> Format:
    """Return the format of an output by its name, or as chosen.

    Raises:
        IhlError: `unknown_format`.
    """
    name = (chosen or out.suffix.removeprefix(".")).casefold()
    if name not in set(Format):
        hint = "name it .csv, .xlsx or .jsonl, or choose with --format"
        raise IhlError("unknown_format", "the output's format cannot be told from its name", str(out), hint)
    return Format(name)


def run_batch(
    inputs: Sequence[Path], out: Path, labeller: Labels, *, load: Callable[[], Labels], form: Format,
    start: Start = Start.EITHER, workers: int = 1, max_chars: int = MAX_CHARS, progress: Reports | None = None,
) -> Summary:  # fmt: skip
    """Return the counts of a run that labelled all inputs and wrote `out`.

    Rows come in input order. Finished ones are journalled beside `out`; after a kill the same call goes on behind the
    last of them. An output that was there before is kept as `NAME.bak`. `load` makes the labellers of further workers.

    Raises:
        IhlError: `no_inputs`, `unwritable_output`, `nothing_to_resume`, `journal_of_another_run`, `journal_in_use`,
            `too_many_rows`.
    """
    _check_place(out)
    kept = out.with_name(out.name + ".bak")
    found = find_sources(inputs, (out, journal_path(out), kept))
    if start is Start.RESUME and not journal_path(out).exists():
        hint = "run without --resume to begin"
        raise IhlError("nothing_to_resume", "there is no unfinished run of this output", str(out), hint)
    run = {
        "inputs": fingerprint(found.sources), "rules": labeller.info.rules_version, "model": labeller.info.version,
        "program": __version__, "max_chars": str(max_chars),
    }  # fmt: skip
    with Journal(journal_path(out), run, restart=start is Start.RESTART) as journal:
        before = journal.done
        _label(found.sources, journal, labeller, load, workers, max_chars, progress or Quiet())
        summary = _write(journal, out, form, kept)
        journal.remove()
    return replace(summary, files=len(found.sources), resumed_from=before, own_outputs=found.own_outputs)


def _check_place(out: Path) -> None:
    if out.is_dir() or not out.parent.is_dir():
        hint = "give a file name in a folder that is there"
        raise IhlError("unwritable_output", "the output cannot be written there", str(out), hint)


def _label(
    sources: Sequence[Source], journal: Journal, labeller: Labels, load: Callable[[], Labels], workers: int,
    max_chars: int, progress: Reports,
) -> None:  # fmt: skip
    """Label what the journal does not have yet, and journal it in order."""
    items = list(read_items(sources, max_chars=max_chars))
    rest = items[journal.done :]
    progress.start(len(items), journal.done)
    if workers < 1:
        workers = workers_for(len(rest))
    ready = [item.incident for item in rest if isinstance(item, Item)]
    outcomes = _flat(label_in_order(ready, labeller, load=load, workers=workers))
    remaining = iter(rest)
    while batch := list(islice(remaining, CHUNK)):
        journal.append([_entry(item, outcomes) for item in batch])
        progress.advance(len(batch))


def workers_for(count: int) -> int:
    """Return how many processes are worth starting for so many rows: each takes seconds to load its labeller."""
    import os

    return 1 if count < 2_000 else min(os.cpu_count() or 1, 8)


def _flat(chunks: Iterator[list[Outcome]]) -> Iterator[Outcome]:
    for chunk in chunks:
        yield from chunk


def _entry(item: Item | ErrorLine, outcomes: Iterator[Outcome]) -> Entry | ErrorLine:
    if isinstance(item, ErrorLine):
        return item
    outcome = next(outcomes)
    if not isinstance(outcome, LabelledIncident):
        where = f"{item.ref.document}, {outcome.where}" if outcome.where else item.ref.document
        return ErrorLine(item.incident.id, item.ref.paragraph, replace(outcome, where=where))
    answer = replace(outcome, warnings=(*outcome.warnings, *item.cautions)) if item.cautions else outcome
    given = {name: getattr(item.incident, name) or "" for name in ("date", "country", "source")}
    return Entry(BatchRow(answer, item.ref), given, item.extra)


def _write(journal: Journal, out: Path, form: Format, kept: Path) -> Summary:
    """Write the output from the journal: duplicates are proposed over all of it, so it is read twice."""
    signatures, columns, numbers = [], {}, []
    for number, entry in enumerate(journal.entries()):
        if isinstance(entry, Entry):
            signatures.append(signature(entry.row, entry.given.get("date", "")))
            numbers.append(number)
            columns.update(dict.fromkeys(entry.extra))
    same = {numbers[place]: ids for place, ids in propose(signatures).items()}
    counts: Counter[str] = Counter()
    with _writer(out, form, list(columns)) as writer:
        for number, entry in enumerate(journal.entries()):
            counts["rows"] += 1
            if isinstance(entry, ErrorLine):
                counts["errors"] += 1
                writer.append(entry)
                continue
            answer = entry.row.answer
            counts["with_candidates"] += bool(proposed(answer))
            counts["abstained"] += answer.abstained_because is not None
            place = entry.row.passage
            writer.append(
                OutputRow(answer=answer, passage=place, same_as=same.get(number, ()), extra=entry.extra, **entry.given)
            )
        replaced = _keep(out, kept)
    left = tuple(columns) if form is Format.JSONL else ()
    return Summary(
        files=0, rows=counts["rows"], errors=counts["errors"], with_candidates=counts["with_candidates"],
        abstained=counts["abstained"], resumed_from=0, out=out, replaced=replaced, not_carried=left,
    )  # fmt: skip


def _keep(out: Path, kept: Path) -> Path | None:
    """Give an output that is there already another name, so that no one's remarks in it are lost; return that."""
    if not out.is_file() or out.stat().st_size == 0:
        return None
    out.replace(kept)
    return kept


def _writer(out: Path, form: Format, extra: list[str]) -> Writer:
    if form is Format.JSONL:
        return JsonlWriter(out)
    return CsvWriter(out, extra) if form is Format.CSV else XlsxWriter(out, extra)
