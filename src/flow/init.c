#include "flow/init.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "flow/init_files.h"
#include "sys/file.h"

enum { LOOK_MAX = 1024 * 1024, FILES = 4, NAME_MAX_LENGTH = 60 };

/* What builds a repository, and how. `before` stands before the name of a program in its file; a
 * build works in a fresh checkout and in one that was built already. */
typedef struct builder {
    const char *file, *kind, *before, *prepare, *build, *folder;
} builder;

/* The first that is there counts: Makefiles often stand beside one of the others. */
static const builder builders[] = {
    {"meson.build", "Meson", "executable(",
     "sudo apt-get install --yes --no-install-recommends meson ninja-build",
     "{ [ -d build-perfgate ] || meson setup build-perfgate --buildtype=release; } && "
     "ninja -C build-perfgate",
     "build-perfgate/"},
    {"CMakeLists.txt", "CMake", "add_executable(", NULL,
     "cmake -S . -B build-perfgate -DCMAKE_BUILD_TYPE=Release && cmake --build build-perfgate",
     "build-perfgate/"},
    {"Cargo.toml", "Cargo", "name", NULL, "cargo build --release", "target/release/"},
    {"go.mod", "Go", "module", NULL, "mkdir -p build-perfgate && go build -o build-perfgate/ ./...",
     "build-perfgate/"},
    {"Makefile", "Make", NULL, NULL, "make", "./"},
};
enum { BUILDERS = sizeof(builders) / sizeof(*builders) };

/* Nothing we know: the example shows the form. */
static const builder unknown = {"", "unknown", NULL, NULL, "make", "./"};

typedef struct init {
    pg_arena *arena;
    const pg_init_request *request;
    const builder *builder;
    const char *suite, *program;
} init;

static bool is_name_char(char c) {
    return isalnum((unsigned char)c) || strchr("_-.+", c);
}

/* The name at `text`: of its last part where it is a path, in quotes or without. NULL: none that
 * can stand in JSON and in a shell as it is. */
static const char *name_at(pg_arena *arena, const char *text) {
    text += strspn(text, " \t\n='\"");
    size_t length = strcspn(text, " \t\r\n'\",()");
    for (size_t i = length; i > 0; i--) {
        if (text[i - 1] == '/') {
            text += i;
            length -= i;
            break;
        }
    }
    for (size_t i = 0; i < length; i++) {
        if (!is_name_char(text[i])) {
            return NULL;
        }
    }
    return length && length <= NAME_MAX_LENGTH && *text != '-' && *text != '.'
               ? pg_copy_n(arena, text, length)
               : NULL;
}

/* Behind the word at the beginning of a line's text; a comment is none. */
static const char *find_program(pg_arena *arena, const char *text, const char *before) {
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n");
        const char *start = line + strspn(line, " \t");
        const char *end = start + strcspn(start, "\n");
        const char *found = strstr(start, before);
        if (*start != '#' && !(start[0] == '/' && start[1] == '/') && found && found < end) {
            const char *name = name_at(arena, found + strlen(before));
            if (name) {
                return name;
            }
        }
    }
    return NULL;
}

static const char *read_text(init *i, const char *name) {
    char *text;
    size_t length;
    pg_error ignored; /* it is for a guess */
    const char *path = pg_file_join(i->arena, i->request->folder, name);
    return pg_file_read(i->arena, path, LOOK_MAX, &text, &length, &ignored) ? "" : text;
}

static void look(init *i) {
    const char *real = pg_file_real(i->arena, i->request->folder);
    const char *slash = real ? strrchr(real, '/') : NULL;
    i->suite = slash ? name_at(i->arena, slash + 1) : NULL;
    i->suite = i->suite ? i->suite : "suite";
    i->builder = &unknown;
    for (size_t b = 0; b < BUILDERS; b++) {
        if (pg_file_exists(pg_file_join(i->arena, i->request->folder, builders[b].file))) {
            i->builder = &builders[b];
            break;
        }
    }
    const char *name = i->builder->before ? find_program(i->arena, read_text(i, i->builder->file),
                                                         i->builder->before)
                                          : NULL;
    i->program = pg_format(i->arena, "%s%s", i->builder->folder, name ? name : i->suite);
}

