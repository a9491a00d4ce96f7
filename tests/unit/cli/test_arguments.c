#include <string.h>

#include "cli/command.h"
#include "support/expect.h"

enum { WORDS = 8 };

static const pg_command_entry *command_named(const char *name) {
    for (size_t i = 0; i < pg_command_count; i++) {
        if (!strcmp(pg_commands[i].name, name)) {
            return &pg_commands[i];
        }
    }
    cr_assert(false, "there is no command %s", name);
    return NULL;
}

static pg_arguments arguments;
static bool help;
static pg_error err;

static pg_status read_words(pg_arena *arena, const char *command, const char *const *words) {
    int count = 0;
    while (words[count]) {
        count++;
    }
    help = false;
    return pg_arguments_read(arena, command_named(command), count, words, &arguments, &help, &err);
}

#define READ(arena, command, ...)                                                                  \
    read_words(arena, command, (const char *const[]){__VA_ARGS__, NULL})

Test(arguments, every_form) {
    pg_arena *arena = pg_arena_new();
    cr_assert(!READ(arena, "compare", "a", "--threshold", "7.5", "--alpha=0.02", "--strict", "b"),
              "%s", err.text);
    cr_expect(arguments.has_threshold && arguments.threshold == 7.5);
    cr_expect(arguments.has_alpha && arguments.alpha == 0.02 && arguments.strict);
    cr_assert(arguments.operand_count == 2);
    expect_text(arguments.operands[0], "a", "operand");
    expect_text(arguments.operands[1], "b", "operand");
    expect_text(arguments.format, "text", "the default");
    cr_assert(!READ(arena, "compare", "-t", "3", "-oout.txt", "--", "-a", "--strict"), "%s",
              err.text);
    cr_expect(arguments.threshold == 3 && !arguments.strict);
    expect_text(arguments.output, "out.txt", "attached");
    expect_text(arguments.operands[1], "--strict", "behind --");
    cr_assert(!READ(arena, "compare", "-", "b"));
    expect_text(arguments.operands[0], "-", "a lone dash");
    cr_assert(!READ(arena, "gate", "-n", "20", "-f", "w*", "--seed", "0"));
    cr_expect(arguments.has_blocks && arguments.blocks == 20 && arguments.has_seed &&
              arguments.seed == 0);
    cr_assert(!READ(arena, "compare", "--help", "--unknown"));
    cr_expect(help, "whatever follows");
    cr_assert(!READ(arena, "compare", "a", "b"));
    cr_expect(!arguments.has_threshold && !arguments.has_alpha && !help);
    pg_arena_free(arena);
}

typedef struct bad_row {
    const char *command, *words[WORDS], *says;
} bad_row;

static const bad_row bad_rows[] = {
    {"compare", {"a"}, "expected BASE.json HEAD.json [CONTROL.json], found 1 operand"},
    {"compare", {"a", "b", "c", "d"}, "found 4 operands"},
    {"gate", {"a"}, "expected no operands, found 1"},
    {"compare", {"a", "b", "--strictt"}, "unknown option --strictt; did you mean --strict?"},
    {"compare", {"a", "b", "--blocks", "3"}, "unknown option --blocks"},
    {"compare", {"a", "b", "--strict=yes"}, "--strict takes no value, found \"yes\""},
    {"compare", {"a", "b", "--threshold"}, "expected PCT behind --threshold"},
    {"compare", {"a", "b", "--threshold", "x"}, "expected a number from 0 to 1000"},
    {"compare", {"a", "b", "--threshold", "-1"}, "found \"-1\""},
    {"compare", {"a", "b", "--threshold=1001"}, "found \"1001\""},
    {"compare", {"a", "b", "--threshold=nan"}, "found \"nan\""},
    {"compare", {"a", "b", "--alpha", "0"}, "for --alpha"},
    {"compare", {"a", "b", "--alpha", "0.5"}, "for --alpha"},
    {"compare", {"a", "b", "--format", "html"}, "found \"html\""},
    {"compare", {"a", "b", "--format", "text mark"}, "found \"text mark\""},
    {"compare", {"a", "b", "--output="}, "found \"\""},
    {"gate", {"--blocks", "0"}, "a whole number from 1 to 1000"},
    {"gate", {"--blocks", "1.5"}, "found \"1.5\""},
    {"gate", {"--blocks", "1001"}, "found \"1001\""},
    {"gate", {"-n"}, "behind --blocks"},
    {"gate", {"-x"}, "unknown option -x"},
    {"gate", {"--time-budget", "0"}, "found \"0\""},
    {"gate", {"--time-budget", "25h"}, "found \"25h\""},
    {"gate", {"--time-budget", "m"}, "found \"m\""},
    {"gate", {"--time-budget", "5 m"}, "found \"5 m\""},
    {"gate", {"--time-budget", "5d"}, "found \"5d\""},
    {"gate", {"--time-budget=-5m"}, "found \"-5m\""},
};

Test(arguments, what_is_refused) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(bad_rows); i++) {
        const bad_row *t = &bad_rows[i];
        cr_expect(read_words(arena, t->command, t->words) == PG_USAGE, "row %zu: %s", i, t->says);
        cr_expect(strstr(err.text, t->says), "row %zu: \"%s\" says nothing of \"%s\"", i, err.text,
                  t->says);
    }
    pg_arena_free(arena);
}

Test(arguments, durations) {
    static const struct {
        const char *text;
        double seconds;
    } rows[] = {{"90", 90}, {"90s", 90}, {"5m", 300}, {"1.5h", 5400}, {"24h", 86400}};
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        cr_expect(!READ(arena, "gate", "--time-budget", rows[i].text), "%s", err.text);
        cr_expect(arguments.time_budget == rows[i].seconds, "%s: %g", rows[i].text,
                  arguments.time_budget);
    }
    pg_arena_free(arena);
}

/* The tables hang together: every option of a command exists, every option is somebody's. */
Test(arguments, tables) {
    pg_arena *arena = pg_arena_new();
    for (size_t i = 0; i < pg_option_count; i++) {
        const pg_option *option = &pg_options[i];
        size_t users = 0;
        for (size_t k = 0; k < pg_command_count; k++) {
            users += pg_command_takes(&pg_commands[k], option->name);
        }
        cr_expect(users > 0, "--%s is nobody's", option->name);
        cr_expect((option->argument == NULL) == (option->kind == PG_OPTION_FLAG), "--%s",
                  option->name);
        for (size_t k = 0; k < i; k++) {
            cr_expect(strcmp(option->name, pg_options[k].name) != 0, "--%s twice", option->name);
            cr_expect(!option->letter || option->letter != pg_options[k].letter, "-%c twice",
                      option->letter);
        }
    }
    for (size_t i = 0; i < pg_command_count; i++) {
        const pg_command_entry *command = &pg_commands[i];
        for (const char *at = command->options; *at; at += strspn(at, " ")) {
            size_t length = strcspn(at, " ");
            const char *name = pg_copy_n(arena, at, length);
            bool known = false;
            for (size_t k = 0; k < pg_option_count && !known; k++) {
                known = !strcmp(pg_options[k].name, name);
            }
            cr_expect(known, "%s takes --%s, which does not exist", command->name, name);
            at += length;
        }
        cr_expect(command->run && *command->summary && *command->details, "%s", command->name);
    }
    pg_arena_free(arena);
}
