#include "model/baseline.h"

#include <string.h>

static pg_status read_session_run(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    return pg_run_read(arena, at, ret, err);
}

static const pg_json_field session_fields[] = {
    PG_FIELD("accepted", PG_JSON_TEXT, false, pg_session, accepted),
    PG_FIELD("note", PG_JSON_TEXT, false, pg_session, note),
    PG_FIELD_READ("run", true, pg_session, run, read_session_run),
};

static pg_status read_session(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    *(pg_session *)ret = (pg_session){.run = pg_run_empty(), .accepted = "", .note = ""};
    return pg_json_object(arena, at, session_fields,
                          sizeof(session_fields) / sizeof(*session_fields), ret, err);
}

static pg_status read_sessions(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_baseline *baseline = ret;
    pg_status status = pg_json_array(arena, at, sizeof(pg_session), read_session,
                                     (void **)&baseline->sessions, &baseline->session_count, err);
    if (!status && !baseline->session_count) {
        status = pg_json_fail(at, err, "expected at least one session, found none");
    }
    return status;
}

static pg_status read_anchor(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    pg_baseline *baseline = ret;
    baseline->anchor = PG_NEW(arena, pg_session);
    return read_session(arena, at, baseline->anchor, err);
}

static pg_status read_schema(pg_arena *arena, const pg_json *at, void *ret, pg_error *err) {
    (void)arena;
    (void)ret;
    return pg_json_schema(at->up, "perfgate-baseline", 1, err);
}

static const pg_json_field baseline_fields[] = {
    {"schema", PG_JSON_READ, true, 0, 0, read_schema},
    PG_FIELD("suite", PG_JSON_TEXT, true, pg_baseline, suite),
    PG_FIELD("host_class", PG_JSON_TEXT, true, pg_baseline, host_class),
    {"sessions", PG_JSON_READ, true, 0, 0, read_sessions},
    {"anchor", PG_JSON_READ, false, 0, 0, read_anchor},
};

/* Every session must be of the file's suite and host class. */
static pg_status check_session(const pg_json *at, const pg_baseline *baseline,
                               const pg_session *session, pg_error *err) {
    if (strcmp(session->run.suite, baseline->suite) != 0) {
        return pg_json_fail(at, err, "expected sessions of the suite \"%.60s\", found \"%.60s\"",
                            baseline->suite, session->run.suite);
    }
    if (strcmp(session->run.host.class_name, baseline->host_class) != 0) {
        return pg_json_fail(at, err,
                            "expected sessions of the host class \"%.80s\", found \"%.80s\"",
                            baseline->host_class, session->run.host.class_name);
    }
    return PG_OK;
}

pg_status pg_baseline_read(pg_arena *arena, const pg_json *at, pg_baseline *ret, pg_error *err) {
    pg_baseline baseline = {.path = "", .suite = "", .host_class = ""};
    pg_status status = pg_json_schema(at, "perfgate-baseline", 1, err);
    if (!status) {
        status = pg_json_object(arena, at, baseline_fields,
                                sizeof(baseline_fields) / sizeof(*baseline_fields), &baseline, err);
    }
    pg_json list;
    for (size_t i = 0; !status && i < baseline.session_count; i++) {
        pg_json_member(at, "sessions", &list);
        pg_json session = {.up = &list, .index = i};
        status = check_session(&session, &baseline, &baseline.sessions[i], err);
    }
    if (!status && baseline.anchor && pg_json_member(at, "anchor", &list)) {
        status = check_session(&list, &baseline, baseline.anchor, err);
    }
    if (!status) {
        *ret = baseline;
    }
    return status;
}

static void write_session(pg_json_writer *w, const char *key, const pg_session *session) {
    pg_json_open_object(w, key, PG_JSON_LINES);
    pg_json_put_text(w, "accepted", session->accepted);
    pg_json_put_text(w, "note", *session->note ? session->note : NULL);
    pg_run_write(w, "run", &session->run);
    pg_json_close(w);
}

void pg_baseline_write(pg_buf *out, const pg_baseline *baseline) {
    pg_json_writer w = pg_json_writer_new(out);
    pg_json_open_object(&w, NULL, PG_JSON_LINES);
    pg_json_put_text(&w, "schema", "perfgate-baseline/1");
    pg_json_put_text(&w, "suite", baseline->suite);
    pg_json_put_text(&w, "host_class", baseline->host_class);
    pg_json_open_array(&w, "sessions", PG_JSON_LINES);
    for (size_t i = 0; i < baseline->session_count; i++) {
        write_session(&w, NULL, &baseline->sessions[i]);
    }
    pg_json_close(&w);
    if (baseline->anchor) {
        write_session(&w, "anchor", baseline->anchor);
    }
    pg_json_close(&w);
}

const pg_session *pg_baseline_anchor(const pg_baseline *baseline) {
    return baseline->anchor ? baseline->anchor : &baseline->sessions[0];
}
