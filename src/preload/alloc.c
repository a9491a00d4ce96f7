/* libperfgate-alloc.so: counts what a program allocates. It is preloaded into launches of their
 * own, never into timed ones, and hands its counts over in a shared file (preload/counts.h).
 *
 * The rules are those of Valgrind's DHAT, so that either can check the other:
 * - malloc, calloc and the aligned ones: one call of the size asked for; 0 bytes count as 1;
 * - realloc: one more call of the whole new size, grown or shrunk, moved or not; of NULL it is a
 *   malloc, to 0 bytes it is a free;
 * - what fails is not counted;
 * - the heap at one time is the sum of the sizes asked for, without what the allocator adds.
 *
 * The program keeps its allocator: the next one in the order of symbols does the work. Sizes are
 * kept in a table beside the heap, so no block moves or grows by being counted, and a block that we
 * have not seen (made before we were loaded, or by another way) can be freed as ever.
 *
 * Nothing here allocates. One lock; its page is wiped in a child by fork, so that a lock held by a
 * thread that the child does not have is free there. A child forked while another thread stands in
 * the table may find one entry missing or twice. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "preload/counts.h"

#define SHOWN      __attribute__((visibility("default")))
#define PAGE       ((size_t)4096)
#define LEAST_LOG2 16

typedef struct entry {
    uintptr_t block; /* 0: free */
    size_t size;
} entry;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void (*next_free)(void *);
static void *(*next_memalign)(size_t, size_t);
static int (*next_posix_memalign)(void **, size_t, size_t);
static void *(*next_aligned_alloc)(size_t, size_t);
static void *(*next_valloc)(size_t);
static void *(*next_pvalloc)(size_t);

/* What dlsym may ask for before it can tell where the next malloc is. Never given back. */
static char early[64 * 1024] __attribute__((aligned(64)));
static size_t early_used;
/* Volatile: dlsym is declared as if it never came back to us. */
static volatile bool looking;
static volatile bool
    ours; /* what is allocated now is not the program's: the text of dlsym's error */

static pg_counts_file nowhere, *counts = &nowhere; /* counted in vain where there is no file */
static entry *table;
static unsigned table_log2;
static size_t used;
static uint64_t now, peak; /* bytes, of this process */
static int no_lock, *lock_word = &no_lock;

static void lock(void) {
    while (__atomic_exchange_n(lock_word, 1, __ATOMIC_ACQUIRE)) {
        sched_yield();
    }
}

static void unlock(void) {
    __atomic_store_n(lock_word, 0, __ATOMIC_RELEASE);
}

static void *map(size_t size) {
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return bytes == MAP_FAILED ? NULL : bytes;
}

/* Fibonacci hashing: the upper bits of the product. */
static size_t home_of(uintptr_t block, unsigned log2) {
    return (size_t)((uint64_t)block * UINT64_C(0x9e3779b97f4a7c15) >> (64 - log2));
}

static void put(entry *in, unsigned log2, uintptr_t block, size_t size) {
    size_t mask = ((size_t)1 << log2) - 1, at = home_of(block, log2);
    while (in[at].block) {
        at = (at + 1) & mask;
    }
    in[at] = (entry){block, size};
}

/* Makes room for one more; false where there is no memory. At most half full. */
static bool make_room(void) {
    if (table && 2 * (used + 1) <= (size_t)1 << table_log2) {
        return true;
    }
    unsigned log2 = table ? table_log2 + 1 : LEAST_LOG2;
    entry *larger = map(sizeof(entry) << log2);
    if (!larger) {
        return false;
    }
    for (size_t i = 0; table && i < (size_t)1 << table_log2; i++) {
        if (table[i].block) {
            put(larger, log2, table[i].block, table[i].size);
        }
    }
    entry *old = table;
    size_t old_size = sizeof(entry) << table_log2;
    table = larger;
    table_log2 = log2;
    if (old) {
        munmap(old, old_size);
    }
    return true;
}

/* Takes a block out and moves those behind it up, so that no probe ends too early. */
static bool take(uintptr_t block, size_t *ret_size) {
    if (!table) {
        return false;
    }
    size_t mask = ((size_t)1 << table_log2) - 1, at = home_of(block, table_log2);
    while (table[at].block != block) {
        if (!table[at].block) {
            return false;
        }
        at = (at + 1) & mask;
    }
    *ret_size = table[at].size;
    for (size_t next = (at + 1) & mask; table[next].block; next = (next + 1) & mask) {
        size_t home = home_of(table[next].block, table_log2);
        if (((next - home) & mask) >= ((next - at) & mask)) {
            table[at] = table[next];
            at = next;
        }
    }
    table[at].block = 0;
    used--;
    return true;
}

