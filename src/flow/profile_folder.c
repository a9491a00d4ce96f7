#include "flow/profile_folder.h"

#include <string.h>

#include "profile/flamegraph.h"
#include "profile/folded.h"
#include "profile/folded_write.h"
#include "profile/hotspot.h"
#include "profile/speedscope.h"
#include "sys/file.h"
#include "sys/stream.h"

/* ---- reading ---- */

static pg_status read_info(pg_arena *arena, const char *folder, pg_profile_info *ret,
                           pg_error *err) {
    pg_json top;
    pg_status status = pg_file_read_json(arena, pg_file_join(arena, folder, "info.json"),
                                         PG_JSON_PLAIN, &top, err);
    return status ? status : pg_profile_info_read(arena, &top, ret, err);
}

static pg_status feed(void *folded, const char *bytes, size_t length, pg_error *err) {
    return pg_folded_feed(folded, bytes, length, err);
}

static const struct {
    const char *word, *file;
} kinds[PG_PROFILE_KINDS] = {
    [PG_PROFILE_FUNCTIONS] = {"function", "stacks.folded"},
    [PG_PROFILE_LIBRARIES] = {"library", "libraries.folded"},
    [PG_PROFILE_LINES] = {"line", "lines.folded"},
};

const char *pg_profile_kind_word(pg_profile_kind kind) {
    return kinds[kind].word;
}

pg_status pg_profile_read(pg_arena *arena, const char *path, pg_profile_kind kind, pg_names *names,
                          pg_profile *ret, pg_error *err) {
    pg_profile profile = {.tree = pg_tree_new(arena, names)};
    const char *place = strcmp(path, "-") != 0 ? path : "standard input";
    pg_status status = PG_OK;
    if (pg_file_is_directory(path)) {
        profile.has_info = true;
        status = read_info(arena, path, &profile.info, err);
        path = pg_file_join(arena, path, kinds[kind].file);
        place = path;
    } else if (kind != PG_PROFILE_FUNCTIONS) {
        return pg_fail(err, PG_USAGE, NULL,
                       "expected a folder of perfgate profile record for --by %s, found %s: "
                       "folded stacks are functions",
                       kinds[kind].word, place);
    }
    if (status) {
        return status;
    }
    pg_folded_result result;
    pg_folded *folded = pg_folded_new(profile.tree, place, PG_FOLDED_ONE, PG_TREE_BASE);
    status = pg_stream_read(path, feed, folded, err);
    if (!status) {
        status = pg_folded_end(folded, &result, err);
    }
    if (!status) {
        profile.deep = result.deep;
        profile.long_name = result.long_name;
        *ret = profile;
    }
    return status;
}

/* ---- writing ---- */

static pg_status keep(void *self, const char *bytes, size_t length, pg_error *err) {
    (void)err;
    pg_buf_add(self, bytes, length);
    return PG_OK;
}

static pg_status write_file(const char *folder, const char *name, pg_buf *text, pg_error *err) {
    pg_status status =
        pg_file_write(pg_file_join(text->arena, folder, name), text->data, text->length, err);
    text->length = 0;
    return status;
}

static pg_status write_folded(const char *folder, const char *name, const pg_tree *tree,
                              pg_buf *text, pg_error *err) {
    pg_status status = pg_folded_write(tree, keep, text, err);
    return status ? status : write_file(folder, name, text, err);
}

static pg_status write_hotspots(const char *folder, const pg_tree *tree,
                                const pg_profile_info *info, pg_buf *text, pg_error *err) {
    enum { ROWS = 40 };
    pg_hotspots hotspots = pg_hotspots_find(text->arena, tree, PG_TREE_BASE);
    hotspots.unit = info->unit;
    hotspots.exact = !(info->rate_hz > 0);
    pg_hotspots_text(text, &hotspots, ROWS);
    pg_status status = write_file(folder, "hotspots.txt", text, err);
    if (status) {
        return status;
    }
    pg_json_writer writer = pg_json_writer_new(text);
    pg_hotspots_json(&writer, &hotspots, 0);
    return write_file(folder, "hotspots.json", text, err);
}

pg_status pg_profile_write(pg_arena *arena, const char *folder, const pg_tree *tree,
                           const pg_tree *libraries, const pg_tree *lines,
                           const pg_profile_info *info, pg_error *err) {
    pg_buf text = pg_buf_new(arena);
    pg_flamegraph_options options = {
        .title = info->name, .unit = info->unit, .min_width = PG_FLAMEGRAPH_MIN_WIDTH};
    pg_status status = write_folded(folder, "stacks.folded", tree, &text, err);
    if (!status && libraries) {
        status = write_folded(folder, "libraries.folded", libraries, &text, err);
    }
    if (!status && lines) {
        status = write_folded(folder, "lines.folded", lines, &text, err);
    } else if (!status) {
        pg_file_remove(pg_file_join(arena, folder, "lines.folded")); /* of an earlier recording */
    }
    if (!status) {
        status = write_hotspots(folder, tree, info, &text, err);
    }
    if (!status) {
        pg_flamegraph(&text, tree, &options);
        status = write_file(folder, "flamegraph.svg", &text, err);
    }
    if (!status) {
        pg_speedscope(&text, tree, info->name, info->tool, "none");
        status = write_file(folder, "profile.json", &text, err);
    }
    if (!status) {
        pg_json_writer writer = pg_json_writer_new(&text);
        pg_profile_info_write(&writer, info);
        status = write_file(folder, "info.json", &text, err);
    }
    return status;
}
