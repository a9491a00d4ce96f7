/* All verdicts folded into one result. No evidence is never a pass. */
#include "base/unit.h"
#include "compare/parts.h"

typedef struct tally {
    size_t rows, timed, timed_decided, decided, undecided, blocking, waived;
    size_t tested, blind; /* timed rows; those that no slowdown up to 50 % would turn red */
    const pg_row *worst[PG_VERDICTS]; /* of the gated rows, largest ratio */
    size_t gated[PG_VERDICTS];
    const pg_row *beside; /* an exact row that is worse than the committed baseline */
} tally;

static bool is_decided(const pg_row *row) {
    switch (row->verdict) {
    case PG_REGRESSED:
    case PG_IMPROVED:
    case PG_UNCHANGED: return true;
    case PG_BROKEN:
    case PG_MISSING:
    case PG_INCOMPARABLE:
    case PG_INCONCLUSIVE:
    case PG_NEW:
    case PG_VERDICTS: break;
    }
    return false;
}

static void count_row(tally *t, const pg_row *row) {
    const pg_row *worst = t->worst[row->verdict];
    bool timed = row->kind == PG_TIMED && row->verdict != PG_NEW && row->verdict != PG_MISSING;
    t->rows++;
    t->tested += row->tested;
    t->blind += row->tested && !row->has_sight;
    if (row->waiver) {
        t->waived++;
        t->decided++;
        t->timed += timed;
        t->timed_decided += timed;
        return;
    }
    t->gated[row->verdict]++;
    t->timed += timed;
    t->timed_decided += timed && is_decided(row);
    t->decided += is_decided(row);
    t->undecided += row->verdict == PG_INCONCLUSIVE || row->verdict == PG_INCOMPARABLE;
    t->blocking += row->blocking;
    if (!worst || (row->ratio > worst->ratio && !worst->ruled)) {
        t->worst[row->verdict] = row;
    }
}

static tally count(pg_comparison *c) {
    tally t = {0};
    for (int v = 0; v < PG_VERDICTS; v++) {
        c->counts[v] = 0;
    }
    for (size_t r = 0; r < c->row_count; r++) {
        c->counts[c->rows[r].verdict]++;
        if (c->rows[r].gated) {
            count_row(&t, &c->rows[r]);
        }
    }
    for (size_t r = 0; c->beside && r < c->beside->row_count; r++) {
        const pg_row *row = &c->beside->rows[r];
        if (row->kind == PG_EXACT && row->gated && row->verdict == PG_REGRESSED && !row->waiver &&
            (!t.beside || row->ratio > t.beside->ratio)) {
            t.beside = row;
        }
    }
    return t;
}

static const char *row_name(pg_arena *arena, const pg_row *row) {
    return row->metric[0] == '*' ? row->workload
                                 : pg_format(arena, "%s %s", row->workload, row->metric);
}

static const char *more(pg_arena *arena, size_t others) {
    return others ? pg_format(arena, " (and %zu more row%s)", others, others == 1 ? "" : "s") : "";
}

static const char *regressed_headline(pg_arena *arena, const tally *t) {
    const pg_row *row = t->worst[PG_REGRESSED];
    if (!row) {
        return pg_format(arena, "%s %s against the committed baseline", row_name(arena, t->beside),
                         pg_change(arena, t->beside->ratio));
    }
    bool shown = row->has_ratio && !row->ruled;
    return pg_format(arena, "%s%s %s%s", row_name(arena, row), shown ? "" : ":",
                     shown ? pg_change(arena, row->ratio) : row->reason,
                     more(arena, t->gated[PG_REGRESSED] - 1));
}

/* Why there is no verdict, NULL where there is one. */
static const char *no_verdict(pg_arena *arena, const pg_comparison *c, const tally *t) {
    const pg_row *row = t->worst[PG_MISSING];
    if (row) {
        return pg_format(arena, "%s: %s%s", row_name(arena, row), row->reason,
                         more(arena, t->gated[PG_MISSING] - 1));
    }
    for (size_t r = 0; t->blocking && r < c->row_count; r++) {
        if (c->rows[r].blocking && c->rows[r].gated) {
            return pg_format(arena, "%s: %s%s", row_name(arena, &c->rows[r]), c->rows[r].reason,
                             more(arena, t->blocking - 1));
        }
    }
    if (c->source.kind == PG_BASE_NONE) {
        return "there is no base to compare with: give one (--base) or accept a baseline "
               "(perfgate baseline accept)";
    }
    if (!t->decided && !t->undecided) {
        return c->row_count && !t->rows ? "no row counts: all are only shown"
                                        : "nothing was compared";
    }
    if (!c->complete) {
        return "the measuring was interrupted";
    }
    if (t->timed && !t->timed_decided) {
        return t->timed == 1
                   ? "the only timed row could not be decided"
                   : pg_format(arena, "none of the %zu timed rows could be decided", t->timed);
    }
    if (c->selftested && t->tested && t->blind == t->tested) {
        return "no timed row would have shown a slowdown of 50 %: this gate is blind";
    }
    return t->decided ? NULL : "no row could be decided";
}

void pg_gate(pg_arena *arena, pg_comparison *c) {
    tally t = count(c);
    const char *obstacle = no_verdict(arena, c, &t);
    if (t.worst[PG_BROKEN]) {
        c->result = PG_RESULT_BROKEN;
        c->headline = pg_format(arena, "%s: %s%s", t.worst[PG_BROKEN]->workload,
                                t.worst[PG_BROKEN]->reason, more(arena, t.gated[PG_BROKEN] - 1));
    } else if (t.worst[PG_REGRESSED] || t.beside) {
        c->result = PG_RESULT_REGRESSED;
        c->headline = regressed_headline(arena, &t);
    } else if (obstacle) {
        c->result = PG_RESULT_NO_VERDICT;
        c->headline = obstacle;
    } else if (t.undecided) {
        c->result = PG_RESULT_INCONCLUSIVE;
        c->headline =
            pg_format(arena, "nothing got worse, but %zu of %zu rows could not be decided",
                      t.undecided, t.rows);
    } else {
        c->result = PG_RESULT_PASS;
        c->headline =
            t.waived ? pg_format(arena,
                                 "nothing got worse in %zu row%s but for %zu waived "
                                 "regression%s",
                                 t.rows, t.rows == 1 ? "" : "s", t.waived, t.waived == 1 ? "" : "s")
                     : pg_format(arena, "nothing got worse in %zu row%s", t.rows,
                                 t.rows == 1 ? "" : "s");
    }
    c->exit_status = pg_result_exit(c->result, c->strict);
}

void pg_comparison_trip(pg_arena *arena, pg_comparison *c, const char *text) {
    pg_comparison_note(arena, c, "%s", text);
    if (c->result == PG_RESULT_BROKEN) {
        return;
    }
    c->headline =
        c->result == PG_RESULT_REGRESSED ? pg_format(arena, "%s; %s", text, c->headline) : text;
    c->result = PG_RESULT_REGRESSED;
    c->exit_status = pg_result_exit(c->result, c->strict);
}
