#include "profile/fold.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"
#include "profile/fold_clean.h"
#include "profile/fold_frame.h"
#include "profile/split.h"

enum { SHOWN = 60, FIRST_STACK = 256 };

/* Numbers of names, or of nodes; a growing list. */
typedef struct list {
    uint32_t *names;
    size_t count, room;
} list;

struct pg_fold {
    pg_tree *tree, *libraries;
    const char *place;
    pg_fold_options options;
    unsigned side;
    pg_frames *frames;
    pg_fold_result result;
    uint64_t line;
    pg_split split;
    pg_buf name; /* of the program */
    char *first; /* the first line that was not understood */
    /* The sample at hand. */
    bool open, java;
    list program;      /* its name, split where semicolons stand in it */
    list stack, files; /* from the leaf */
    /* The way to the stack before, from the root: the next often begins alike. */
    list names, nodes;
    bool leaf_unresolved, starts;
    double weight, period;
};

/* A sample's first line taken apart; empty where there is none of it. */
typedef struct header {
    pg_span comm, pid, tid, period, event;
} header;

pg_fold *pg_fold_new(pg_tree *tree, pg_tree *libraries, const char *place,
                     const pg_fold_options *options, unsigned side) {
    pg_fold *fold = PG_NEW(tree->arena, pg_fold);
    fold->tree = tree;
    fold->libraries = libraries;
    fold->place = pg_copy(tree->arena, place);
    fold->options = *options;
    fold->side = side;
    fold->frames = pg_frames_new(tree->arena, tree->names, &fold->options);
    fold->result.event = options->event;
    fold->split = (pg_split){pg_buf_new(tree->arena), PG_FOLD_LINE_MAX};
    fold->name = pg_buf_new(tree->arena);
    return fold;
}

static pg_status refuse(const pg_fold *fold, pg_error *err, const char *expected) {
    char place[PG_PLACE_MAX];
    snprintf(place, sizeof(place), "%.400s:%llu", fold->place, (unsigned long long)fold->line);
    return pg_fail(err, PG_INPUT, place, "expected %s, found more", expected);
}

static pg_status push(pg_fold *fold, list *to, uint32_t name, pg_error *err) {
    if (to->count == PG_FOLD_DEPTH_MAX) {
        return refuse(fold, err, "at most 1,048,576 frames in a stack");
    }
    if (to->count == to->room) {
        size_t room = to->room ? to->room * 2 : FIRST_STACK;
        to->names = pg_grow(fold->tree->arena, to->names, to->count, room, sizeof(*to->names));
        to->room = room;
    }
    to->names[to->count++] = name;
    return PG_OK;
}

/* ---- the first line of a sample ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The digits at `*at`, which moves behind them. */
static pg_span take_digits(const char **at, const char *end) {
    pg_span digits = {*at, 0};
    while (*at < end && is_digit(**at)) {
        ++*at;
    }
    digits.length = (size_t)(*at - digits.at);
    return digits;
}

/* Numbers behind a name: "  24636/25607 " or "  25607 ". */
static bool take_numbers(const char *at, const char *end, header *ret) {
    while (at < end && pg_is_space(*at)) {
        at++;
    }
    ret->pid = take_digits(&at, end);
    while (ret->pid.length && at < end && *at == '/') {
        at++;
    }
    ret->tid = take_digits(&at, end);
    return ret->pid.length && at < end && pg_is_space(*at);
}

/* The line ends with ": 1003009 cpu-clock:", where the number may be absent. */
static void take_event(const char *line, size_t length, header *ret) {
    const char *end = line + length;
    while (end > line && pg_is_space(end[-1])) {
        end--;
    }
    const char *event = end;
    while (event > line && !pg_is_space(event[-1])) {
        event--;
    }
    const char *at = event;
    while (at > line && pg_is_space(at[-1])) {
        at--;
    }
    if (end - event < 2 || end[-1] != ':' || at == event) {
        return;
    }
    const char *number_end = at;
    while (at > line && is_digit(at[-1])) {
        at--;
    }
    pg_span period = {at, (size_t)(number_end - at)};
    while (at > line && pg_is_space(at[-1])) {
        at--;
    }
    if (at > line && at[-1] == ':') {
        ret->event = (pg_span){event, (size_t)(end - event - 1)};
        ret->period = period;
    }
}

