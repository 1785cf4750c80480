#!/usr/bin/env python3
"""The peak resident memory of `customers list --all`, at 10,000 and at 1,000,000 customers.

Starts the sandbox as a process of its own, seeded with that many customers, lists them all with another
process as ndjson, and prints what the kernel says of that one. Exits with 1 where the larger listing
takes more than a tenth more than the smaller, or where lines are missing.

    cargo build --release --bin customers && python3 tests/listing_memory.py
"""

import os
import re
import subprocess
import sys
import tempfile
import time

COMMAND = sys.argv[1] if len(sys.argv) > 1 else "target/release/customers"
ALLOWED = 1.10


def listing(customers: int, page_size: int = 100) -> tuple[int, int, float]:
    """Lines, peak resident KiB and seconds of one listing."""
    with tempfile.TemporaryDirectory() as directory:
        serve = [COMMAND, "sandbox", "serve", "--port", "0", "--seed", str(customers), "--sandbox-dir", directory]
        sandbox = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            environment = dict(os.environ)
            for line in sandbox.stdout:
                found = re.match(r"export (\w+)='?([^'\n]*)'?", line)
                if found:
                    environment[found[1]] = found[2]
                if "KOHORTPAY_API_KEY" in environment and "KOMERZA_API_KEY" in environment:
                    break
            command = [COMMAND, "list", "--provider", "komerza", "--all", "--page-size", str(page_size)]
            command += ["--output", "ndjson", "--allow-http", "--no-rate-limit"]
            began = time.monotonic()
            client = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
            lines = sum(chunk.count(b"\n") for chunk in iter(lambda: client.stdout.read1(1 << 20), b""))
            _, status, usage = os.wait4(client.pid, 0)
            if status != 0:
                sys.exit(f"the listing ended with {status}")
            return lines, usage.ru_maxrss, time.monotonic() - began
        finally:
            sandbox.terminate()
            sandbox.wait()


peaks = {}
for customers in (10_000, 1_000_000):
    lines, peak, seconds = listing(customers)
    peaks[customers] = peak
    print(f"{customers:>9} customers: {lines:>9} lines, peak {peak:>6} KiB, {seconds:.1f} s", flush=True)
    if lines < customers:
        sys.exit("customers are missing")
ratio = peaks[1_000_000] / peaks[10_000]
print(f"ratio {ratio:.3f}, allowed {ALLOWED}")
sys.exit(ratio > ALLOWED)
