"""The tables of docs/explanation/verdicts.md."""

import math

from results import TEXTS

PEERS = ("p", "mean", "sigma", "plain")
PEER_TITLES = {
    "p": "p < 0.05",
    "mean": "mean > 105 %",
    "sigma": "± 2 sigma",
    "plain": "p < 0.01 and > 105 %",
}
EFFECTS = (0, 0.025, 0.05, 0.1, 0.2)


# ---- numbers as text ----


def percent(count, trials):
    """A share in percent. Without decimals only where it is exact."""
    if count in (0, trials):
        return "100" if count else "0"
    value = 100 * count / trials
    if value < 0.01:
        return "< 0.01"
    if value > 99.99:
        return "> 99.99"
    digits = 2 if value < 0.1 or value > 99.9 else 1
    return f"{value:.{digits}f}"


def whole(value):
    return f"{value:,.0f}"


def size(effect):
    return "no change" if effect == 0 else f"+{effect * 100:g} %"


def lines_of(head, rows, texts=1):
    """A table in Markdown; the first columns are texts, the others numbers."""
    rule = ["---"] * texts + ["--:"] * (len(head) - texts)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])


# ---- promises ----


def is_kept(row):
    if row["measure"] == "-":
        return True
    return row["kept"] == "shown" or (row["kept"] == "within" and row["nominal"] == 1)


SUBJECTS = {
    "red": "a false `regressed`",
    "called": "a false `regressed` or `improved`",
    "found": "the change is found",
    "passed over": "a slower row is called `unchanged`",
    "passed": "the suite passes",
    "launches": "launches a side",
}


def situation(row):
    change = size(row["effect"])
    rows = f"{row['rows']:.0f} row" + ("s" if row["rows"] > 1 else "")
    if row["everywhere"]:
        change += " in all of them"
    elif row["effect"] and row["rows"] > 1:
        change += " in one of them"
    return f"{rows}, {change}"


def design(row):
    if row["sessions"]:
        return f"{row['sessions']:.0f} other sessions, {row['offset']} offsets"
    return "adaptive" if row["adaptive"] else f"{2 * row['blocks']:.0f} launches a side"


def others(sessions):
    number = {1: "one", 2: "two", 3: "three", 5: "five"}[sessions]
    return f"{number} other session" + ("s" if sessions > 1 else "")


def offset(row):
    return f"{100 * row['offset_sd']:g} %, {row['offset']}" if row["offset_sd"] else "no offset"


def describe(row):
    at = "at least" if row["at_least"] else "at most"
    what = f"{SUBJECTS[row['measure']]} {at} {row['limit']:g}"
    return f"{situation(row)}, {design(row)}, {row['noise']}: {what}"


def counted(row):
    if row["measure"] == "launches":
        return f"{row['observed']:.1f}"
    count = round(row["observed"] * row["trials"])
    digits = 1 if row["at_least"] else 2
    ends = f"{100 * row['low']:.{digits}f} to {100 * row['high']:.{digits}f} %"
    return f"{whole(count)} of {whole(row['trials'])} ({ends})"


def group_of(row):
    """What a promise is the same in: the noise, and the kind of offset, are not."""
    keys = "table rows adaptive effect everywhere threshold sessions measure limit at_least"
    return tuple(row[key] for key in keys.split())


def promises(results):
    """One line for each promise, with the worst of the kinds of noise or offset."""
    groups = {}
    for row in results.rows:
        if row["measure"] != "-":
            groups.setdefault(group_of(row), []).append(row)
    found = []
    for rows in groups.values():
        worst = (min if rows[0]["at_least"] else max)(rows, key=lambda row: row["observed"])
        limit = f"{worst['limit'] * (1 if worst['measure'] == 'launches' else 100):g}"
        unit = "" if worst["measure"] == "launches" else " %"
        sign = "≥" if worst["at_least"] else "≤"
        case = offset(worst) if worst["sessions"] else worst["noise"]
        alike = len({row["observed"] for row in rows}) == 1
        if len(rows) > 1:
            case = f"each of {len(rows)}" if alike else f"{case}, worst of {len(rows)}"
        threshold = " (threshold 0)" if worst["threshold"] == 0 else ""
        kept = {"shown": "shown", "within": "agrees", "broken": "**broken**"}[worst["kept"]]
        if not all(map(is_kept, rows)):
            kept = "**not shown**" if kept != "**broken**" else kept
        base = others(worst["sessions"]) if worst["sessions"] else design(worst)
        what = f"{situation(worst)}{threshold}; {base}: {SUBJECTS[worst['measure']]}"
        found.append([what, f"{sign} {limit}{unit}", counted(worst), case, kept])
    return lines_of(["what", "limit", "counted (95 % interval)", "where", ""], found, texts=5)


