/* Memory that is given out piece by piece and taken back all at once. Pieces never move. One thread at a time. */
#ifndef STET_BASE_ARENA_H
#define STET_BASE_ARENA_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct stet_arena_chunk;

struct stet_arena {
    struct stet_arena_chunk *chunk; /* the one that is being filled; older ones hang behind it */
    size_t used;                    /* of that one */
};

#define STET_ARENA_INIT                                                                                                \
    {                                                                                                                  \
        NULL, 0                                                                                                        \
    }

/* `size` bytes without alignment, or NULL when memory ran out. */
char *stet_arena_bytes(struct stet_arena *arena, size_t size);

/* Gives back the last `unused` bytes of the piece that was taken last. */
void stet_arena_trim(struct stet_arena *arena, size_t unused);

/* A formatted text with its NUL, or NULL when memory ran out. */
const char *stet_arena_printf(struct stet_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes all pieces back; the largest chunk is kept for what comes next. */
void stet_arena_reset(struct stet_arena *arena);

void stet_arena_free(struct stet_arena *arena);

#ifdef __cplusplus
}
#endif

#endif
