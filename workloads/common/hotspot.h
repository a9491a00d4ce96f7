/* WL_HOTSPOT before a function: it stands in a profile under its own name. Only the profiling build
 * (./workloads/build --profile) keeps the compiler from inlining it; the measured one is free to.
 */
#ifndef WL_HOTSPOT_H
#define WL_HOTSPOT_H

#ifdef WL_PROFILE
#define WL_HOTSPOT __attribute__((noinline, noclone))
#else
#define WL_HOTSPOT
#endif

#endif
