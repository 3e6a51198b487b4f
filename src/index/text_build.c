/* Blocks of 2 KiB and more, so of one or two articles: a dictionary makes up for nearly all that larger ones would save
 * (8 KiB: 4 % of a feed of short articles, 5 % of one of long ones), and whoever judges reads one text at a time, for
 * which all of its block is decompressed. */
#include "index/textfile.h"

#include <stdlib.h>
#include <zdict.h>

#include "base/bits.h"
#include "base/error.h"
#include "index/paged.h"
#include "index/strings.h"
#include "index/textformat.h"

#define BLOCK_SIZE ((size_t)2 << 10)        /* bytes of a block, at which it is closed */
#define BLOCK_ENTRIES 64                    /* most entries of a block */
#define DICTIONARY_SIZE ((size_t)112 << 10) /* as large as zstd itself would make it */
#define SAMPLES ((size_t)2 << 20)           /* bytes of the first entries that it is trained on: 0.16 s */
#define SAMPLES_A_BYTE 32                   /* a file that has no more than samples gets a smaller dictionary */
#define SAMPLES_LEAST ((size_t)256 << 10)   /* fewer do not repay a dictionary */
#define DEFAULT_LEVEL 3

/* An entry that waits for the dictionary: where its strings end in `held`. */
struct held {
    size_t meta_end, text_end;
};

struct index_text_builder {
    struct index_text_options options;
    struct paged_writer writer;
    struct stet_buf held; /* bytes of entries until the dictionary is there */
    struct held *holds;
    size_t hold_count, hold_capacity;
    bool trained;
    ZSTD_CCtx *zstd;
    ZSTD_CDict *dictionary; /* NULL: there is too little to train one on */
    struct strings_block block;
    struct stet_buf begins; /* a bit for each entry that begins a block */
    struct stet_buf page;
    uint64_t entries, raw, dictionary_size;
    uint64_t added; /* entries in blocks */
    stet_status failed;
};

void index_text_builder_free(struct index_text_builder *builder)
{
    if (!builder)
        return;
    paged_writer_free(&builder->writer);
    stet_buf_free(&builder->held);
    free(builder->holds);
    ZSTD_freeCCtx(builder->zstd);
    ZSTD_freeCDict(builder->dictionary);
    stet_buf_free(&builder->block.lengths);
    stet_buf_free(&builder->block.bytes);
    stet_buf_free(&builder->begins);
    stet_buf_free(&builder->page);
    free(builder);
}

static stet_status close_block(struct index_text_builder *builder, stet_error *err)
{
    unsigned char first[TEXT_BLOCK_HEAD];
    stet_store64(first, builder->added - builder->block.count / 2);
    builder->page.size = 0;
    stet_status status = strings_encode(&builder->block, builder->zstd, builder->dictionary, first, sizeof first,
                                        &builder->page, err);
    return status ? status
                  : paged_put(&builder->writer, (unsigned char *)builder->page.data, builder->page.size, err);
}

static stet_status add_entry(struct index_text_builder *builder, stet_span meta, stet_span text, stet_error *err)
{
    size_t gathered = builder->block.bytes.size, size = meta.size + text.size;
    stet_status status = STET_OK;
    if (builder->block.count && gathered + size > 2 * BLOCK_SIZE)
        status = close_block(builder, err);
    if (status)
        return status;
    bool begins = !builder->block.count;
    if (builder->added % 8 == 0 && !stet_buf_add_byte(&builder->begins, 0))
        return stet_fail_memory(err);
    if (!strings_add(&builder->block, meta.data, meta.size) || !strings_add(&builder->block, text.data, text.size))
        return stet_fail_memory(err);
    if (begins)
        builder->begins.data[builder->added / 8] |= (char)(1u << (builder->added % 8));
    builder->added++;
    if (builder->block.bytes.size >= BLOCK_SIZE || builder->block.count == 2 * BLOCK_ENTRIES)
        status = close_block(builder, err);
    return status;
}