# ---- verdicts of one row ----


def one_row(results, noise, effect, blocks, adaptive=0):
    wanted = dict(noise=noise, effect=effect, blocks=blocks, adaptive=adaptive)
    return results.one(table="one row", **wanted)


def verdict_rates(results, blocks, adaptive):
    rows = []
    for noise, _ in results.noises:
        cells = [noise]
        for effect in EFFECTS:
            row = one_row(results, noise, effect, blocks, adaptive)
            shares = [percent(row[word], row["trials"]) for word in ("regressed", "unchanged")]
            cells.append(" / ".join(shares))
        rows.append(cells)
    return lines_of(["noise", *(size(effect) for effect in EFFECTS)], rows)


def sample_sizes(results):
    rows = []
    for noise, _ in results.noises:
        picked = [one_row(results, noise, 0.1, blocks) for blocks in (5, 10, 20)]
        picked.append(one_row(results, noise, 0.1, 20, 1))
        found = [percent(row["regressed"], row["trials"]) for row in picked]
        rows.append([noise, *found, f"{picked[-1]['launches'] / picked[-1]['trials']:.1f}"])
    head = ["noise", "10 launches", "20 launches", "40 launches", "adaptive", "its launches"]
    return lines_of(head, rows)


def launches(results):
    rows = []
    for noise, _ in results.noises:
        picked = [one_row(results, noise, effect, 20, 1) for effect in EFFECTS]
        rows.append([noise, *(f"{row['launches'] / row['trials']:.1f}" for row in picked)])
    return lines_of(["noise", *(size(effect) for effect in EFFECTS)], rows)


def peers_one_row(results, effect):
    rows = []
    for noise, _ in results.noises:
        row = one_row(results, noise, effect, 10)
        shares = [percent(row["regressed"], row["trials"])]
        shares += [percent(row[f"found_{peer}"], row["trials"]) for peer in PEERS]
        rows.append([noise, *shares])
    return lines_of(["noise", "perfgate", *PEER_TITLES.values()], rows)


def estimates(results):
    """Over all effects: what an interval and an estimate are worth."""
    designs = {"10 launches": (5, 0), "20": (10, 0), "40": (20, 0), "adaptive": (20, 1)}
    rows = []
    for noise, _ in results.noises:
        covers, errors = [], []
        for blocks, adaptive in designs.values():
            picked = [one_row(results, noise, effect, blocks, adaptive) for effect in EFFECTS]
            sums = {key: sum(row[key] for row in picked) for key in picked[0] if key not in TEXTS}
            covers.append(percent(sums["covered"], sums["bounded"]))
            mean = sums["squared"] / sums["trials"]
            errors.append(f"{100 * math.sqrt(mean):.2f}")
        rows.append([noise, *covers, *errors])
    head = [f"{what}, {name}" for what in ("covers", "error") for name in designs]
    return lines_of(["noise", *head], rows)


def covers_at_threshold(results):
    picked = [one_row(results, noise, 0.05, 20, 1) for noise, _ in results.noises]
    shares = sorted(100 * row["covered"] / row["bounded"] for row in picked)
    return f"{shares[0]:.1f} to {shares[-1]:.1f} %"


# ---- suites ----


SUITES = (1, 20, 100, 500)


