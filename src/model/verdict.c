#include "model/verdict.h"

#include <stddef.h>
#include <string.h>

typedef struct verdict_text {
    const char *word, *mark, *about;
} verdict_text;

static const verdict_text verdicts[PG_VERDICTS] = {
    [PG_BROKEN] = {"broken", "!", "the workload failed or printed a wrong result"},
    [PG_REGRESSED] = {"regressed", "✗", "worse by more than the threshold, and not by chance"},
    [PG_MISSING] = {"missing", "?", "measured in base, not in head"},
    [PG_INCOMPARABLE] = {"incomparable", "≠", "the two sides did not measure the same thing"},
    [PG_INCONCLUSIVE] = {"inconclusive", "~", "neither a change nor its absence is shown"},
    [PG_IMPROVED] = {"improved", "✓", "better by more than the threshold, and not by chance"},
    [PG_NEW] = {"new", "+", "measured in head, not in base"},
    [PG_UNCHANGED] = {"unchanged", "=", "a regression beyond the threshold is ruled out"},
};

typedef struct result_text {
    const char *word;
    int exit_status;
} result_text;

static const result_text results[PG_RESULTS] = {
    [PG_RESULT_PASS] = {"pass", PG_EXIT_PASS},
    [PG_RESULT_INCONCLUSIVE] = {"inconclusive", PG_EXIT_PASS},
    [PG_RESULT_REGRESSED] = {"regressed", PG_EXIT_REGRESSED},
    [PG_RESULT_NO_VERDICT] = {"no-verdict", PG_EXIT_NO_VERDICT},
    [PG_RESULT_BROKEN] = {"broken", PG_EXIT_BROKEN},
};

const char *pg_verdict_word(pg_verdict verdict) {
    return verdicts[verdict].word;
}

const char *pg_verdict_mark(pg_verdict verdict) {
    return verdicts[verdict].mark;
}

const char *pg_verdict_about(pg_verdict verdict) {
    return verdicts[verdict].about;
}

bool pg_verdict_read(const char *word, pg_verdict *ret) {
    for (int i = 0; i < PG_VERDICTS; i++) {
        if (!strcmp(word, verdicts[i].word)) {
            *ret = (pg_verdict)i;
            return true;
        }
    }
    return false;
}

const char *pg_result_word(pg_result result) {
    return results[result].word;
}

bool pg_result_read(const char *word, pg_result *ret) {
    for (int i = 0; i < PG_RESULTS; i++) {
        if (!strcmp(word, results[i].word)) {
            *ret = (pg_result)i;
            return true;
        }
    }
    return false;
}

int pg_result_exit(pg_result result, bool strict) {
    return result == PG_RESULT_INCONCLUSIVE && strict ? PG_EXIT_NO_VERDICT
                                                      : results[result].exit_status;
}
