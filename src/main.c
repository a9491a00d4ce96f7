#include "cli/command.h"

int main(int argc, char **argv) {
    return pg_cli_main(argc - 1, (const char *const *)argv + 1, stdout, stderr);
}
