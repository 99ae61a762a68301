"""A batch run in a process of its own, for tests that kill it: IN OUT LOG SECONDS WORKERS."""

from __future__ import annotations

import sys
from pathlib import Path

from keyword_labeller import LoggingLabeller, load

from ihl_classifier.batch.run import format_of, run_batch

if __name__ == "__main__":
    source, out, log, seconds, workers = sys.argv[1:]
    summary = run_batch(
        [Path(source)], Path(out), LoggingLabeller(Path(log), float(seconds)), load=load,
        form=format_of(Path(out)), workers=int(workers),
    )  # fmt: skip
    print(summary.resumed_from, summary.rows)
