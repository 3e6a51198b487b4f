#include "base/buf.h"

#include <bsd/stdlib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool stet_grow_more(void **array, size_t *capacity, size_t wanted, size_t item)
{
    size_t next = *capacity ? *capacity : 16;
    while (next < wanted) {
        if (next > SIZE_MAX / 2)
            return false;
        next *= 2;
    }
    void *grown = reallocarray(*array, next, item);
    if (!grown)
        return false;
    *array = grown;
    *capacity = next;
    return true;
}

bool stet_buf_reserve_more(struct stet_buf *buf, size_t extra)
{
    if (extra > SIZE_MAX - buf->size)
        return false;
    void *data = buf->data;
    bool ok = stet_grow(&data, &buf->capacity, buf->size + extra, 1);
    buf->data = data;
    return ok;
}

bool stet_buf_add(struct stet_buf *buf, const void *data, size_t size)
{
    if (!size)
        return true;
    if (!stet_buf_reserve(buf, size))
        return false;
    memcpy(buf->data + buf->size, data, size);
    buf->size += size;
    return true;
}

bool stet_buf_add_byte(struct stet_buf *buf, char byte)
{
    return stet_buf_add(buf, &byte, 1);
}

bool stet_buf_add_text(struct stet_buf *buf, const char *text)
{
    return stet_buf_add(buf, text, strlen(text));
}

bool stet_buf_printf(struct stet_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int needed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (needed < 0 || !stet_buf_reserve(buf, (size_t)needed + 1))
        return false;
    va_start(args, format);
    vsnprintf(buf->data + buf->size, (size_t)needed + 1, format, args);
    va_end(args);
    buf->size += (size_t)needed;
    return true;
}

void stet_buf_free(struct stet_buf *buf)
{
    free(buf->data);
    *buf = (struct stet_buf)STET_BUF_INIT;
}
