/* Appending to a buffer. A generator that runs out of memory has nothing to save: it says so and ends. */
#ifndef STET_BENCH_GENERATE_PUT_H
#define STET_BENCH_GENERATE_PUT_H

#include <err.h>
#include <string.h>

#include "base/buf.h"

struct span {
    const char *data;
    uint32_t size;
};

/* Space for `size` more bytes; the caller adds what it wrote to buf->size. */
static inline char *put_room(struct stet_buf *buf, size_t size)
{
    if (buf->capacity - buf->size < size && !stet_buf_reserve(buf, size))
        errx(2, "out of memory");
    return buf->data + buf->size;
}

static inline void put(struct stet_buf *buf, const char *data, size_t size)
{
    memcpy(put_room(buf, size + 1), data, size);
    buf->size += size;
}

static inline void put_span(struct stet_buf *buf, struct span span)
{
    put(buf, span.data, span.size);
}

static inline void put_text(struct stet_buf *buf, const char *text)
{
    put(buf, text, strlen(text));
}

static inline void put_byte(struct stet_buf *buf, char byte)
{
    *put_room(buf, 1) = byte;
    buf->size++;
}

static inline void put_number(struct stet_buf *buf, uint64_t n)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    put(buf, digits + at, sizeof digits - at);
}

static inline void put_two(struct stet_buf *buf, unsigned n)
{
    put(buf, (char[]){(char)('0' + n / 10 % 10), (char)('0' + n % 10)}, 2);
}

#endif