/* Writes the dictionary, which is in builder->page. */
static stet_status use_dictionary(struct index_text_builder *builder, size_t size, stet_error *err)
{
    builder->dictionary_size = size;
    builder->dictionary = ZSTD_createCDict(builder->page.data + PAGED_CHECKSUM, size, builder->options.level);
    if (!builder->dictionary)
        return stet_fail_memory(err);
    return paged_put(&builder->writer, (unsigned char *)builder->page.data, PAGED_CHECKSUM + size, err);
}

/* One of another file. */
static stet_status take_dictionary(struct index_text_builder *builder, stet_span dictionary, stet_error *err)
{
    builder->page.size = 0;
    if (!stet_buf_reserve(&builder->page, PAGED_CHECKSUM + dictionary.size))
        return stet_fail_memory(err);
    memcpy(builder->page.data + PAGED_CHECKSUM, dictionary.data, dictionary.size);
    return use_dictionary(builder, dictionary.size, err);
}

/* An untrainable lot of samples (all alike, say) is no failure: there is just no dictionary. */
static stet_status make_dictionary(struct index_text_builder *builder, stet_error *err)
{
    size_t *sizes = reallocarray(NULL, builder->hold_count, sizeof *sizes);
    builder->page.size = 0;
    if (!sizes || !stet_buf_reserve(&builder->page, PAGED_CHECKSUM + DICTIONARY_SIZE)) {
        free(sizes);
        return stet_fail_memory(err);
    }
    for (size_t i = 0, at = 0; i < builder->hold_count; at = builder->holds[i++].text_end)
        sizes[i] = builder->holds[i].text_end - at;
    size_t most = builder->held.size < SAMPLES ? builder->held.size / SAMPLES_A_BYTE : DICTIONARY_SIZE;
    size_t size = ZDICT_trainFromBuffer(builder->page.data + PAGED_CHECKSUM, most, builder->held.data, sizes,
                                        (unsigned)builder->hold_count);
    free(sizes);
    return ZDICT_isError(size) ? STET_OK : use_dictionary(builder, size, err);
}

/* Makes the dictionary of what is held back, and then blocks. */
static stet_status train(struct index_text_builder *builder, stet_error *err)
{
    builder->trained = true;
    stet_status status = paged_begin(&builder->writer, PAGED_DICTIONARY, 0, err);
    if (!status && builder->options.dictionary.size)
        status = take_dictionary(builder, builder->options.dictionary, err);
    else if (!status && builder->held.size >= SAMPLES_LEAST)
        status = make_dictionary(builder, err);
    if (!status)
        status = paged_end(&builder->writer, builder->dictionary_size, err);
    if (!status)
        status = paged_begin(&builder->writer, PAGED_BLOCKS, 0, err);
    const char *at = builder->held.data;
    for (size_t i = 0, begin = 0; !status && i < builder->hold_count; begin = builder->holds[i++].text_end) {
        const struct held *held = &builder->holds[i];
        status = add_entry(builder, (stet_span){at + begin, held->meta_end - begin},
                           (stet_span){at + held->meta_end, held->text_end - held->meta_end}, err);
    }
    stet_buf_free(&builder->held);
    free(builder->holds);
    builder->holds = NULL;
    builder->hold_count = builder->hold_capacity = 0;
    return status;
}

stet_status index_text_builder_create(struct index_text_builder **out, const struct index_text_options *options,
                                      struct index_sink sink, stet_error *err)
{
    stet_status status = index_shape_check(&options->shape, err);
    if (!status && !options->id)
        status = stet_fail(err, STET_ERR_USAGE, "a text file cannot have the number 0");
    if (status)
        return status;
    struct index_text_builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        return stet_fail_memory(err);
    builder->options = *options;
    if (!options->level)
        builder->options.level = DEFAULT_LEVEL;
    builder->zstd = ZSTD_createCCtx();
    if (builder->zstd)
        ZSTD_CCtx_setParameter(builder->zstd, ZSTD_c_compressionLevel, builder->options.level);
    status = builder->zstd
                 ? paged_writer_init(&builder->writer, PAGED_TEXT, options->id, &options->shape, sink, err)
                 : stet_fail_memory(err);
    if (!status && options->dictionary.size) /* which need not outlive this call */
        status = train(builder, err);
    if (status)
        index_text_builder_free(builder);
    else
        *out = builder;
    return status;
}

