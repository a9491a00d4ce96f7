#include "profile/folded.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* What one profile may take of memory: 2 and 1 GiB. */
enum { NODES_MAX = 40 * 1000 * 1000, NAME_BYTES_MAX = 1 << 30 };
enum { NUMBER_LENGTH = 40, SHOWN = 60 };

struct pg_folded {
    pg_tree *tree;
    const char *place;
    unsigned side;
    pg_folded_result result;
    uint64_t line_number;
    /* A line that began in an earlier chunk. */
    char *part;
    size_t part_length, part_room;
    /* The stack before: its bytes, where its frames end in them, and their nodes. */
    char *last;
    size_t last_length, last_room, last_depth;
    size_t ends[PG_FOLDED_DEPTH_MAX];
    uint32_t nodes[PG_FOLDED_DEPTH_MAX];
    char cut[PG_FOLDED_NAME_MAX + 1];
};

pg_folded *pg_folded_new(pg_tree *tree, const char *place, pg_folded_counts counts, unsigned side) {
    pg_folded *folded = PG_NEW(tree->arena, pg_folded);
    folded->tree = tree;
    folded->place = pg_copy(tree->arena, place);
    folded->side = side;
    folded->result.counts = counts;
    return folded;
}

static pg_status refuse(const pg_folded *folded, pg_error *err, const char *expected,
                        const char *found, size_t found_length) {
    char place[PG_PLACE_MAX], shown[SHOWN + 4];
    size_t length = found_length > SHOWN ? SHOWN : found_length;
    memcpy(shown, found, length);
    memcpy(shown + length, "...", 4);
    if (length == found_length) {
        shown[length] = 0;
    }
    snprintf(place, sizeof(place), "%.400s:%llu", folded->place,
             (unsigned long long)folded->line_number);
    return pg_fail(err, PG_INPUT, place, "expected %s, found \"%s\"", expected, shown);
}

/* ---- counts ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The number that is the last word of the line's first `*length` bytes; `*length` is then that of
 * what stands before the space. */
static bool take_number(const char *line, size_t *length, double *ret) {
    size_t start = *length, dots = 0;
    while (start && (is_digit(line[start - 1]) || line[start - 1] == '.')) {
        dots += line[--start] == '.';
    }
    size_t digits = *length - start;
    bool spaced = start && (line[start - 1] == ' ' || line[start - 1] == '\t');
    if (!digits || digits >= NUMBER_LENGTH || !is_digit(line[start]) || dots > 1 || !spaced) {
        return false;
    }
    double value = 0;
    if (!dots && digits <= 15) {
        uint64_t whole = 0;
        for (size_t i = start; i < *length; i++) {
            whole = whole * 10 + (uint64_t)(line[i] - '0');
        }
        value = (double)whole;
    } else {
        char text[NUMBER_LENGTH + 1];
        memcpy(text, line + start, digits);
        /* "12." is a number, too. */
        text[line[*length - 1] == '.' ? digits - 1 : digits] = 0;
        if (!pg_number_read(text, &value)) {
            return false;
        }
    }
    *ret = value;
    *length = start - 1;
    return true;
}

static pg_status take_counts(pg_folded *folded, const char *line, size_t *length, double counts[2],
                             pg_error *err) {
    pg_folded_result *result = &folded->result;
    size_t whole = *length;
    double last, before;
    if (!take_number(line, length, &last)) {
        return refuse(folded, err, "frames, a space and a count", line, whole);
    }
    size_t shorter = *length;
    bool two = result->counts != PG_FOLDED_ONE && take_number(line, &shorter, &before);
    if (result->counts == PG_FOLDED_TWO && !two) {
        return refuse(folded, err, "two counts, of base and head, as in the first line", line,
                      whole);
    }
    result->counts = two ? PG_FOLDED_TWO : PG_FOLDED_ONE;
    *length = two ? shorter : *length;
    counts[0] = two ? before : 0;
    counts[1] = two ? last : 0;
    if (!two) {
        counts[folded->side] = last;
    }
    for (int i = 0; i < 2; i++) {
        result->total[i] += counts[i];
        if (!(result->total[i] <= PG_INTEGER_MAX)) {
            return refuse(folded, err, "counts whose sum is at most 2^53", line, whole);
        }
    }
    return PG_OK;
}

/* ---- frames ---- */

