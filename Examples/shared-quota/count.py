"""Counts the mock server's log: LOG QUOTA WINDOW. Exits 1 where a request was refused."""
import bisect
import json
import sys

log, quota, window = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
with open(log) as file:
    entries = [json.loads(line) for line in file]
times = sorted(entry["arrival"] for entry in entries)
refused = sum(not entry["admitted"] for entry in entries)
most = max(place + 1 - bisect.bisect_left(times, time - window) for place, time in enumerate(times))
# As if each quota were used up in the moment in which it is whole again.
allowed = quota * (int((times[-1] - times[0]) / window) + 1)
print(f"{len(times)} requests in {times[-1] - times[0]:.1f} s, {refused} refused")
print(f"at most {most} in any {window:g} s, of {quota} that are allowed")
print(f"{100 * (len(times) - refused) / allowed:.1f} % of what the limit allows ({allowed})")
sys.exit(1 if refused else 0)