static stet_status hold(struct index_text_builder *builder, stet_span meta, stet_span text, stet_error *err)
{
    void *holds = builder->holds;
    bool grown = stet_grow(&holds, &builder->hold_capacity, builder->hold_count + 1, sizeof *builder->holds);
    builder->holds = holds;
    if (!grown || !stet_buf_add(&builder->held, meta.data, meta.size))
        return stet_fail_memory(err);
    size_t meta_end = builder->held.size;
    if (!stet_buf_add(&builder->held, text.data, text.size))
        return stet_fail_memory(err);
    builder->holds[builder->hold_count++] = (struct held){meta_end, builder->held.size};
    return builder->held.size < SAMPLES ? STET_OK : train(builder, err);
}

stet_status index_text_add(struct index_text_builder *builder, stet_span meta, stet_span text,
                           struct index_place *place, stet_error *err)
{
    if (builder->failed)
        return stet_fail(err, STET_ERR_USAGE, "the building of this text file has failed or ended before");
    if (meta.size > INDEX_MAX_TEXT || text.size > INDEX_MAX_TEXT - meta.size)
        return stet_fail(err, STET_ERR_LIMIT, "a text of %zu bytes: an index takes at most %u", text.size,
                         INDEX_MAX_TEXT);
    builder->failed = builder->trained ? add_entry(builder, meta, text, err) : hold(builder, meta, text, err);
    *place = (struct index_place){builder->options.id, builder->entries++};
    builder->raw += meta.size + text.size;
    return builder->failed;
}

/* A page of places: how many blocks begin before it, and a bit for each of its entries that begins one. */
static stet_status write_places(struct index_text_builder *builder, stet_error *err)
{
    stet_status status = paged_begin(&builder->writer, PAGED_PLACES, 0, err);
    uint64_t before = 0;
    for (size_t at = 0; !status && at < builder->begins.size; at += TEXT_PLACES / 8) {
        unsigned char page[PAGED_CHECKSUM + TEXT_PLACES_SIZE] = {0};
        size_t left = builder->begins.size - at;
        stet_store64(page + PAGED_CHECKSUM, before);
        memcpy(page + PAGED_CHECKSUM + 8, builder->begins.data + at, left < TEXT_PLACES / 8 ? left : TEXT_PLACES / 8);
        for (size_t i = 0; i < TEXT_PLACES / 64; i++)
            before += (uint64_t)__builtin_popcountll(stet_load64(page + PAGED_CHECKSUM + 8 + 8 * i));
        status = paged_put(&builder->writer, page, sizeof page, err);
    }
    return status ? status : paged_end(&builder->writer, builder->entries, err);
}

stet_status index_text_finish(struct index_text_builder *builder, struct index_text_stat *stat, stet_error *err)
{
    if (builder->failed)
        return stet_fail(err, STET_ERR_USAGE, "the building of this text file has failed or ended before");
    stet_status status = builder->trained ? STET_OK : train(builder, err);
    if (!status && builder->block.count)
        status = close_block(builder, err);
    if (!status)
        status = paged_end(&builder->writer, builder->entries, err);
    if (!status)
        status = write_places(builder, err);
    const uint64_t facts[TEXT_FACTS] = {
        [FACT_ENTRIES] = builder->entries, [FACT_RAW] = builder->raw, [FACT_DICTIONARY] = builder->dictionary_size};
    if (!status)
        status = paged_finish(&builder->writer, facts, TEXT_FACTS, err);
    if (!status && stat)
        *stat = (struct index_text_stat){builder->writer.offset, builder->raw, builder->entries,
                                         builder->dictionary_size};
    builder->failed = status ? status : STET_ERR_USAGE;
    return status;
}
