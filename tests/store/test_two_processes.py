"""Two processes that open one new store at the same time and write to it: nothing is lost, nothing is locked out."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

from ihl_classifier.store import open_store

WRITES = 60
WRITER = """
import sys
from ihl_classifier.schema.incident import Incident
from ihl_classifier.store import open_store
store = open_store(sys.argv[1])
for number in range(int(sys.argv[3])):
    with store.write() as unit:
        before = len(unit.audit.list(10_000))  # a read before the write: the case that fails without BEGIN IMMEDIATE
        incident_id = unit.incidents.add(Incident(text=f"text {sys.argv[2]} {number}"))
        unit.audit.add(sys.argv[2], "incident.create", str(before))
store.close()
"""


def test_two_processes_write_at_once(store_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, store_url]
    running = [
        subprocess.Popen([*command, name, str(WRITES)], stderr=subprocess.PIPE, text=True) for name in ("one", "two")
    ]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in running]
    assert ended == [("", 0), ("", 0)]
    store = open_store(store_url)
    with store.read() as unit:
        entries = unit.audit.list(10_000)
    store.close()
    assert Counter(entry.who for entry in entries) == {"one": WRITES, "two": WRITES}
    if store_url.startswith("sqlite"):
        # Writers take turns, so each saw all that was written before it.
        assert [entry.object_id for entry in entries] == [str(number) for number in range(2 * WRITES)]
