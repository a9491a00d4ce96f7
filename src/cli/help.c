#include <string.h>

#include "base/number.h"
#include "cli/command.h"
#include "model/verdict.h"

enum { WIDTH = 92, INDENT = 30 };

/* Prints text from column INDENT on, broken at spaces. */
static void print_wrapped(FILE *out, const char *text) {
    size_t column = INDENT;
    for (const char *at = text; *at;) {
        size_t length = strcspn(at, " ");
        if (column > INDENT && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)length, at);
        column += length;
        at += length + (at[length] == ' ');
    }
    fputc('\n', out);
}

static void print_option(FILE *out, const pg_option *option) {
    char left[64], letter[8] = "    ";
    if (option->letter) {
        snprintf(letter, sizeof(letter), "-%c, ", option->letter);
    }
    int used = snprintf(left, sizeof(left), "  %s--%s%s%s", letter, option->name,
                        option->argument ? " " : "", option->argument ? option->argument : "");
    if (used >= INDENT) {
        fprintf(out, "%s\n%*s", left, INDENT, "");
    } else {
        fprintf(out, "%-*s", INDENT, left);
    }
    print_wrapped(out, option->about);
}

void pg_help_command(FILE *out, const pg_command_entry *command) {
    fprintf(out, "perfgate %s%s%s%s\n\n%s\n\n%s", command->name,
            *command->options ? " [options]" : "", *command->operands ? " " : "", command->operands,
            command->summary, command->details);
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < pg_option_count; i++) {
        if (pg_command_takes(command, pg_options[i].name)) {
            print_option(out, &pg_options[i]);
        }
    }
    fprintf(out, "%-*s", INDENT, "  -h, --help");
    print_wrapped(out, "this text");
}

void pg_help_overview(FILE *out) {
    fputs("perfgate tells whether a change made a program slower, by how much, and how sure that "
          "is.\n\nCommands:\n",
          out);
    for (size_t i = 0; i < pg_command_count; i++) {
        fprintf(out, "  %-20s%s\n", pg_commands[i].name, pg_commands[i].summary);
    }
    fputs("\nVerdicts:\n", out);
    for (int v = 0; v < PG_VERDICTS; v++) {
        fprintf(out, "  %-20s%s\n", pg_verdict_word((pg_verdict)v),
                pg_verdict_about((pg_verdict)v));
    }
    fputs(
        "\nExit status: 0 nothing got worse, 1 something regressed, 2 usage, configuration or an\n"
        "unreadable file, 3 no verdict, 4 the tool or a workload failed, 130 interrupted.\n\n"
        "`perfgate COMMAND --help` tells more; `perfgate gate` in a repository with a\n"
        "perfgate.json is the place to start.\n",
        out);
}
