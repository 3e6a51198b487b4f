#include "text/tokens.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "text/kernel/kernel.h"
#include "text/table/table.h"
#include "text/words.h"

static const struct text_kernel *const kernels[SYS_ISA_COUNT] = {
#if defined(__x86_64__)
    [SYS_ISA_SCALAR] = &text_kernel_scalar,
    [SYS_ISA_AVX2] = &text_kernel_avx2,
    [SYS_ISA_AVX512] = &text_kernel_avx512,
#else
    &text_kernel_scalar,
    &text_kernel_scalar,
    &text_kernel_scalar,
#endif
};

void text_tokens_free(struct text_tokens *tokens)
{
    free(tokens->hash);
    *tokens = (struct text_tokens){NULL, 0, 0};
}

static stet_status make_room(struct text_tokens *out, size_t bytes, stet_error *err)
{
    size_t wanted = out->count + TEXT_WORDS_ROOM(bytes);
    if (wanted > out->capacity && !stet_grow((void **)&out->hash, &out->capacity, wanted, sizeof *out->hash))
        return stet_fail_memory(err);
    return STET_OK;
}

/* Chunk by chunk; a chunk ends where its last raw word begins, if that one goes on. One that fills a chunk (a paragraph
 * of Chinese, a megabyte of base64) is taken by itself. */
static stet_status tokenise(const struct text_kernel *kernel, const uint8_t *p, const uint8_t *limit,
                            struct text_words *words, stet_error *err)
{
    struct text_scan scan;
    while (p < limit) {
        size_t left = (size_t)(limit - p), size = left < TEXT_CHUNK ? left : TEXT_CHUNK;
        kernel->scan(&scan, p, size, limit);
        size_t raw = scan.changes / 2, next = size;
        if (scan.changes % 2 && size == left)
            scan.change[2 * raw++ + 1] = (uint16_t)(size | scan.open);
        else if (scan.changes % 2)
            next = scan.change[2 * raw];
        const uint8_t *end = p + next;
        if (!next)
            end = text_raw_end(p, limit);
        stet_status status = make_room(words->out, (size_t)(end - p), err);
        if (!status)
            status = next ? kernel->walk(&scan, raw, p, limit, words, err) : text_raw_any(words, p, end, limit, err);
        if (status)
            return status;
        p = end;
    }
    return STET_OK;
}

stet_status text_tokenise_with(enum sys_isa isa, const char *utf8, size_t size, struct text_tokens *out,
                               stet_error *err)
{
    if (!size)
        return STET_OK;
    size_t before = out->count;
    struct text_words words;
    text_words_begin(&words, out);
    stet_status status = tokenise(kernels[isa], (const uint8_t *)utf8, (const uint8_t *)utf8 + size, &words, err);
    if (status)
        out->count = before;
    return status;
}

/* Chosen once, for the environment has a say in it, and looking there for each text takes longer than a short headline.
 * Threads that ask at once get the same answer. */
static enum sys_isa isa(void)
{
    static atomic_int known = -1;
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer < 0) {
        answer = (int)sys_isa_choose();
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return (enum sys_isa)answer;
}

stet_status text_tokenise(const char *utf8, size_t size, struct text_tokens *out, stet_error *err)
{
    return text_tokenise_with(isa(), utf8, size, out, err);
}

stet_status text_tokens_each(const char *utf8, size_t size, text_each each, void *payload, stet_error *err)
{
    struct text_tokens hashes = {NULL, 0, 0};
    struct text_words words;
    text_words_begin(&words, &hashes);
    words.each = each;
    words.payload = payload;
    stet_status status = make_room(&hashes, size, err);
    const uint8_t *p = (const uint8_t *)utf8, *end = p + size;
    while (!status && p < end)
        status = text_words_add(&words, &p, end, end, err);
    text_tokens_free(&hashes);
    return status;
}

const char *text_unicode_version(void)
{
    return text_table_unicode;
}
