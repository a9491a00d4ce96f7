/* unlikely(CONDITION): malformed input, which the compiler is told to keep out of the way. */
#ifndef LIKELY_H
#define LIKELY_H

#include "parser/toggles.h"

#if OPT_LIKELY
#define unlikely(condition) __builtin_expect((condition), 0)
#else
#define unlikely(condition) (condition)
#endif

#endif
