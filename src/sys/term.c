#include "sys/term.h"

#include <unistd.h>

bool pg_term_is(int descriptor) {
    return isatty(descriptor) == 1;
}
