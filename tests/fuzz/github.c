/* Any bytes as what GitHub answers, what the runner says and what people write into comments:
 * payloads of events, markers, links to pages, configurations that are pointed into. */
#include <stdlib.h>
#include <string.h>

#include "model/config_line.h"
#include "publish/chart_ref.h"
#include "publish/comment.h"
#include "publish/event.h"
#include "publish/fields.h"
#include "publish/github.h"
#include "target.h"

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

static void must(bool good) {
    if (!good) {
        abort();
    }
}

/* Whatever is believed of a payload can stand in an address. */
static void read_events(pg_arena *arena, const pg_json *payload) {
    static const char *const names[] = {"pull_request",      "workflow_run", "push",
                                        "workflow_dispatch", "merge_group",  "release"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pg_event_env env = {.name = names[i], .repository = "octo/widgets", .run = "1"};
        pg_event event;
        if (!pg_event_read(arena, &env, payload, 0, &event, NULL)) {
            must(!*event.head || pg_event_is_sha(event.head));
            must(event.way != PG_PULL_GIVEN || event.pull);
            must(event.way != PG_PULL_OF_BRANCH || (*event.head_branch && event.head_repository &&
                                                    !strpbrk(event.head_owner, "/?#&% \n")));
        }
    }
}

static void read_texts(pg_arena *arena, const char *text) {
    pg_marker marker;
    if (pg_marker_read(arena, text, "default", &marker)) {
        must(!strpbrk(marker.head, " \n"));
    }
    const char *next = pg_github_next_page(arena, text);
    must(!next || strlen(next) < strlen(text));
    const char *shown = pg_chart_ref_shown(arena, "https://h", "o/r", text);
    must(!*shown || pg_event_is_sha(shown));
    size_t line = pg_config_line(text, "a");
    must(line <= strlen(text) + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pg_arena *arena = pg_arena_new();
    char *text = pg_copy_n(arena, (const char *)data, size);
    read_texts(arena, text);
    size_t before = strlen(text);
    pg_field_mend(text);
    must(strlen(text) == before);
    pg_json payload;
    if (!pg_json_parse(arena, "payload", text, before, PG_JSON_PLAIN, &payload, NULL)) {
        read_events(arena, &payload);
    }
    pg_arena_free(arena);
    return 0;
}
