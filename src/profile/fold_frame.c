#include "profile/fold_frame.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "profile/fold_clean.h"

enum { FIRST_SLOTS = 4096 };

/* A distinct symbol in a file. */
typedef struct entry {
    const char *symbol; /* and the file behind it */
    uint32_t symbol_length, file_length;
    bool java;
    pg_frame frame;
} entry;

typedef struct slot {
    uint32_t hash, entry; /* 1 + its number, 0: none */
} slot;

struct pg_frames {
    pg_arena *arena;
    pg_names *names;
    const pg_fold_options *options;
    entry *entries;
    size_t entry_count, entry_room;
    slot *slots;
    uint32_t slot_mask;
    uint64_t bytes;
    pg_buf text; /* a name being cleaned */
    uint32_t *list;
    size_t list_room;
    pg_frame unkept; /* with an address in its name */
};

/* A frame's line taken apart: "  7f21 symbol+0x1f (file)". */
typedef struct parts {
    pg_span address, symbol, file;
} parts;

pg_frames *pg_frames_new(pg_arena *arena, pg_names *names, const pg_fold_options *options) {
    pg_frames *frames = PG_NEW(arena, pg_frames);
    *frames = (pg_frames){.arena = arena,
                          .names = names,
                          .options = options,
                          .slots = PG_ARRAY(arena, slot, FIRST_SLOTS),
                          .slot_mask = FIRST_SLOTS - 1,
                          .text = pg_buf_new(arena)};
    return frames;
}

uint64_t pg_frames_bytes(const pg_frames *frames) {
    return frames->bytes;
}

/* ---- taking a line apart ---- */

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* "read_row+0x1f" is read_row. */
static size_t without_offset(const char *symbol, size_t length) {
    size_t at = length;
    while (at && is_hex(symbol[at - 1])) {
        at--;
    }
    bool offset = at < length && at >= 3 && !memcmp(symbol + at - 3, "+0x", 3);
    return offset ? at - 3 : length;
}

/* As the expression \s*(\w+)\s*(.+) \((.*)\) matches, greedy from the left: the file stands between
 * the last " (" that has a bracket behind it and the last bracket; what is before is the symbol,
 * and has one character at least, at the expense of the spaces and the address before it. */
static bool take_apart(const char *line, size_t length, parts *ret) {
    const char *end = memrchr(line, ')', length);
    if (!end) {
        return false;
    }
    const char *open = end;
    do {
        open = open > line ? memrchr(line, '(', (size_t)(open - line)) : NULL;
    } while (open && (open == line || open[-1] != ' '));
    if (!open) {
        return false;
    }
    const char *space = open - 1, *word = line, *after, *symbol;
    while (pg_is_space(*word)) {
        word++;
    }
    if (word + 1 >= space || !is_word(*word)) {
        return false;
    }
    for (after = word; is_word(*after); after++) {
    }
    for (symbol = after; pg_is_space(*symbol); symbol++) {
    }
    symbol = symbol < space ? symbol : space - 1;
    after = after < symbol ? after : symbol;
    *ret = (parts){
        .address = {word, (size_t)(after - word)},
        .symbol = {symbol, without_offset(symbol, (size_t)(space - symbol))},
        .file = {open + 1, (size_t)(end - open - 1)},
    };
    return true;
}

static const char *mark_of(const pg_frames *frames, pg_span file, bool in_line) {
    if (in_line) {
        return "_[i]";
    }
    if (frames->options->kernel && pg_is_kernel(file)) {
        return "_[k]";
    }
    return frames->options->jit && pg_is_jit(file) ? "_[j]" : NULL;
}

/* "[libc.so.6]" for a symbol that is not known, "[libc.so.6 <7f21>]" with its address. */
static void put_unknown(pg_frames *frames, const parts *p) {
    pg_buf *text = &frames->text;
    pg_span file =
        pg_span_equals(p->file, "[unknown]") ? (pg_span){"unknown", 7} : pg_base_name(p->file);
    pg_buf_char(text, '[');
    pg_buf_add(text, file.at, file.length);
    if (frames->options->addrs) {
        pg_buf_text(text, " <");
        pg_buf_add(text, p->address.at, p->address.length);
        pg_buf_char(text, '>');
    }
    pg_buf_char(text, ']');
}

uint32_t pg_frames_name(pg_frames *frames, const char *bytes, size_t length) {
    pg_buf *text = &frames->text;
    if (!length) {
        return pg_names_add(frames->names, "", 0);
    }
    if (bytes != text->data) {
        text->length = 0;
        pg_buf_add(text, bytes, length);
    }
    for (char *nul = text->data; (nul = memchr(nul, 0, length - (size_t)(nul - text->data)));) {
        *nul = '?';
    }
    text->data[length] = 0;
    pg_text_tame(text->data);
    return pg_names_add(frames->names, text->data, strlen(text->data));
}

/* One of the symbols that "->" separates: the function, then what was put in line into it. */
static uint32_t clean(pg_frames *frames, pg_span symbol, const parts *p, bool java, bool in_line) {
    pg_buf *text = &frames->text;
    text->length = 0;
    if (pg_span_equals(symbol, "[unknown]")) {
        put_unknown(frames, p);
    } else {
        pg_buf_add(text, symbol.at, symbol.length);
    }
    text->length = pg_clean_symbol(text->data, text->length, java);
    const char *mark = mark_of(frames, p->file, in_line);
    bool marked = mark && mark[2] != 'k' && memmem(text->data, text->length, mark, 4);
    if (mark && !marked) {
        pg_buf_text(text, mark);
    }
    return pg_frames_name(frames, text->data, text->length);
}

