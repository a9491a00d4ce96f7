#include "stats/normal.h"

#include <math.h>

#include "support/expect.h"
#include "support/vectors.h"

typedef struct normal_reference {
    double z, below;
    bool inverse;
} normal_reference;

static pg_status read_normal(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("z", PG_JSON_NUMBER, true, normal_reference, z),
        PG_FIELD("below", PG_JSON_NUMBER, true, normal_reference, below),
        PG_FIELD("inverse", PG_JSON_BOOL, false, normal_reference, inverse),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

/* Far out a relative error in z of 1e-16 is one of z^2 * 1e-16 in the probability. */
Test(normal, probabilities_and_quantiles_against_r) {
    pg_arena *arena = pg_arena_new();
    size_t count, inverses = 0;
    normal_reference *cases =
        load_cases(arena, "normal.json", "cases", sizeof(*cases), read_normal, &count);
    for (size_t i = 0; i < count; i++) {
        const normal_reference *r = &cases[i];
        expect_close(pg_normal_below(r->z), r->below, 4e-16 * (4 + r->z * r->z), "z %.17g", r->z);
        if (r->inverse) {
            expect_close(pg_normal_quantile(r->below), r->z, 1e-14, "p %.17g", r->below);
            inverses++;
        }
    }
    cr_expect(inverses > 25);
    pg_arena_free(arena);
}

Test(normal, laws) {
    cr_expect(pg_normal_quantile(0.5) == 0);
    cr_expect(pg_normal_below(0) == 0.5);
    cr_expect(pg_normal_below(-50) == 0 && pg_normal_below(50) == 1);
    double before = -INFINITY;
    for (int i = 1; i < 4096; i++) {
        double p = i / 4096.0, z = pg_normal_quantile(p);
        cr_assert(z > before, "p %g", p);
        cr_assert(z == -pg_normal_quantile(1 - p), "p %g", p);
        cr_assert(is_close(pg_normal_below(z), p, 1e-14), "p %g", p);
        before = z;
    }
}

typedef struct student_reference {
    double p, df, t;
} student_reference;

static pg_status read_student(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    static const pg_json_field fields[] = {
        PG_FIELD("p", PG_JSON_NUMBER, true, student_reference, p),
        PG_FIELD("df", PG_JSON_NUMBER, true, student_reference, df),
        PG_FIELD("t", PG_JSON_NUMBER, true, student_reference, t),
    };
    return pg_json_object(arena, at, fields, COUNT_OF(fields), ret, err);
}

Test(normal, student_quantiles_against_r) {
    pg_arena *arena = pg_arena_new();
    size_t count;
    student_reference *cases =
        load_cases(arena, "student.json", "cases", sizeof(*cases), read_student, &count);
    for (size_t i = 0; i < count; i++) {
        const student_reference *r = &cases[i];
        double t = pg_student_quantile(r->p, r->df);
        cr_expect(fabs(t - r->t) <= 1e-11 * fmax(r->t, 1e-2),
                  "p %g, df %g: expected %.17g, found "
                  "%.17g",
                  r->p, r->df, r->t, t);
    }
    pg_arena_free(arena);
}

/* The Cauchy law, and with two degrees of freedom, have closed forms. */
Test(normal, student_closed_forms) {
    for (int i = 1; i < 100; i++) {
        double p = 0.5 + i / 200.0, a = 2 * p - 1;
        expect_close(pg_student_quantile(p, 1), tan(M_PI * (p - 0.5)), 1e-11, "df 1, p %g", p);
        expect_close(pg_student_quantile(p, 2), a * sqrt(2 / (1 - a * a)), 1e-11, "df 2, p %g", p);
    }
}
