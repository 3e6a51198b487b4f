#include "report/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/json.h"

#define DATA "@DATA@" /* where the data go in page.html */

bool report_string(struct stet_buf *out, stet_span text)
{
    static const char hex[] = "0123456789abcdef";
    size_t start = out->size, more = 0;
    if (!json_string(out, text))
        return false;
    for (size_t i = start; i < out->size; i++)
        more += out->data[i] == '<' || out->data[i] == '>' || out->data[i] == '&';
    if (!more)
        return true;
    if (!stet_buf_reserve(out, more * 5))
        return false;
    size_t from = out->size, to = out->size += more * 5;
    while (from > start) {
        char c = out->data[--from];
        if (c != '<' && c != '>' && c != '&') {
            out->data[--to] = c;
            continue;
        }
        to -= 6;
        memcpy(out->data + to, "\\u00", 4);
        out->data[to + 4] = hex[c >> 4];
        out->data[to + 5] = hex[c & 15];
    }
    return true;
}

struct writing {
    stet_write write;
    void *payload;
    char nonce[17];
};

static stet_status put(const struct writing *writing, const void *data, size_t size, stet_error *err)
{
    return size ? writing->write(writing->payload, data, size, err) : STET_OK;
}

/* What a name between two @ stands for. */
static stet_status put_name(const struct writing *writing, const char *name, size_t size, stet_error *err)
{
    if (size == 7 && !memcmp(name, "@STYLE@", size))
        return put(writing, report_page_css.data, report_page_css.size, err);
    if (size == 8 && !memcmp(name, "@SCRIPT@", size))
        return put(writing, report_page_js.data, report_page_js.size, err);
    if (size == 7 && !memcmp(name, "@NONCE@", size))
        return put(writing, writing->nonce, 16, err);
    return put(writing, name, size, err);
}

/* A part of page.html with its names filled in. */
static stet_status fill(const struct writing *writing, const char *at, const char *end, stet_error *err)
{
    stet_status status = STET_OK;
    while (at < end && !status) {
        const char *from = memchr(at, '@', (size_t)(end - at));
        const char *to = from ? memchr(from + 1, '@', (size_t)(end - from - 1)) : NULL;
        if (!to)
            return put(writing, at, (size_t)(end - at), err);
        status = put(writing, at, (size_t)(from - at), err);
        if (!status)
            status = put_name(writing, from, (size_t)(to + 1 - from), err);
        at = to + 1;
    }
    return status;
}

static struct writing begin(uint64_t nonce, stet_write write, void *payload)
{
    struct writing writing = {.write = write, .payload = payload};
    snprintf(writing.nonce, sizeof writing.nonce, "%016" PRIx64, nonce);
    return writing;
}

static const char *data_place(void)
{
    return memmem(report_page_html.data, report_page_html.size, DATA, sizeof DATA - 1);
}

stet_status report_page_begin(uint64_t nonce, stet_write write, void *payload, stet_error *err)
{
    struct writing writing = begin(nonce, write, payload);
    return fill(&writing, (const char *)report_page_html.data, data_place(), err);
}

stet_status report_page_end(uint64_t nonce, stet_write write, void *payload, stet_error *err)
{
    struct writing writing = begin(nonce, write, payload);
    const char *end = (const char *)report_page_html.data + report_page_html.size;
    return fill(&writing, data_place() + sizeof DATA - 1, end, err);
}
