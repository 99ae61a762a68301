"""What loading costs, in a fresh process: seconds from its first line, and the memory it then holds."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

LABELLER = "from ihl_classifier.labeller import Labeller; held = Labeller.load()"
BASELINE = "from ihl_classifier.bench.baseline import load_blank; held = load_blank()"
_CODE = """
import time; began = time.perf_counter()
{load}
took = time.perf_counter() - began
import json, resource, sys
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
print(json.dumps({{"seconds": took, "memory_mb": peak}}))
"""


@dataclass(frozen=True, slots=True)
class Loading:
    """Seconds to load, imports included, and the most memory held, in MB."""

    seconds: float
    memory_mb: float


def loading(load: str) -> Loading:
    """Return what the statement `load` costs; raises subprocess.CalledProcessError where it fails."""
    done = subprocess.run([sys.executable, "-c", _CODE.format(load=load)], check=True, capture_output=True, text=True)
    return Loading(**json.loads(done.stdout))