/* How many frames the stack has in common with the one before. */
static size_t shared_frames(const pg_folded *folded, const char *stack, size_t length) {
    size_t limit = length < folded->last_length ? length : folded->last_length, same = 0;
    const char *last = folded->last;
    uint64_t a, b;
    while (limit - same >= sizeof(a)) {
        memcpy(&a, stack + same, sizeof(a));
        memcpy(&b, last + same, sizeof(b));
        if (a != b) {
            break;
        }
        same += sizeof(a);
    }
    while (same < limit && stack[same] == last[same]) {
        same++;
    }
    /* The semicolon behind a frame must be among it. */
    size_t low = 0, high = folded->last_depth;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (folded->ends[middle] < same) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint32_t name_of(pg_folded *folded, const char *bytes, size_t length) {
    enum { DOTS = 3 };
    if (length <= PG_FOLDED_NAME_MAX) {
        return pg_names_add(folded->tree->names, bytes, length);
    }
    size_t keep = PG_FOLDED_NAME_MAX - DOTS;
    for (int i = 0; i < 3 && ((unsigned char)bytes[keep] & 0xc0) == 0x80; i++) {
        keep--; /* not within a character */
    }
    memcpy(folded->cut, bytes, keep);
    memcpy(folded->cut + keep, "...", DOTS);
    folded->result.long_name++;
    return pg_names_add(folded->tree->names, folded->cut, keep + DOTS);
}

/* The node of the stack's leaf. */
static uint32_t take_frames(pg_folded *folded, const char *stack, size_t length) {
    size_t depth = shared_frames(folded, stack, length);
    uint32_t node = depth ? folded->nodes[depth - 1] : PG_TREE_ROOT;
    for (size_t at = depth ? folded->ends[depth - 1] + 1 : 0; at < length; depth++) {
        if (depth == PG_FOLDED_DEPTH_MAX) {
            folded->result.deep++;
            break;
        }
        const char *end = memchr(stack + at, ';', length - at);
        size_t stop = end ? (size_t)(end - stack) : length;
        node = pg_tree_child(folded->tree, node, name_of(folded, stack + at, stop - at));
        folded->nodes[depth] = node;
        folded->ends[depth] = stop;
        at = stop + 1;
    }
    folded->last_depth = depth;
    return node;
}

static void remember(pg_folded *folded, const char *stack, size_t length) {
    if (length > folded->last_room) {
        folded->last_room = 2 * length;
        folded->last = pg_alloc(folded->tree->arena, folded->last_room, 1);
    }
    if (length) {
        memcpy(folded->last, stack, length);
    }
    folded->last_length = length;
}

static pg_status take_line(pg_folded *folded, const char *line, size_t length, pg_error *err) {
    double counts[2];
    folded->line_number++;
    if (length && line[length - 1] == '\r') {
        length--;
    }
    if (!length) {
        return PG_OK;
    }
    if (memchr(line, 0, length)) {
        return refuse(folded, err, "text without NUL characters", line, strnlen(line, length));
    }
    pg_status status = take_counts(folded, line, &length, counts, err);
    if (status) {
        return status;
    }
    while (length && line[length - 1] == ';') {
        length--;
    }
    uint32_t node = take_frames(folded, line, length);
    remember(folded, line, length);
    for (unsigned side = 0; side < 2; side++) {
        if (folded->result.counts == PG_FOLDED_TWO || side == folded->side) {
            pg_tree_add_weight(folded->tree, node, side, counts[side]);
        }
    }
    folded->result.lines++;
    if (folded->tree->count > NODES_MAX || pg_names_bytes(folded->tree->names) > NAME_BYTES_MAX) {
        return refuse(folded, err, "at most 40 million different frames and 1 GiB of names", line,
                      length);
    }
    return PG_OK;
}

/* ---- chunks ---- */

static pg_status too_long(pg_folded *folded, pg_error *err) {
    folded->line_number++;
    return refuse(folded, err, "lines of at most 16 MiB", folded->part, folded->part_length);
}

static void keep_part(pg_folded *folded, const char *bytes, size_t length) {
    size_t need = folded->part_length + length;
    if (need > folded->part_room) {
        folded->part_room = 2 * need;
        folded->part =
            pg_grow(folded->tree->arena, folded->part, folded->part_length, folded->part_room, 1);
    }
    if (length) {
        memcpy(folded->part + folded->part_length, bytes, length);
    }
    folded->part_length = need;
}

pg_status pg_folded_feed(pg_folded *folded, const char *bytes, size_t length, pg_error *err) {
    while (length) {
        const char *end = memchr(bytes, '\n', length);
        size_t part = end ? (size_t)(end - bytes) : length;
        pg_status status = PG_OK;
        if (folded->part_length || !end) {
            keep_part(folded, bytes, part);
            if (folded->part_length > PG_FOLDED_LINE_MAX) {
                return too_long(folded, err);
            }
            if (end) {
                size_t whole = folded->part_length;
                folded->part_length = 0;
                status = take_line(folded, folded->part, whole, err);
            }
        } else {
            status = take_line(folded, bytes, part, err);
        }
        if (status) {
            return status;
        }
        bytes += part + (end != NULL);
        length -= part + (end != NULL);
    }
    return PG_OK;
}

pg_status pg_folded_end(pg_folded *folded, pg_folded_result *ret, pg_error *err) {
    pg_status status = PG_OK;
    if (folded->part_length) {
        status = take_line(folded, folded->part, folded->part_length, err);
        folded->part_length = 0;
    }
    if (!status && !folded->result.lines) {
        status = pg_fail(err, PG_INPUT, folded->place, "expected folded stacks, found none");
    } else if (!status && folded->result.total[0] + folded->result.total[1] <= 0) {
        status = pg_fail(err, PG_INPUT, folded->place, "expected counts above 0, found none");
    }
    if (!status) {
        pg_tree_sum(folded->tree);
        *ret = folded->result;
    }
    return status;
}
