/* A program with an allocator of its own: nobody else can count its calls. */
#include <stddef.h>

void *malloc(size_t size);
void free(void *block);

static char heap[1 << 16];
static size_t used;

void *malloc(size_t size) {
    used += (size + 15) & ~(size_t)15;
    return used <= sizeof(heap) ? heap + used - ((size + 15) & ~(size_t)15) : NULL;
}

void free(void *block) {
    (void)block;
}

int main(void) {
    void *volatile block = malloc(100);
    free(block);
    return block ? 0 : 1;
}