static const char *config_text(const init *i) {
    pg_buf out = pg_buf_new(i->arena);
    pg_buf_format(
        &out,
        "// What perfgate measures here. Comments are allowed; every key is described in\n"
        "// docs/reference/configuration.md of perfgate.\n"
        "{\n"
        "  // The name under which results and baselines are kept.\n"
        "  \"suite\": \"%s\",\n\n"
        "  // Run at the top of the tree under review and again in a checkout of its base, "
        "so it has\n"
        "  // to work in a fresh checkout at any path. Optimised, as what you release is.\n"
        "  \"build\": \"%s\",\n\n"
        "  // The folder of the committed baselines, written by `perfgate baseline accept`.\n"
        "  \"baselines\": \"baselines\",\n\n",
        i->suite, i->builder->build);
    pg_buf_format(
        &out,
        "  // A workload is a program with its arguments. One launch gives one sample: 50 "
        "ms of real\n"
        "  // work is a good length. The same input each time, and no network.\n"
        "  \"workloads\": [\n"
        "    {\n"
        "      // The row of the report. Keep it: a workload that vanishes has no verdict.\n"
        "      \"name\": \"example\",\n\n"
        "      // An example: put your own program and its arguments here.\n"
        "      \"command\": [\"%s\"],\n\n"
        "      // The files whose bytes decide whether there is anything to measure.\n"
        "      \"artifacts\": [\"%s\"]\n"
        "    }\n"
        "  ]\n"
        "}\n",
        i->program, i->program);
    return out.data;
}

static const char *const baselines_text =
    "Committed baselines: sessions of this suite, a file for each class of host. They are the "
    "anchor\n"
    "against which slow drift is seen. `perfgate baseline accept` writes them, nothing else.\n";

/* The template with its three places filled in. */
static const char *workflow_text(const init *i, const char *text) {
    static const char line[] = "          @PREPARE@\n";
    pg_buf out = pg_buf_new(i->arena);
    while (*text) {
        if (!strncmp(text, line, sizeof(line) - 1)) {
            if (i->builder->prepare) {
                pg_buf_format(&out, "          %s\n", i->builder->prepare);
            }
            text += sizeof(line) - 1;
        } else if (!strncmp(text, "@ACTION@", 8)) {
            pg_buf_text(&out, i->request->action);
            text += 8;
        } else if (!strncmp(text, "@BUILD@", 7)) {
            pg_buf_text(&out, i->builder->build);
            text += 7;
        } else {
            pg_buf_char(&out, *text++);
        }
    }
    return out.data;
}

static bool is_action(const char *text) {
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                 "_.-/@");
    const char *at = strchr(text, '@'), *slash = strchr(text, '/');
    return !text[length] && slash && slash != text && at && at > slash + 1 && at[1] &&
           !strchr(at + 1, '@');
}

pg_status pg_init_write(pg_arena *arena, const pg_init_request *request, pg_init_outcome *ret,
                        pg_error *err) {
    init i = {.arena = arena, .request = request};
    if (!is_action(request->action)) {
        return pg_fail(err, PG_USAGE, NULL, "expected OWNER/NAME@REF for --action, found \"%.80s\"",
                       request->action);
    }
    if (!pg_file_is_directory(request->folder)) {
        return pg_fail(err, PG_USAGE, request->folder, "expected a directory");
    }
    look(&i);
    const char *const files[FILES][2] = {
        {"perfgate.json", config_text(&i)},
        {".github/workflows/perfgate.yml", workflow_text(&i, pg_init_perfgate)},
        {".github/workflows/perfgate-fork-report.yml",
         workflow_text(&i, pg_init_perfgate_fork_report)},
        {"baselines/README.md", baselines_text},
    };
    const char **names = PG_ARRAY(arena, const char *, FILES);
    for (size_t f = 0; f < FILES; f++) {
        names[f] = pg_file_join(arena, request->folder, files[f][0]);
        if (pg_file_exists(names[f])) {
            return pg_fail(err, PG_USAGE, names[f], "is there already; nothing was written");
        }
    }
    for (size_t f = 0; f < FILES; f++) {
        pg_status status = pg_file_write(names[f], files[f][1], strlen(files[f][1]), err);
        if (status) {
            for (size_t before = 0; before < f; before++) {
                pg_file_remove(names[before]);
            }
            return status;
        }
    }
    for (size_t f = 0; f < FILES; f++) {
        names[f] = files[f][0];
    }
    *ret = (pg_init_outcome){.found = i.builder->file,
                             .kind = i.builder->kind,
                             .program = i.program,
                             .written = {names, FILES}};
    return PG_OK;
}