/* The program's name is all before the first number that stands alone. */
static bool take_header(const char *line, size_t length, header *ret) {
    const char *end = line + length;
    *ret = (header){0};
    for (const char *at = line + 1; at < end; at++) {
        if (pg_is_space(*at) && take_numbers(at, end, ret)) {
            ret->comm = (pg_span){line, (size_t)(at - line)};
            take_event(line, length, ret);
            return true;
        }
    }
    return false;
}

static const char *text_of(pg_fold *fold, pg_span span) {
    return pg_name(fold->tree->names, pg_frames_name(fold->frames, span.at, span.length));
}

static bool counts(pg_fold *fold, const header *h) {
    pg_fold_result *result = &fold->result;
    if (!h->event.length) {
        return true;
    }
    if (!result->event) {
        result->event = text_of(fold, h->event);
        return true;
    }
    if (pg_span_equals(h->event, result->event)) {
        return true;
    }
    if (!result->other_samples++) {
        result->other_event = text_of(fold, h->event);
    }
    return false;
}

/* The name of the program, with its numbers where they are asked for, as frames. */
static pg_status name_program(pg_fold *fold, const header *h, pg_error *err) {
    pg_buf *name = &fold->name;
    bool alone = !h->tid.length || (h->tid.length == 1 && *h->tid.at == '0');
    pg_span pid = alone ? (pg_span){"?", 1} : h->pid, tid = alone ? h->pid : h->tid;
    name->length = 0;
    pg_buf_add(name, h->comm.at, h->comm.length);
    if (fold->options.tid || fold->options.pid) {
        pg_buf_format(name, "-%.*s", (int)pid.length, pid.at);
    }
    if (fold->options.tid) {
        pg_buf_format(name, "/%.*s", (int)tid.length, tid.at);
    }
    fold->java = name->length >= 4 && !memcmp(name->data, "java", 4);
    fold->program.count = 0;
    size_t start = 0;
    for (size_t i = 0; i <= name->length; i++) {
        if (i == name->length || name->data[i] == ';') {
            uint32_t part = pg_frames_name(fold->frames, name->data + start, i - start);
            pg_status status = push(fold, &fold->program, part, err);
            if (status) {
                return status;
            }
            start = i + 1;
        } else if (name->data[i] == ' ') {
            name->data[i] = '_';
        }
    }
    return PG_OK;
}

static pg_status begin_sample(pg_fold *fold, const header *h, pg_error *err) {
    if (!counts(fold, h)) {
        return PG_OK;
    }
    double period = 0;
    for (size_t i = 0; i < h->period.length; i++) {
        period = period * 10 + (h->period.at[i] - '0');
    }
    if (period >= PG_INTEGER_MAX && fold->options.periods) {
        return refuse(fold, err, "a period below 2^53");
    }
    period = period > 0 ? period : 1;
    fold->weight = fold->options.periods ? period : 1;
    fold->period = period;
    fold->open = true;
    return name_program(fold, h, err);
}

/* ---- the rest of it ---- */

static pg_status add_frame(pg_fold *fold, const pg_frame *frame, pg_error *err) {
    pg_status status = PG_OK;
    if (!fold->stack.count) {
        fold->leaf_unresolved = frame->unresolved;
    }
    fold->starts = frame->starts;
    for (uint32_t i = frame->count; i-- && !status;) {
        status = push(fold, &fold->stack, frame->names[i], err);
    }
    list *files = &fold->files;
    if (!status && fold->libraries && frame->library &&
        (!files->count || files->names[files->count - 1] != frame->library)) {
        status = push(fold, files, frame->library, err);
    }
    return status;
}

/* One frame down from `*node`. */
static pg_status step(pg_fold *fold, size_t depth, uint32_t name, uint32_t *node, pg_error *err) {
    if (depth < fold->names.count && fold->names.names[depth] == name) {
        *node = fold->nodes.names[depth];
        return PG_OK;
    }
    fold->names.count = fold->nodes.count = depth < fold->names.count ? depth : fold->names.count;
    *node = pg_tree_child(fold->tree, *node, name);
    pg_status status = push(fold, &fold->names, name, err);
    return status ? status : push(fold, &fold->nodes, *node, err);
}

static pg_status add_stack(pg_fold *fold, pg_error *err) {
    uint32_t node = PG_TREE_ROOT;
    size_t depth = 0;
    pg_status status = PG_OK;
    for (size_t i = 0; i < fold->program.count && !status; i++) {
        status = step(fold, depth++, fold->program.names[i], &node, err);
    }
    for (size_t i = fold->stack.count; i-- && !status;) {
        status = step(fold, depth++, fold->stack.names[i], &node, err);
    }
    fold->stack.count = 0;
    pg_tree_add_weight(fold->tree, node, fold->side, fold->weight);
    return status;
}

