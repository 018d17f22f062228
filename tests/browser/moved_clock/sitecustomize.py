"""At what time does a process believe that it is? For tests that run whole processes on a fixed date.

A folder on PYTHONPATH that holds this name is read by Python at every start, also of the processes that a process
starts. The clock goes on from the moment named, at which the first of them began: idle times and waits pass as they do
otherwise, and a process that is started anew is not earlier than the one before it.
"""

import os
import time
from datetime import datetime, timedelta

import time_machine

moment = os.environ.get("TESTS_STARTED_AT")
if moment:
    since = time.clock_gettime(time.CLOCK_MONOTONIC) - float(os.environ["TESTS_STARTED_SINCE"])
    time_machine.travel(datetime.fromisoformat(moment) + timedelta(seconds=since), tick=True).start()
