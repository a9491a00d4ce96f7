/* The second picture, as a script. */
#include "report/distributions.h"

#include <string.h>

#include "support/expect.h"
#include "support/runs_of_samples.h"
#include "support/samples.h"

static pg_arena *arena;

static void open_distributions(void) {
    arena = pg_arena_new();
}
static void close_distributions(void) {
    pg_arena_free(arena);
}

TestSuite(distributions, .init = open_distributions, .fini = close_distributions);

static size_t occurrences(const char *text, const char *part) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part)) {
        count++;
    }
    return count;
}

static char *script_named(const char *name, bool with_base) {
    pg_comparison c;
    pg_run base, head;
    pg_buf out = pg_buf_new(arena);
    cr_assert(sample_named(arena, name, &c));
    sample_runs(arena, &c, &base, &head);
    pg_distributions_script(&out, &c, with_base ? &base : NULL, &head, PG_CHART_PNG,
                            PG_CHART_LIGHT);
    return out.data;
}

Test(distributions, the_worst_workload_comes_first) {
    const char *script = script_named("typical", true);
    const char *search = strstr(script, "'search'"), *sorter = strstr(script, "'wordfreq'");
    cr_expect(search && sorter && search < sorter);
    cr_expect(strstr(script, "$base << EOD\n") && strstr(script, "$head << EOD\n"));
    cr_expect(strstr(script, " no samples'"), "what failed is counted");
}

Test(distributions, twelve_are_drawn_and_the_rest_is_counted) {
    const char *script = script_named("crowd", true);
    cr_expect_eq(occurrences(script, "'block'"), PG_DISTRIBUTIONS_MAX);
    cr_expect(strstr(script, " more workloads are not drawn'"));
    cr_expect_null(strstr(script_named("one", true), "not drawn"));
}

Test(distributions, without_a_base_run_head_is_drawn_alone) {
    const char *script = script_named("one", false);
    cr_expect(strstr(script, "'no base'"));
    cr_expect_null(strstr(script, "$base << EOD"));
    cr_expect(strstr(script, "$head << EOD"));
}

Test(distributions, no_samples_at_all) {
    const char *script = script_named("nothing", true);
    cr_expect(strstr(script, "'no workload has samples'"));
    cr_expect(strstr(script, "plot NaN\n"));
}

Test(distributions, numbers_are_finite_and_inside) {
    static const char *const names[] = {"one", "typical", "many", "crowd", "far", "long"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *script = script_named(names[i], true);
        cr_expect_null(strstr(script, "inf"), "%s", names[i]);
        cr_expect_null(strstr(script, "nan"), "%s", names[i]);
        cr_expect_null(strstr(script, "screen -"), "%s: left or below", names[i]);
    }
}
