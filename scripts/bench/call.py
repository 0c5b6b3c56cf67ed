"""One call of a program: how long it took, how much memory it had, what it printed."""

import os
import platform
import subprocess
import tempfile
import time


class Failed(Exception):
    """Why a program could not run, in its own words where it has any."""


def timed(command, out=subprocess.DEVNULL):
    """Seconds, CPU seconds, also of the processes it started, and peak MiB of the largest of them."""
    with tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        try:
            process = subprocess.Popen(command, stdout=out, stderr=errors)
        except OSError as error:
            raise Failed(str(error)) from None
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        if process.returncode != 0:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            raise Failed(lines[-1] if lines else f"exit status {process.returncode}")
    # Linux counts in KiB, macOS in bytes.
    unit = 1 if platform.system() == "Darwin" else 1024
    return {"seconds": round(seconds, 4), "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 4),
            "peak_mib": round(usage.ru_maxrss * unit / 2**20)}


def printed(command):
    """What it writes to standard output."""
    with tempfile.TemporaryFile() as out:
        timed(command, out)
        out.seek(0)
        return out.read().decode().strip()
