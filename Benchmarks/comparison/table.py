"""Makes tables of Markdown from what the runs printed."""

import statistics

from comparison.cases import BF16, HUSE_FLOAT32, INT8
from comparison.runs import HUSE


class Result:
    """All samples of a contestant on a case."""

    def __init__(self, lines):
        samples = [sample for line in lines for sample in line["samples_ms"]]
        self.median = statistics.median(samples)
        quartiles = statistics.quantiles(samples, n=4) if len(samples) > 1 else samples * 3
        self.low, self.high = quartiles[0], quartiles[2]
        self.count = len(samples)
        self.peak = max(line["peak_mb"] for line in lines)
        self.busy = sum(line["cpu_s"] for line in lines) / sum(line["wall_s"] for line in lines)
        self.details = lines[0].get("details", {})

    def __str__(self):
        return f"{_number(self.median)} ({_number(self.low)}–{_number(self.high)})"


def _number(value):
    return f"{value:.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def results(lines):
    """Results by case and contestant; None for a contestant that failed."""
    found = {}
    for line in lines:
        found.setdefault((line["name"], line["contestant"]), []).append(line["run"])
    return {key: Result([run for run in runs if run]) if any(runs) else None
            for key, runs in found.items()}


def _row(case, found):
    huse = found.get((case.name, HUSE))
    peers = {name: found[case.name, name] for name in case.peers if (case.name, name) in found}
    there = sorted((result.median, name) for name, result in peers.items() if result)
    best = next((name for _, name in there if name not in BF16 | HUSE_FLOAT32 | INT8), None)
    others = [f"{name} {_number(median)}" for median, name in there if name != best]
    others += [f"{name}: failed" for name, result in peers.items() if not result]
    others += [f"{name}: not run" for name in case.peers if name not in peers]
    cells = [case.title, str(huse) if huse else "failed",
             f"{best} {peers[best]}" if best else case.no_peer or "none",
             f"{huse.median / peers[best].median:.2f}" if huse and best else "",
             ", ".join(others), _rates(case, huse, peers.get(best)),
             _both(huse, peers.get(best), lambda result: f"{result.busy:.2f}"),
             _both(huse, peers.get(best), lambda result: _number(result.peak))]
    return f"| {' | '.join(cells)} |"


def _rates(case, huse, best):
    if case.items == 1:
        return ""
    return _both(huse, best, lambda result: _number(1000 * case.items / result.median))


def _both(huse, best, text):
    """What `text` says of HUSE and of the best peer, as far as they are there."""
    return " / ".join(text(result) for result in [huse, best] if result)


def peers_table(cases, found):
    """Milliseconds of HUSE and its peers."""
    return [
        "| Case | HUSE, ms | Best float32 peer, ms | Ratio | Other peers, ms | "
        "Items a second, HUSE / peer | Cores busy, HUSE / peer | Peak memory, MB, HUSE / peer |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(case, found) for case in cases if (case.name, HUSE) in found),
    ]


def graph_table(cases, found):
    """The graph loss by the share of pairs that it must look at."""
    rows = [(case.title, result) for case in cases if (result := found.get((case.name, HUSE)))]
    return [
        "| Case | Active pairs | HUSE, ms |", "|---|---|---|",
        *(f"| {title} | {result.details['active_share']:.1%} | {result} |"
          for title, result in rows),
    ] if rows else []


def versions(lines):
    """The versions that the runs named, each once."""
    found = {}
    for line in lines:
        for name, version in (line["run"] or {}).get("versions", {}).items():
            if name != "threads":
                found.setdefault(name, set()).add(version)
    return ", ".join(f"{name} {'/'.join(sorted(found[name]))}" for name in sorted(found))
