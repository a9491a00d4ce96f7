/* Allocates in the ways there are, by the name of one: what libperfgate-alloc.so counts is compared
 * with what Valgrind's DHAT counts of the same program. */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, EACH = 500 };

static void *volatile keep; /* so that no call is taken out */
static pthread_barrier_t all_there;

static void *touch(void *block) {
    keep = block;
    return block;
}

static void nothing(void) {
}

static void plain(void) {
    void *a = touch(malloc(100)), *b = touch(calloc(10, 7)), *c = touch(malloc(0));
    free(b);
    free(c);
    free(NULL);
    free(a);
}

static void grow(void) {
    char *text = NULL;
    for (size_t size = 1; size < 3000000; size = 2 * size + 1) {
        text = touch(realloc(text, size));
        text[size - 1] = 1;
    }
    free(text);
}

static void shrink(void) {
    char *text = touch(malloc(1000000));
    for (size_t size = 500000; size; size /= 3) {
        text = touch(realloc(text, size));
    }
    free(touch(realloc(text, 1)));
    touch(realloc(touch(malloc(50)), 0));
    free(touch(reallocarray(touch(calloc(3, 5)), 7, 9)));
}

static void aligned(void) {
    void *block = NULL;
    for (size_t alignment = 16; alignment <= 65536; alignment *= 4) {
        if (posix_memalign(&block, alignment, 3 * alignment + 1) == 0) {
            free(touch(block));
        }
        free(touch(aligned_alloc(alignment, 2 * alignment)));
        free(touch(memalign(alignment, 5)));
    }
    free(touch(valloc(10)));
    block = touch(realloc(touch(memalign(4096, 100)), 20000));
    free(block);
}

static void refused(void) {
    void *block = touch(malloc(77));
    volatile size_t half = SIZE_MAX / 2; /* the compiler warns of what it can see */
    touch(malloc(half));
    touch(calloc(half, 16));
    if (realloc(block, half) || errno != ENOMEM) {
        abort();
    }
    free(touch(realloc(block, 99)));
    free(touch(malloc(88)));
}

/* The C library's own. */
static void library(void) {
    char *text = NULL;
    size_t size = 0;
    free(touch(strdup("a text that is copied")));
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; out && i < 1000; i++) {
        fprintf(out, "%d, ", i);
    }
    if (out) {
        fclose(out);
    }
    free(text);
    puts("through a buffer");
}

/* Many blocks, taken and given back in an order of their own. */
static void churn(void) {
    enum { BLOCKS = 100000, STEPS = 400000 };
    static void *blocks[BLOCKS];
    uint32_t state = 1;
    for (int i = 0; i < STEPS; i++) {
        state = state * 1664525 + 1013904223;
        uint32_t which = (state >> 8) % BLOCKS, what = state >> 28, size = (state >> 4 & 0xfff) + 1;
        if (!blocks[which]) {
            blocks[which] = malloc(size);
        } else if (what < 6) {
            blocks[which] = realloc(blocks[which], size);
        } else {
            free(blocks[which]);
            blocks[which] = NULL;
        }
    }
}

/* All blocks of all threads are there at one time. */
static void *work(void *unused) {
    void *blocks[EACH];
    (void)unused;
    for (size_t i = 0; i < EACH; i++) {
        blocks[i] = malloc(16 + i);
    }
    pthread_barrier_wait(&all_there);
    for (size_t i = 0; i < EACH; i++) {
        free(blocks[i]);
    }
    return NULL;
}

static void threads(void) {
    pthread_t started[THREADS];
    pthread_barrier_init(&all_there, NULL, THREADS);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_create(&started[i], NULL, work, NULL);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(started[i], NULL);
    }
}

static void leave(void) {
    touch(malloc(1234));
    _exit(0);
}

static void crash(void) {
    touch(malloc(4321));
    abort();
}

/* A child by fork allocates beside its parent, who waits for it. */
static void child(void) {
    touch(malloc(1000));
    if (fork() == 0) {
        touch(malloc(500));
        _exit(0);
    }
    wait(NULL);
    touch(malloc(200));
}

/* Forks while other threads are in the allocator: the child must not find it locked. */
static void *allocate_on(void *stop) {
    while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) {
        free(touch(malloc(64)));
    }
    return NULL;
}

static void fork_in_threads(void) {
    static int stop;
    pthread_t other;
    pthread_create(&other, NULL, allocate_on, &stop);
    for (int i = 0; i < 200; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            free(touch(malloc(100)));
            _exit(0);
        }
        waitpid(pid, NULL, 0);
    }
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(other, NULL);
}

static const struct way {
    const char *name;
    void (*run)(void);
} ways[] = {
    {"nothing", nothing},       {"plain", plain},     {"grow", grow},       {"shrink", shrink},
    {"aligned", aligned},       {"refused", refused}, {"library", library}, {"churn", churn},
    {"threads", threads},       {"leave", leave},     {"crash", crash},     {"child", child},
    {"forks", fork_in_threads},
};

int main(int argc, char **argv) {
    for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(*ways); i++) {
        if (!strcmp(argv[1], ways[i].name)) {
            ways[i].run();
            return 0;
        }
    }
    return 99;
}
