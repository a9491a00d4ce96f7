#include "profile/folded_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/number.h"

enum { FLUSH_AT = 256 * 1024 };

/* What is still to be done, the next at the end: no recursion, stacks may be deep. */
typedef enum task_kind { LEAVE, STACK, BELOW } task_kind;

typedef struct step {
    uint32_t node;
    task_kind task;
} step;

typedef struct writer {
    const pg_tree *tree;
    step *steps;
    size_t step_count, step_room;
    pg_buf path; /* the frames above, each with its semicolon */
    pg_buf out;
} writer;

/* Order of lines: a stack that ends is followed by nothing, one that goes on by a semicolon. The
 * last comes first, since steps are taken from the end. */
static int compare(const void *a, const void *b, void *self) {
    const pg_tree *tree = self;
    const step *left = b, *right = a;
    uint32_t left_name = pg_tree_node(tree, left->node)->name;
    uint32_t right_name = pg_tree_node(tree, right->node)->name;
    size_t left_length = pg_name_length(tree->names, left_name);
    size_t right_length = pg_name_length(tree->names, right_name);
    const char *left_text = pg_name(tree->names, left_name);
    const char *right_text = pg_name(tree->names, right_name);
    size_t common = left_length < right_length ? left_length : right_length;
    int order = memcmp(left_text, right_text, common);
    if (order) {
        return order;
    }
    int left_next = left_length > common  ? (unsigned char)left_text[common]
                    : left->task == BELOW ? ';'
                                          : -1;
    int right_next = right_length > common  ? (unsigned char)right_text[common]
                     : right->task == BELOW ? ';'
                                            : -1;
    return left_next - right_next;
}

static void push(writer *w, uint32_t node, task_kind task) {
    if (w->step_count == w->step_room) {
        size_t room = w->step_room * 2;
        w->steps = pg_grow(w->tree->arena, w->steps, w->step_count, room, sizeof(step));
        w->step_room = room;
    }
    w->steps[w->step_count++] = (step){node, task};
}

static bool has_weight(const pg_tree *tree, uint32_t node) {
    bool has = false;
    for (unsigned side = 0; side < tree->sides; side++) {
        has = has || pg_tree_weight(tree, node, side)->self > 0;
    }
    return has;
}

static void push_children(writer *w, uint32_t node) {
    size_t first = w->step_count;
    for (uint32_t child = pg_tree_node(w->tree, node)->first_child; child;
         child = pg_tree_node(w->tree, child)->next) {
        if (has_weight(w->tree, child)) {
            push(w, child, STACK);
        }
        if (pg_tree_node(w->tree, child)->first_child) {
            push(w, child, BELOW);
        }
    }
    if (w->step_count - first > 1) {
        pg_tree *tree = (pg_tree *)(uintptr_t)w->tree; /* qsort_r passes it on as it is */
        qsort_r(w->steps + first, w->step_count - first, sizeof(step), compare, tree);
    }
}

static void put_stack(writer *w, uint32_t node, const char *name, size_t length) {
    pg_buf_add(&w->out, w->path.data, w->path.length);
    pg_buf_add(&w->out, name, length);
    for (unsigned side = 0; side < w->tree->sides; side++) {
        /* Never with an exponent: other readers take digits only. */
        char number[PG_NUMBER_MAX];
        double weight = pg_tree_weight(w->tree, node, side)->self;
        size_t size = weight == floor(weight)
                          ? (size_t)snprintf(number, sizeof(number), "%.0f", weight)
                          : pg_number_write(number, weight);
        pg_buf_char(&w->out, ' ');
        pg_buf_add(&w->out, number, size);
    }
    pg_buf_char(&w->out, '\n');
}

pg_status pg_folded_write(const pg_tree *tree,
                          pg_status take(void *self, const char *bytes, size_t length,
                                         pg_error *err),
                          void *self, pg_error *err) {
    enum { FIRST_STEPS = 1024 };
    writer w = {.tree = tree,
                .steps = PG_ARRAY(tree->arena, step, FIRST_STEPS),
                .step_room = FIRST_STEPS,
                .path = pg_buf_new(tree->arena),
                .out = pg_buf_new(tree->arena)};
    push_children(&w, PG_TREE_ROOT);
    pg_status status = PG_OK;
    while (w.step_count && !status) {
        step now = w.steps[--w.step_count];
        uint32_t id = pg_tree_node(tree, now.node)->name;
        const char *name = pg_name(tree->names, id);
        size_t length = pg_name_length(tree->names, id);
        switch (now.task) {
        case STACK: put_stack(&w, now.node, name, length); break;
        case LEAVE: w.path.length -= length + 1; break;
        case BELOW:
            pg_buf_add(&w.path, name, length);
            pg_buf_char(&w.path, ';');
            push(&w, now.node, LEAVE);
            push_children(&w, now.node);
            break;
        }
        if (w.out.length >= FLUSH_AT || (!w.step_count && w.out.length)) {
            status = take(self, w.out.data, w.out.length, err);
            w.out.length = 0;
        }
    }
    return status;
}
