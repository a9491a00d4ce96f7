/* An evaluation: the candidates of a case measured, each against the program without it, and what
 * the numbers propose. The public format is perfgate-evaluation/1
 * (docs/reference/schemas/perfgate-evaluation-1.json); comparisons stand in it whole, so that
 * whoever doubts a decision has what it rests on. */
#ifndef PG_MODEL_EVALUATION_H
#define PG_MODEL_EVALUATION_H

#include "model/candidates.h"
#include "model/comparison.h"

/* One candidate: base is the program that it presupposes, head the same with it, control base once
 * more. */
typedef struct pg_trial {
    const char *id;
    pg_strings against;  /* candidates that are in base; none: the baseline */
    const char *trouble; /* why there are no numbers; NULL: there are */
    const char *differs; /* what is different beyond the fixtures; NULL: nothing */
    pg_comparison comparison;
    bool has_comparison;
    pg_strings upon; /* where others were accepted before: they, without and with this one */
    pg_comparison combined;
    bool has_combined;
    pg_decision proposal;
} pg_trial;

/* A program with some candidates in it, against another. */
typedef struct pg_stage {
    const char *id;  /* of the candidate that was added, or that is missing from base */
    pg_strings with; /* candidates in head */
    pg_comparison comparison;
} pg_stage;

typedef struct pg_evaluation {
    const char *path; /* where it was read from; not in the file */
    const char *tool, *name, *workload, *metric, *started;
    const char *host_class, *cpu, *kernel, *compiler, *revision, *build;
    bool dirty;
    uint64_t blocks, iterations, seed;
    pg_trial *trials; /* in the order of the case */
    size_t trial_count;
    pg_stage *series; /* accepted ones added one by one: base is the baseline */
    size_t series_count;
    pg_stage *without; /* all accepted ones in head, base has all but `id` */
    size_t without_count;
} pg_evaluation;

pg_status pg_evaluation_read(pg_arena *arena, const pg_json *at, pg_evaluation *ret, pg_error *err);
void pg_evaluation_write(pg_buf *out, const pg_evaluation *evaluation);

const pg_trial *pg_evaluation_find(const pg_evaluation *evaluation, const char *id);

#endif
