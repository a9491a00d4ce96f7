#include "compare/selftest.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"

/* A run in which one workload may be changed without touching the original. */
typedef struct patient {
    pg_run run;
    pg_workload_run *workload; /* the first that has samples of a metric that can fail the gate */
    pg_series *series;         /* that metric's, moved to the front */
} patient;

/* The first series of a workload that has samples and can fail the gate, series_count if none has.
 */
static size_t find_series(const pg_workload_run *workload, const pg_policy *policy) {
    size_t i = 0;
    while (i < workload->series_count &&
           (!workload->series[i].samples.count ||
            !pg_policy_gates(policy, workload->name, workload->series[i].metric))) {
        i++;
    }
    return i;
}

static bool copy_run(pg_arena *arena, const pg_run *run, const char *name, const pg_policy *policy,
                     patient *ret) {
    size_t found = 0;
    *ret = (patient){.run = *run};
    ret->run.workloads = pg_grow(arena, run->workloads, run->workload_count, run->workload_count,
                                 sizeof(*run->workloads));
    for (size_t i = 0; i < run->workload_count && !ret->workload; i++) {
        pg_workload_run *workload = &ret->run.workloads[i];
        found = find_series(workload, policy);
        if (found < workload->series_count && !workload->broken &&
            (!name || !strcmp(name, workload->name))) {
            ret->workload = workload;
        }
    }
    if (!ret->workload) {
        return false;
    }
    ret->workload->series = pg_grow(arena, ret->workload->series, ret->workload->series_count,
                                    ret->workload->series_count, sizeof(*ret->workload->series));
    ret->series = &ret->workload->series[0];
    pg_series first = ret->series[0];
    ret->series[0] = ret->series[found];
    ret->series[found] = first;
    return true;
}

typedef void damage(patient *base, patient *head);

static void drop_row(patient *base, patient *head) {
    (void)base;
    head->workload->series++;
    head->workload->series_count--;
}

static void drop_workload(patient *base, patient *head) {
    (void)base;
    size_t at = (size_t)(head->workload - head->run.workloads);
    memmove(head->workload, head->workload + 1,
            (head->run.workload_count - at - 1) * sizeof(*head->workload));
    head->run.workload_count--;
}

static void rename_workload(patient *base, patient *head) {
    (void)base;
    head->workload->name = "a name that no workload has";
}

static void swap_unit(patient *base, patient *head) {
    (void)base;
    head->series->unit = "another unit";
}

static void swap_direction(patient *base, patient *head) {
    (void)base;
    head->series->better = head->series->better == PG_LOWER ? PG_HIGHER : PG_LOWER;
}

static void empty_head(patient *base, patient *head) {
    (void)base;
    head->series->samples.count = 0;
    head->series->blocks.count = 0;
}

static void empty_base(patient *base, patient *head) {
    (void)head;
    base->series->samples.count = 0;
    base->series->blocks.count = 0;
}

static void change_fixture(patient *base, patient *head) {
    base->workload->inputs = "one hash";
    head->workload->inputs = "another hash";
}

static void break_workload(patient *base, patient *head) {
    (void)base;
    head->workload->broken = "broken by the self-test";
}

typedef struct fault {
    const char *name;
    damage *apply;
    pg_verdict verdict;
    int exit_status;
} fault;

static const fault faults[] = {
    {"a row dropped from head", drop_row, PG_MISSING, PG_EXIT_NO_VERDICT},
    {"a workload dropped from head", drop_workload, PG_MISSING, PG_EXIT_NO_VERDICT},
    {"a workload renamed in head", rename_workload, PG_MISSING, PG_EXIT_NO_VERDICT},
    {"a unit swapped", swap_unit, PG_INCOMPARABLE, PG_EXIT_NO_VERDICT},
    {"a direction swapped", swap_direction, PG_INCOMPARABLE, PG_EXIT_NO_VERDICT},
    {"head without samples", empty_head, PG_MISSING, PG_EXIT_NO_VERDICT},
    {"base without samples", empty_base, PG_INCOMPARABLE, PG_EXIT_NO_VERDICT},
    {"a fixture changed", change_fixture, PG_INCOMPARABLE, PG_EXIT_NO_VERDICT},
    {"a workload broken", break_workload, PG_BROKEN, PG_EXIT_BROKEN},
};
enum { FAULTS = sizeof(faults) / sizeof(*faults) };

/* A regression or a broken workload that is there anyway outranks a missing verdict. */
static bool caught(const fault *f, const pg_comparison *c) {
    bool outranked = f->exit_status == PG_EXIT_NO_VERDICT &&
                     (c->exit_status == PG_EXIT_REGRESSED || c->exit_status == PG_EXIT_BROKEN);
    return c->counts[f->verdict] && (c->exit_status == f->exit_status || outranked);
}

static const char *try_fault(pg_arena *arena, const fault *f, const pg_run *base,
                             const pg_run *head, const pg_policy *policy) {
    patient sick_head, sick_base;
    size_t twice;
    if (!copy_run(arena, head, NULL, policy, &sick_head) ||
        !copy_run(arena, base, sick_head.workload->name, policy, &sick_base)) {
        return NULL;
    }
    f->apply(&sick_base, &sick_head);
    pg_run_index(arena, &sick_head.run, &twice);
    pg_run_index(arena, &sick_base.run, &twice);
    const pg_run *runs[] = {&sick_base.run};
    pg_base_side side = {runs, 1, "base"};
    pg_comparison c = pg_compare(arena, &side, &sick_head.run, "head", policy);
    return caught(f, &c) ? NULL
                         : pg_format(arena, "%s ended in %s with exit status %d", f->name,
                                     pg_result_word(c.result), c.exit_status);
}

/* NaN cannot be in a run that was read; so the reader must refuse it. */
static const char *try_nan(pg_arena *arena, const pg_run *head) {
    pg_buf text = pg_buf_new(arena);
    pg_json_writer writer = pg_json_writer_new(&text);
    pg_run_write(&writer, NULL, head);
    char *digits = strstr(text.data, "\"samples\": [");
    if (!digits) {
        return NULL;
    }
    digits += sizeof("\"samples\": [") - 1;
    if (strlen(digits) < 3 || *digits == ']') {
        return NULL;
    }
    digits[0] = digits[2] = 'N';
    digits[1] = 'a';
    pg_json top;
    return pg_json_parse(arena, "self-test", text.data, text.length, PG_JSON_PLAIN, &top, NULL)
               ? NULL
               : "a run with NaN among its samples was read as if it were good";
}

size_t pg_selftest_count(void) {
    return FAULTS + 1;
}

/* A budget speaks about head alone, whatever is wrong with base: it would hide the fault. */
static const pg_rule *without_budgets(pg_arena *arena, const pg_policy *policy) {
    pg_rule *rules = PG_ARRAY(arena, pg_rule, policy->rule_count);
    for (size_t i = 0; i < policy->rule_count; i++) {
        rules[i] = policy->rules[i];
        rules[i].has_max = false;
    }
    return rules;
}

const char *pg_selftest_faults(pg_arena *arena, const pg_run *base, const pg_run *head,
                               const pg_policy *policy) {
    pg_policy plain = *policy;
    plain.selftest = false;
    plain.waiver_count = 0;
    plain.rules = without_budgets(arena, policy);
    const char *escaped = try_nan(arena, head);
    for (size_t i = 0; i < FAULTS && !escaped; i++) {
        escaped = try_fault(arena, &faults[i], base, head, &plain);
    }
    return escaped;
}