def of_suites(results):
    """(noise, rows in the suite, function from effect and design to the row) in their order."""
    for noise, _ in results.noises:
        for count in SUITES:
            rows = results.pick(table="suites", noise=noise, rows=count)
            if rows:
                yield noise, count, {(row["effect"], row["adaptive"]): row for row in rows}


def suites_found(results):
    rows = []
    for noise, count, found in of_suites(results):
        picked = [found[effect, adaptive] for effect in (0.1, 0.2) for adaptive in (0, 1)]
        shares = [percent(row["regressed"], row["trials"]) for row in picked]
        rows.append([noise, str(count), *shares])
    head = ["noise", "rows", "+10 %, fixed", "+10 %, adaptive", "+20 %, fixed", "+20 %, adaptive"]
    return lines_of(head, rows)


def suites_red(results):
    rows = []
    for noise, count, found in of_suites(results):
        fixed, adaptive = found[0, 0], found[0, 1]
        shares = [percent(row["red"], row["trials"]) for row in (fixed, adaptive)]
        shares += [percent(fixed[f"red_{peer}"], fixed["trials"]) for peer in PEERS]
        rows.append([noise, str(count), *shares])
    head = ["noise", "rows", "perfgate, fixed", "perfgate, adaptive", *PEER_TITLES.values()]
    return lines_of(head, rows)


# ---- sessions ----


def sessions(results):
    rows = []
    for row in results.pick(table="sessions", effect=0):
        same = {key: row[key] for key in ("table", "sessions", "offset", "offset_sd")}
        changed = [results.one(effect=effect, **same) for effect in (0.1, 0.2, 0.5)]
        cells = [f"{row['sessions']:.0f}: {offset(row)}", percent(row["red"], row["trials"])]
        cells += [percent(other["regressed"], other["trials"]) for other in changed]
        cells += [percent(row["unchanged"] + row["others_unchanged"], row["judged"])]
        cells += [percent(row[f"red_{peer}"], row["trials"]) for peer in ("p", "plain", "mean")]
        rows.append(cells)
    found = ["+10 % found", "+20 % found", "+50 % found", "rows `unchanged` at no change"]
    plain = ["red by p < 0.05", "by p < 0.01 and > 105 %", "by mean > 105 %"]
    return lines_of(["sessions: offset", "red at no change", *found, *plain], rows)


def passed_over(results):
    """All rows slower by 10 %: rows that are called unchanged all the same."""
    rows = []
    for noise, _ in results.noises:
        cells = [noise]
        for adaptive in (0, 1):
            row = results.one(table="all at once", noise=noise, sessions=0, adaptive=adaptive)
            for word in ("regressed", "unchanged"):
                cells.append(percent(row[word] + row["others_" + word], row["judged"]))
            cells.append(percent(row["passed"], row["trials"]))
        rows.append(cells)
    columns = ("rows found", "rows `unchanged`", "suites that pass")
    head = [f"{what}, {design}" for design in ("fixed", "adaptive") for what in columns]
    return lines_of(["noise", *head], rows)


def noises(results):
    return "\n".join(f"- **{name}**: {about}" for name, about in results.noises)


def all_of(results):
    return {
        "seed": results.seed,
        "studies": whole(len(results.rows)),
        "suites_judged": whole(sum(row["trials"] for row in results.rows)),
        "rows_judged": whole(sum(row["judged"] for row in results.rows)),
        "trials_one_row": whole(results.pick(table="one row")[0]["trials"]),
        "trials_sessions": whole(results.pick(table="sessions")[0]["trials"]),
        "promises": promises(results),
        "verdict_rates_fixed": verdict_rates(results, 10, 0),
        "verdict_rates_adaptive": verdict_rates(results, 20, 1),
        "sample_sizes": sample_sizes(results),
        "launches": launches(results),
        "peers_no_change": peers_one_row(results, 0),
        "peers_small": peers_one_row(results, 0.025),
        "peers_found": peers_one_row(results, 0.1),
        "estimates": estimates(results),
        "covers_at_threshold": covers_at_threshold(results),
        "suites_found": suites_found(results),
        "suites_red": suites_red(results),
        "sessions": sessions(results),
        "passed_over": passed_over(results),
        "noises": noises(results),
    }
