"""A server that a test kills: ``python -m tests.api.doomed_server STORE``."""

import sys
import threading
from datetime import timedelta
from pathlib import Path

from services import jobs
from store.unit import open_store
from tests.api import solvers

if __name__ == "__main__":
    jobs.LEASE = timedelta(seconds=3)
    jobs.JobRunner(open_store(Path(sys.argv[1])), solvers.until_cancelled).start()
    threading.Event().wait(60)
