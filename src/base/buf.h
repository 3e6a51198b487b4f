/* A growable byte buffer. Zero-initialise with STET_BUF_INIT; free with stet_buf_free. */
#ifndef STET_BASE_BUF_H
#define STET_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stet_buf {
    char *data;
    size_t size;
    size_t capacity;
};

#define STET_BUF_INIT                                                                                                  \
    {                                                                                                                  \
        NULL, 0, 0                                                                                                     \
    }

/* Room for `extra` more bytes behind size. False when memory ran out: the buffer is then unchanged. */
bool stet_buf_reserve_more(struct stet_buf *buf, size_t extra);
static inline bool stet_buf_reserve(struct stet_buf *buf, size_t extra)
{
    return extra <= buf->capacity - buf->size || stet_buf_reserve_more(buf, extra);
}

bool stet_buf_add(struct stet_buf *buf, const void *data, size_t size);
bool stet_buf_add_byte(struct stet_buf *buf, char byte);
bool stet_buf_add_text(struct stet_buf *buf, const char *text);
bool stet_buf_printf(struct stet_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void stet_buf_free(struct stet_buf *buf);

/* Grows `*array` of `*capacity` items of `item` bytes to hold at least `wanted`, by doubling. False when memory ran
 * out: the array is then unchanged. */
bool stet_grow_more(void **array, size_t *capacity, size_t wanted, size_t item);
static inline bool stet_grow(void **array, size_t *capacity, size_t wanted, size_t item)
{
    return wanted <= *capacity || stet_grow_more(array, capacity, wanted, item); /* there is room nearly always */
}

#endif
