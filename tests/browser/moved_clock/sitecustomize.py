"""At what time does a process believe it was started? For tests that run whole processes on a fixed date.

A folder on PYTHONPATH that holds this name is read by Python at every start, also of the processes that a process
starts. The clock goes on from the moment named: idle times and waits pass as they do otherwise.
"""

import os
from datetime import datetime

import time_machine

moment = os.environ.get("TESTS_STARTED_AT")
if moment:
    time_machine.travel(datetime.fromisoformat(moment), tick=True).start()
