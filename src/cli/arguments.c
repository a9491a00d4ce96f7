#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "cli/command.h"

/* Whether `word` is one of the words of a list separated by spaces. */
static bool in_list(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == length && !strncmp(at, word, length)) {
            return true;
        }
        at += size;
    }
    return false;
}

bool pg_command_takes(const pg_command_entry *command, const char *option) {
    return in_list(command->options, option);
}

static pg_status unknown_option(const pg_command_entry *command, const char *word, pg_error *err) {
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < pg_option_count && count < 64; i++) {
        if (pg_command_takes(command, pg_options[i].name)) {
            names[count++] = pg_options[i].name;
        }
    }
    const char *nearest = pg_text_nearest(word + strspn(word, "-"), names, count);
    return nearest ? pg_fail(err, PG_USAGE, NULL, "unknown option %s; did you mean --%s?", word,
                             nearest)
                   : pg_fail(err, PG_USAGE, NULL, "unknown option %s", word);
}

/* The option that `word` names, its length in *ret_length ("--alpha=0.01" has the value behind). */
static const pg_option *find_option(const pg_command_entry *command, const char *word,
                                    size_t *ret_length) {
    bool is_long = word[1] == '-';
    const char *name = word + (is_long ? 2 : 1);
    size_t length = is_long ? strcspn(name, "=") : 1;
    for (size_t i = 0; i < pg_option_count; i++) {
        const pg_option *option = &pg_options[i];
        bool named = is_long
                         ? strlen(option->name) == length && !strncmp(option->name, name, length)
                         : option->letter && option->letter == *name;
        if (named && pg_command_takes(command, option->name)) {
            *ret_length = length + (is_long ? 2 : 1);
            return option;
        }
    }
    return NULL;
}

static pg_status out_of_range(const pg_option *option, const char *value, pg_error *err) {
    return pg_fail(err, PG_USAGE, NULL, "expected %s from %.16g to %.16g for --%s, found \"%s\"",
                   option->kind == PG_OPTION_COUNT ? "a whole number" : "a number", option->low,
                   option->high, option->name, value);
}

/* "90", "90s", "5m", "1h" in seconds. */
static bool read_duration(const char *text, double *ret) {
    static const char units[] = "smh";
    static const double seconds[] = {1, 60, 3600};
    char number[32];
    size_t length = strlen(text);
    const char *unit = length ? strchr(units, text[length - 1]) : NULL;
    length -= unit != NULL;
    if (!length || length >= sizeof(number)) {
        return false;
    }
    memcpy(number, text, length);
    number[length] = 0;
    if (!pg_number_read(number, ret)) {
        return false;
    }
    *ret *= unit ? seconds[unit - units] : 1;
    return true;
}

static pg_status store(const pg_option *option, const char *value, pg_arguments *ret,
                       pg_error *err) {
    void *place = (char *)ret + option->offset;
    double number = 0;
    uint64_t count = 0;
    switch (option->kind) {
    case PG_OPTION_FLAG: *(bool *)place = true; break;
    case PG_OPTION_TEXT:
        if (!*value || (option->choices && !in_list(option->choices, value))) {
            return pg_fail(err, PG_USAGE, NULL, "expected %s for --%s, found \"%s\"",
                           option->argument, option->name, value);
        }
        *(const char **)place = value;
        break;
    case PG_OPTION_COUNT:
        if (!pg_count_read(value, &count) || (double)count < option->low ||
            (double)count > option->high) {
            return out_of_range(option, value, err);
        }
        *(uint64_t *)place = count;
        break;
    case PG_OPTION_DURATION:
        if (!read_duration(value, &number) || number < option->low || number > option->high) {
            return pg_fail(err, PG_USAGE, NULL,
                           "expected a time such as 90s, 5m or 1h for --%s, "
                           "found \"%s\"",
                           option->name, value);
        }
        *(double *)place = number;
        break;
    case PG_OPTION_NUMBER:
        if (!pg_number_read(value, &number) || number < option->low || number > option->high) {
            return out_of_range(option, value, err);
        }
        *(double *)place = number;
        break;
    }
    if (option->has) {
        *(bool *)((char *)ret + option->has - 1) = true;
    }
    return PG_OK;
}

/* Reads one option and moves *at behind it. */
static pg_status read_option(const pg_command_entry *command, int argc, const char *const *argv,
                             int *at, pg_arguments *ret, pg_error *err) {
    const char *word = argv[*at];
    size_t length;
    const pg_option *option = find_option(command, word, &length);
    if (!option) {
        return unknown_option(command, word, err);
    }
    const char *value = word[length] == '=' ? word + length + 1 : word + length;
    bool attached = word[length] != 0;
    if (option->kind == PG_OPTION_FLAG) {
        if (attached) {
            return pg_fail(err, PG_USAGE, NULL, "--%s takes no value, found \"%s\"", option->name,
                           value);
        }
    } else if (!attached) {
        if (*at + 1 >= argc) {
            return pg_fail(err, PG_USAGE, NULL, "expected %s behind --%s", option->argument,
                           option->name);
        }
        value = argv[++*at];
    }
    ++*at;
    return store(option, value, ret, err);
}

pg_status pg_arguments_read(pg_arena *arena, const pg_command_entry *command, int argc,
                            const char *const *argv, pg_arguments *ret, bool *ret_help,
                            pg_error *err) {
    pg_arguments read = {.format = "text"};
    read.operands = PG_ARRAY(arena, const char *, (size_t)argc + 1);
    bool only_operands = false;
    for (int at = 0; at < argc;) {
        const char *word = argv[at];
        if (!only_operands && !strcmp(word, "--")) {
            only_operands = read.literal = true;
            at++;
        } else if (!only_operands && (!strcmp(word, "--help") || !strcmp(word, "-h"))) {
            *ret_help = true;
            return PG_OK;
        } else if (!only_operands && word[0] == '-' && word[1]) {
            pg_status status = read_option(command, argc, argv, &at, &read, err);
            if (status) {
                return status;
            }
        } else {
            read.operands[read.operand_count++] = word;
            at++;
        }
    }
    if (read.operand_count < command->least || read.operand_count > command->most) {
        return pg_fail(err, PG_USAGE, NULL, "expected %s, found %zu operand%s",
                       *command->operands ? command->operands : "no operands", read.operand_count,
                       read.operand_count == 1 ? "" : "s");
    }
    *ret = read;
    return PG_OK;
}