static void add_files(pg_fold *fold) {
    uint32_t node = PG_TREE_ROOT;
    for (size_t i = 0; i < fold->program.count; i++) {
        node = pg_tree_child(fold->libraries, node, fold->program.names[i]);
    }
    for (size_t i = fold->files.count; i--;) {
        node = pg_tree_child(fold->libraries, node, fold->files.names[i]);
    }
    fold->files.count = 0;
    pg_tree_add_weight(fold->libraries, node, fold->side, fold->weight);
}

static pg_status end_sample(pg_fold *fold, pg_error *err) {
    if (!fold->open) {
        return PG_OK;
    }
    pg_fold_result *result = &fold->result;
    result->samples++;
    result->weight += fold->weight;
    result->period += fold->period;
    result->unresolved += fold->stack.count && fold->leaf_unresolved;
    result->severed += fold->stack.count && !fold->starts;
    fold->open = false;
    pg_status status = add_stack(fold, err);
    if (!status && fold->libraries) {
        add_files(fold);
    }
    if (!status && !(result->weight < PG_INTEGER_MAX)) {
        status = refuse(fold, err, "periods whose sum is below 2^53");
    }
    if (!status && fold->tree->count > PG_FOLD_NODES_MAX) {
        status = refuse(fold, err, "at most 40,000,000 distinct places in stacks");
    }
    if (!status &&
        pg_names_bytes(fold->tree->names) + pg_frames_bytes(fold->frames) > PG_FOLD_NAMES_MAX) {
        status = refuse(fold, err, "at most 10^9 bytes of names");
    }
    return status;
}

/* `cut`: the text ended within the line. */
static pg_status take_line(pg_fold *fold, const char *line, size_t length, bool cut,
                           pg_error *err) {
    header h;
    fold->line++;
    if (!length) {
        return end_sample(fold, err);
    }
    if (*line == '#') {
        return PG_OK;
    }
    if (!pg_is_space(*line) && take_header(line, length, &h)) {
        return begin_sample(fold, &h, err);
    }
    const pg_frame *frame = pg_frames_read(fold->frames, line, length, fold->java);
    if (frame) {
        return fold->open ? add_frame(fold, frame, err) : PG_OK;
    }
    if (cut) {
        fold->result.cut = true;
        fold->open = false; /* its outer frames are missing */
        return PG_OK;
    }
    if (!fold->result.odd_lines++) {
        fold->result.first_odd_line = fold->line;
        fold->first = pg_copy_n(fold->tree->arena, line, length < SHOWN ? length : SHOWN);
    }
    return PG_OK;
}

static pg_status take_whole(void *fold, const char *line, size_t length, pg_error *err) {
    return take_line(fold, line, length, false, err);
}

static pg_status too_long(void *self, const char *line, size_t length, pg_error *err) {
    pg_fold *fold = self;
    (void)line;
    (void)length;
    fold->line++;
    return refuse(fold, err, "a line of at most 4 MiB");
}

pg_status pg_fold_feed(pg_fold *fold, const char *bytes, size_t length, pg_error *err) {
    return pg_split_feed(&fold->split, bytes, length, take_whole, too_long, fold, err);
}

const pg_fold_result *pg_fold_so_far(const pg_fold *fold) {
    return &fold->result;
}

pg_status pg_fold_end(pg_fold *fold, pg_fold_result *ret, pg_error *err) {
    pg_status status = PG_OK;
    if (fold->split.part.length) {
        status = take_line(fold, fold->split.part.data, fold->split.part.length, true, err);
    }
    if (!status) {
        status = end_sample(fold, err);
    }
    if (status) {
        return status;
    }
    if (!fold->result.samples && fold->result.other_samples) {
        return pg_fail(err, PG_INPUT, fold->place, "expected samples of %s, found only of %s",
                       fold->result.event, fold->result.other_event);
    }
    if (!fold->result.samples) {
        return pg_fail(err, PG_INPUT, fold->place,
                       "expected the text that perf script prints, found %s%s%s",
                       fold->first ? "\"" : "no sample", fold->first ? fold->first : "",
                       fold->first ? "\"" : "");
    }
    pg_tree_sum(fold->tree);
    if (fold->libraries) {
        pg_tree_sum(fold->libraries);
    }
    *ret = fold->result;
    return PG_OK;
}