static void put_in_list(pg_frames *frames, size_t count, uint32_t name) {
    if (count == frames->list_room) {
        size_t room = count ? count * 2 : 64;
        frames->list = pg_grow(frames->arena, frames->list, count, room, sizeof(*frames->list));
        frames->list_room = room;
    }
    frames->list[count] = name;
}

/* Cleans the symbols of a line into the list; nothing stands for those that end it empty. */
static size_t clean_all(pg_frames *frames, const parts *p, bool java) {
    const char *at = p->symbol.at, *end = at + p->symbol.length;
    while (end - at >= 2 && !memcmp(end - 2, "->", 2)) {
        end -= 2;
    }
    size_t count = 0;
    while (at < end) {
        const char *arrow = memmem(at, (size_t)(end - at), "->", 2);
        const char *stop = arrow ? arrow : end;
        uint32_t name = clean(frames, (pg_span){at, (size_t)(stop - at)}, p, java, count > 0);
        put_in_list(frames, count++, name);
        at = arrow ? arrow + 2 : end;
    }
    return count;
}

static pg_frame make_frame(pg_frames *frames, const parts *p, bool java) {
    bool process = p->symbol.length && p->symbol.at[0] == '('; /* perf names the process there */
    size_t count = process ? 0 : clean_all(frames, p, java);
    bool in_line = pg_span_equals(p->file, "inlined");
    pg_span file = pg_base_name(p->file);
    return (pg_frame){
        .names = frames->list,
        .count = (uint32_t)count,
        .library = in_line ? 0 : pg_frames_name(frames, file.at, file.length),
        .unresolved = pg_span_equals(p->symbol, "[unknown]"),
        .starts = pg_starts_stack(p->symbol, p->file),
    };
}

/* ---- the table of distinct frames ---- */

static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t hash_span(uint64_t hash, pg_span s) {
    uint64_t word;
    const char *at = s.at;
    size_t left = s.length;
    for (; left >= 8; at += 8, left -= 8) {
        memcpy(&word, at, 8);
        hash = mix(hash, word);
    }
    word = (uint64_t)s.length << 56;
    memcpy(&word, at, left);
    return mix(hash, word);
}

/* The slot that holds the frame, or is to hold it. */
static slot *slot_of(pg_frames *frames, const parts *p, bool java, uint32_t hash) {
    for (uint32_t at = hash & frames->slot_mask;; at = (at + 1) & frames->slot_mask) {
        slot *found = &frames->slots[at];
        if (!found->entry) {
            return found;
        }
        if (found->hash != hash) {
            continue;
        }
        const entry *e = &frames->entries[found->entry - 1];
        if (e->java == java && e->symbol_length == p->symbol.length &&
            e->file_length == p->file.length &&
            !memcmp(e->symbol, p->symbol.at, p->symbol.length) &&
            !memcmp(e->symbol + e->symbol_length, p->file.at, p->file.length)) {
            return found;
        }
    }
}

static void grow_table(pg_frames *frames) {
    const slot *old = frames->slots;
    size_t old_room = (size_t)frames->slot_mask + 1, room = old_room * 2;
    frames->slots = PG_ARRAY(frames->arena, slot, room);
    frames->slot_mask = (uint32_t)(room - 1);
    for (size_t i = 0; i < old_room; i++) {
        if (old[i].entry) {
            uint32_t at = old[i].hash & frames->slot_mask;
            while (frames->slots[at].entry) {
                at = (at + 1) & frames->slot_mask;
            }
            frames->slots[at] = old[i];
        }
    }
}

static const pg_frame *add_entry(pg_frames *frames, const parts *p, bool java, uint32_t hash,
                                 slot *to) {
    if (frames->entry_count == frames->entry_room) {
        size_t room = frames->entry_room ? frames->entry_room * 2 : FIRST_SLOTS / 2;
        frames->entries =
            pg_grow(frames->arena, frames->entries, frames->entry_count, room, sizeof(entry));
        frames->entry_room = room;
    }
    char *key = PG_ARRAY(frames->arena, char, p->symbol.length + p->file.length);
    memcpy(key, p->symbol.at, p->symbol.length);
    memcpy(key + p->symbol.length, p->file.at, p->file.length);
    entry *e = &frames->entries[frames->entry_count];
    *e = (entry){.symbol = key,
                 .symbol_length = (uint32_t)p->symbol.length,
                 .file_length = (uint32_t)p->file.length,
                 .java = java,
                 .frame = make_frame(frames, p, java)};
    frames->bytes += p->symbol.length + p->file.length;
    uint32_t *names = PG_ARRAY(frames->arena, uint32_t, e->frame.count);
    if (e->frame.count) {
        memcpy(names, e->frame.names, e->frame.count * sizeof(*names));
    }
    e->frame.names = names;
    *to = (slot){hash, (uint32_t)++frames->entry_count};
    if (frames->entry_count * 2 > frames->slot_mask) {
        grow_table(frames);
    }
    return &e->frame;
}

const pg_frame *pg_frames_read(pg_frames *frames, const char *line, size_t length, bool java) {
    parts p;
    if (!take_apart(line, length, &p)) {
        return NULL;
    }
    if (frames->options->addrs && pg_span_holds(p.symbol, "[unknown]")) {
        frames->unkept = make_frame(frames, &p, java);
        return &frames->unkept;
    }
    uint32_t hash = (uint32_t)hash_span(hash_span(java, p.symbol), p.file);
    slot *at = slot_of(frames, &p, java, hash);
    return at->entry ? &frames->entries[at->entry - 1].frame
                     : add_entry(frames, &p, java, hash, at);
}
