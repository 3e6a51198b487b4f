#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CHUNK = 64 << 10 };

struct stet_arena_chunk {
    struct stet_arena_chunk *older;
    size_t size;
    char bytes[];
};

char *stet_arena_bytes(struct stet_arena *arena, size_t size)
{
    struct stet_arena_chunk *chunk = arena->chunk;
    if (!chunk || chunk->size - arena->used < size) {
        /* Each chunk is twice the one before, so that a steady load ends up with a single one. */
        size_t wanted = chunk ? 2 * chunk->size : FIRST_CHUNK;
        if (wanted < size)
            wanted = size;
        if (wanted > SIZE_MAX / 4)
            return NULL;
        struct stet_arena_chunk *fresh = malloc(sizeof *fresh + wanted);
        if (!fresh)
            return NULL;
        fresh->older = chunk;
        fresh->size = wanted;
        arena->chunk = chunk = fresh;
        arena->used = 0;
    }
    char *bytes = chunk->bytes + arena->used;
    arena->used += size;
    return bytes;
}

void stet_arena_trim(struct stet_arena *arena, size_t unused)
{
    arena->used -= unused;
}

const char *stet_arena_printf(struct stet_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int needed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (needed < 0)
        return NULL;
    char *text = stet_arena_bytes(arena, (size_t)needed + 1);
    if (!text)
        return NULL;
    va_start(args, format);
    vsnprintf(text, (size_t)needed + 1, format, args);
    va_end(args);
    return text;
}

static void free_chunks(struct stet_arena_chunk *chunk)
{
    while (chunk) {
        struct stet_arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
}

void stet_arena_reset(struct stet_arena *arena)
{
    if (arena->chunk) {
        free_chunks(arena->chunk->older);
        arena->chunk->older = NULL;
    }
    arena->used = 0;
}

void stet_arena_free(struct stet_arena *arena)
{
    free_chunks(arena->chunk);
    *arena = (struct stet_arena)STET_ARENA_INIT;
}