static void publish_peak(void) {
    uint64_t seen = __atomic_load_n(&counts->peak, __ATOMIC_RELAXED);
    while (seen < peak && !__atomic_compare_exchange_n(&counts->peak, &seen, peak, false,
                                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
}

/* The lock is held. */
static void add(void *block, size_t size) {
    __atomic_fetch_add(&counts->calls, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&counts->bytes, size, __ATOMIC_RELAXED);
    if (!make_room()) {
        __atomic_store_n(&counts->lost, 1, __ATOMIC_RELAXED);
        return;
    }
    put(table, table_log2, (uintptr_t)block, size);
    used++;
    now += size;
    if (now > peak) {
        peak = now;
        publish_peak();
    }
}

static void *made(void *block, size_t size) {
    if (block && !ours) {
        int kept = errno;
        lock();
        add(block, size ? size : 1);
        unlock();
        errno = kept;
    }
    return block;
}

/* Before the block is freed: afterwards another thread may be given the same address. */
static bool gone(void *block, size_t *ret_size) {
    lock();
    bool known = take((uintptr_t)block, ret_size);
    now -= known ? *ret_size : 0;
    unlock();
    return known;
}

static void *look(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

/* The first call comes before there are threads. */
static bool ready(void) {
    if (next_malloc) {
        return true;
    }
    if (looking) {
        return false;
    }
    looking = true;
    *(void **)&next_calloc = look("calloc");
    *(void **)&next_realloc = look("realloc");
    *(void **)&next_free = look("free");
    *(void **)&next_memalign = look("memalign");
    *(void **)&next_posix_memalign = look("posix_memalign");
    *(void **)&next_aligned_alloc = look("aligned_alloc");
    *(void **)&next_valloc = look("valloc");
    *(void **)&next_pvalloc = look("pvalloc");
    *(void **)&next_malloc = look("malloc");
    looking = false;
    return next_malloc != NULL;
}

static void *allocate_early(size_t size) {
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded < size || rounded > sizeof(early) - early_used) {
        return NULL;
    }
    early_used += rounded;
    return early + early_used - rounded;
}

static bool is_early(const void *block) {
    return (const char *)block >= early && (const char *)block < early + sizeof(early);
}

SHOWN void *malloc(size_t size) {
    return ready() ? made(next_malloc(size), size) : allocate_early(size);
}

SHOWN void *calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return ready() ? made(next_calloc(count, size), bytes) : allocate_early(bytes);
}

SHOWN void free(void *block) {
    size_t size;
    if (!block || is_early(block) || !ready()) {
        return;
    }
    int kept = errno;
    gone(block, &size);
    errno = kept;
    next_free(block);
}

SHOWN void *realloc(void *block, size_t size) {
    size_t old;
    if (!block) {
        return malloc(size);
    }
    if (is_early(block) || !ready()) {
        void *moved = malloc(size);
        size_t left = is_early(block) ? (size_t)(early + sizeof(early) - (char *)block) : size;
        return moved ? memcpy(moved, block, size < left ? size : left) : NULL;
    }
    bool known = gone(block, &old);
    void *moved = next_realloc(block, size);
    if (moved) {
        return made(moved, size);
    }
    if (size && known) { /* it failed: the old block is still there, and was counted once */
        int kept = errno;
        lock();
        if (make_room()) {
            put(table, table_log2, (uintptr_t)block, old);
            used++;
        }
        now += old;
        unlock();
        errno = kept;
    }
    return NULL;
}

SHOWN void *reallocarray(void *block, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(block, bytes);
}

SHOWN void *memalign(size_t alignment, size_t size) {
    return ready() && next_memalign ? made(next_memalign(alignment, size), size) : NULL;
}

SHOWN void *aligned_alloc(size_t alignment, size_t size) {
    return ready() && next_aligned_alloc ? made(next_aligned_alloc(alignment, size), size) : NULL;
}

SHOWN int posix_memalign(void **ret, size_t alignment, size_t size) {
    if (!ready() || !next_posix_memalign) {
        return ENOMEM;
    }
    int status = next_posix_memalign(ret, alignment, size);
    if (!status) {
        made(*ret, size);
    }
    return status;
}

SHOWN void *valloc(size_t size) {
    return ready() && next_valloc ? made(next_valloc(size), size) : NULL;
}

SHOWN void *pvalloc(size_t size) {
    return ready() && next_pvalloc ? made(next_pvalloc(size), size) : NULL;
}

/* Whether the program allocates by another way than through us: it defines malloc itself, or its
 * allocator makes the C++ objects, too. */
static bool is_foreign(void) {
    Dl_info allocator, objects;
    ours = true;
    void *new_object = dlsym(RTLD_DEFAULT, "_Znwm");
    ours = false;
    return dlsym(RTLD_DEFAULT, "malloc") != (void *)(uintptr_t)malloc ||
           (new_object && ready() && dladdr(new_object, &objects) &&
            dladdr((void *)(uintptr_t)next_malloc, &allocator) &&
            objects.dli_fbase == allocator.dli_fbase);
}

/* Runs before main, and before or after the first malloc: what came before is added. */
__attribute__((constructor)) static void open_counts(void) {
    void *page = map(PAGE);
    if (page && madvise(page, PAGE, MADV_WIPEONFORK) == 0) {
        lock_word = page;
    }
    const char *path = getenv(PG_COUNTS_VARIABLE);
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        return;
    }
    pg_counts_file *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (shared == MAP_FAILED) {
        return;
    }
    counts = shared;
    __atomic_fetch_add(&counts->calls, nowhere.calls, __ATOMIC_RELAXED);
    __atomic_fetch_add(&counts->bytes, nowhere.bytes, __ATOMIC_RELAXED);
    publish_peak();
    __atomic_fetch_add(&counts->processes, 1, __ATOMIC_RELAXED);
    if (is_foreign()) {
        __atomic_fetch_add(&counts->foreign, 1, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&counts->magic, PG_COUNTS_MAGIC, __ATOMIC_RELEASE);
}
