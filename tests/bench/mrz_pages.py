"""Bench: the corpus of rendered pages, read on all processors; fails where a promise is broken.

    mrz_pages.py BUILD-FOLDER [COUNT [SEED]]    10000 pages, seed 1

The pages are those of mrz_corpus.c: five forms (TD1, TD2, TD3, MRV-A, MRV-B) in each of its tiers of
wear and resolution. Times are of the processor, mrz_read alone. The last line is JSON.
"""

import collections
import concurrent.futures
import json
import os
import subprocess
import sys

CHUNK = 20  # pages of one process
PROMISES = {"clean-300-600": 99.5, "mild-300-600": 99.5, "hard-300-600": 97.0}  # percent read whole
TD3_300_MS, A6_400_MS = 60, 150  # of the processor, at the 95th percentile
MISSES_TOLD = 40

Page = collections.namedtuple("Page", "tier form number dpi angle place verdict reason exact key us")


def run(build, words):
    done = subprocess.run([os.path.join(build, "tests/bench/mrz_corpus"), *map(str, words)],
                          capture_output=True, text=True, check=False)
    if done.returncode == 77:
        print(done.stderr.strip())
        sys.exit(77)
    if done.returncode != 0:
        raise RuntimeError(f"mrz_corpus {' '.join(map(str, words))}: {done.returncode} {done.stderr}")
    return done.stdout


def page_of(line):
    words = line.split("\t")
    return Page(words[0], words[1], *map(int, words[2:5]), *words[5:8], *(w == "1" for w in words[8:10]),
                int(words[10]))


def chunks(build, count, seed):
    """Each form of each tier has as many pages, but for the rest of the division."""
    tiers, forms = (line.split() for line in run(build, ["--tiers"]).splitlines())
    cells = [(tier, form) for tier in tiers for form in forms]
    for i, (tier, form) in enumerate(cells):
        pages = count // len(cells) + (i < count % len(cells))
        for start in range(0, pages, CHUNK):
            yield tier, form, start, min(CHUNK, pages - start), seed


def read_all(build, count, seed):
    pages, told = [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        orders = [pool.submit(run, build, words) for words in chunks(build, count, seed)]
        try:
            for order in concurrent.futures.as_completed(orders):
                pages += map(page_of, order.result().splitlines())
                if len(pages) * 20 // max(count, 1) > told:
                    told = len(pages) * 20 // count
                    print(f"{len(pages)} of {count} pages", file=sys.stderr, flush=True)
        finally:
            pool.shutdown(cancel_futures=True)
    return sorted(pages)


def is_wrong(page):
    """Accepted, and not what is printed."""
    return (page.verdict == "whole" and not page.exact) or (page.verdict == "key" and not page.key)


def at(pages, percent):
    """Milliseconds that this share of the pages does not exceed."""
    times = sorted(page.us for page in pages)
    return times[min(len(times) - 1, len(times) * percent // 100)] / 1000 if times else None


def summary(pages):
    exact = sum(page.exact and page.verdict == "whole" for page in pages)
    return {"pages": len(pages), "exact": exact,
            "exact_percent": round(100 * exact / len(pages), 3) if pages else None,
            "key_right": sum(page.key and page.verdict != "refused" for page in pages),
            "not_whole": sum(page.verdict != "whole" for page in pages),
            "wrong_accepts": sum(map(is_wrong, pages)), "ms_p50": at(pages, 50), "ms_p95": at(pages, 95)}


def promises(pages):
    """Each: what is promised, the bound, what was found, whether it is kept; None: no such page."""
    for tier, least in PROMISES.items():
        found = summary([page for page in pages if page.tier == tier])["exact_percent"]
        yield f"{tier}: percent read whole", f">= {least}", found, None if found is None else found >= least
    wrong = sum(map(is_wrong, pages))
    yield "wrong accepts", "= 0", wrong, wrong == 0
    for what, most, chosen in (
            ("TD3 at 300 dpi: ms, 95th percentile", TD3_300_MS, lambda p: p.form == "TD3" and p.dpi == 300),
            ("A6 at 400 dpi: ms, 95th percentile", A6_400_MS, lambda p: p.place == "A6" and p.dpi == 400)):
        found = at([page for page in pages if chosen(page)], 95)
        yield what, f"<= {most}", found, None if found is None else found <= most


def print_table(pages):
    print(f"{'tier':14} {'form':6} {'pages':>6} {'exact':>6} {'percent':>8} {'key':>6} {'less':>5} {'wrong':>5}"
          f" {'p50 ms':>7} {'p95 ms':>7}")
    cells = sorted({(page.tier, page.form) for page in pages})
    for tier in dict.fromkeys(tier for tier, _ in cells):
        for form in [form for t, form in cells if t == tier] + ["all"]:
            s = summary([p for p in pages if p.tier == tier and form in (p.form, "all")])
            print(f"{tier:14} {form:6} {s['pages']:6} {s['exact']:6} {s['exact_percent']:8.2f} {s['key_right']:6}"
                  f" {s['not_whole']:5} {s['wrong_accepts']:5} {s['ms_p50']:7.1f} {s['ms_p95']:7.1f}")


def print_misses(pages):
    misses = [page for page in pages if page.verdict != "whole" or is_wrong(page)]
    for page in sorted(misses, key=lambda p: not is_wrong(p))[:MISSES_TOLD]:
        word = "WRONG" if is_wrong(page) else page.verdict
        print(f"  {word}: {page.tier} {page.form} {page.number}, {page.dpi} dpi, {page.angle} degrees, {page.place}: {page.reason}")
    if len(misses) > MISSES_TOLD:
        print(f"  and {len(misses) - MISSES_TOLD} more")


def main():
    build = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    pages = read_all(build, count, seed)
    print_table(pages)
    print_misses(pages)
    judged = list(promises(pages))
    for what, bound, found, kept in judged:
        state = "no such page" if kept is None else "kept" if kept else "BROKEN"
        print(f"{state:12} {what} {bound}: {found if found is None else round(found, 3)}")
    tiers = {tier: summary([p for p in pages if p.tier == tier]) for tier in dict.fromkeys(p.tier for p in pages)}
    print(json.dumps({"bench": "mrz_pages", "count": count, "seed": seed, "tiers": tiers,
                      "promises": [{"what": w, "bound": b, "found": f, "kept": k} for w, b, f, k in judged]}))
    sys.exit(any(kept is False for _, _, _, kept in judged) or len(pages) != count)


if __name__ == "__main__":
    main()
