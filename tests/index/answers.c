/* Writes a segment, a text file, and what the library answers to many questions, into a folder: for independent.py.
 *
 *     answers FOLDER            or, for the example in FORMAT.md:            answers FOLDER example */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "index/made.h"

#define ARTICLES 500
#define TEXTS 700

static void save(const char *folder, const char *name, const struct stet_buf *bytes)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes->data, 1, bytes->size, file) != bytes->size || fclose(file)) {
        perror(path);
        exit(1);
    }
}

static void expect(stet_status status, const stet_error *err)
{
    if (!status)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(1);
}

static void put_hex(FILE *to, const void *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        fprintf(to, "%02x", ((const unsigned char *)data)[i]);
}

static void put_text(FILE *to, stet_span text)
{
    if (!text.size)
        fputc('-', to);
    put_hex(to, text.data, text.size);
}

static void put_keys(FILE *to, const uint64_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fprintf(to, "%s%llx", i ? "," : "", (unsigned long long)keys[i]);
}

/* Bits as one number, the first value's lowest, without leading zeros. */
static void put_bits(FILE *to, const uint64_t *bits, uint32_t hashes)
{
    bool any = false;
    for (uint32_t word = (hashes + 63) / 64; word-- > 0;) {
        if (!any && !bits[word] && word)
            continue;
        fprintf(to, any ? "%016llx" : "%llx", (unsigned long long)bits[word]);
        any = true;
    }
}

static void lookups(FILE *to, const struct made *made, const struct index_segment *segment,
                    struct index_cursor *cursor, size_t n, bool filtered)
{
    const struct index_article *article = &made->articles[n];
    uint64_t bits[INDEX_MAX_HASHES / 64];
    uint32_t hashes = made->shape.bands * made->shape.rows;
    index_minhash_bits(article->minhash, hashes, bits);
    const struct index_probe probe = {article->bands, filtered ? bits : NULL, article->passages,
                                      article->passage_count, NULL};
    const struct index_hit *hits = NULL;
    size_t count = 0;
    stet_error err;
    expect(index_segment_lookup(segment, cursor, &probe, &hits, &count, &err), &err);
    fputs("lookup ", to);
    put_keys(to, article->bands, made->shape.bands);
    fputc(' ', to);
    if (filtered)
        put_bits(to, bits, hashes);
    else
        fputc('-', to);
    fputc(' ', to);
    put_keys(to, article->passages, article->passage_count);
    fputs(" = ", to);
    for (size_t i = 0; i < count; i++)
        fprintf(to, "%s%u:%u:%u", i ? " " : "", hits[i].article, hits[i].bands, hits[i].passages);
    fputc('\n', to);
}

static void rows(FILE *to, const struct made *made, const struct index_segment *segment, struct index_cursor *cursor,
                 uint32_t n)
{
    struct index_row row;
    stet_span text = {0};
    stet_error err;
    uint64_t cluster = 0;
    expect(index_segment_row(segment, n, &row, &err), &err);
    fprintf(to, "row %u = ", n);
    put_bits(to, row.minhash, made->shape.bands * made->shape.rows);
    fprintf(to, " %llx %x %d %u %u ", (unsigned long long)row.simhash, row.content, row.precision, row.body_count,
            row.title_count);
    if (row.precision)
        fprintf(to, "%lld ", (long long)row.published);
    else
        fputs("none ", to);
    expect(index_segment_source(segment, cursor, row.source, &text, &err), &err);
    put_text(to, text);
    expect(index_segment_cluster(segment, cursor, n, &row, &cluster, &err), &err);
    fprintf(to, " %llu %llu %llx\n", (unsigned long long)row.place.text, (unsigned long long)row.place.entry,
            (unsigned long long)cluster);
    expect(index_segment_article_id(segment, cursor, n, &text, &err), &err);
    fprintf(to, "id %u = ", n);
    put_hex(to, text.data, text.size);
    fputc('\n', to);
}

static void finds(FILE *to, const struct index_segment *segment, struct index_cursor *cursor, stet_span id)
{
    uint32_t article = 0;
    stet_error err;
    expect(index_segment_find(segment, cursor, id, &article, &err), &err);
    fputs("find ", to);
    put_hex(to, id.data, id.size);
    if (article == INDEX_NO_ARTICLE)
        fputs(" = none\n", to);
    else
        fprintf(to, " = %u\n", article);
}

static void texts(FILE *to, const struct made *made, const char *folder, struct index_cursor *cursor)
{
    const struct index_text_options options = {.shape = made->shape, .id = 5};
    struct index_text_builder *builder = NULL;
    struct index_text *text = NULL;
    struct stet_buf file = STET_BUF_INIT, body = STET_BUF_INIT;
    struct index_place place;
    stet_error err;
    uint64_t state = 9;
    expect(index_text_builder_create(&builder, &options, made_sink(&file), &err), &err);
    for (size_t i = 0; i < TEXTS; i++) {
        body.size = 0;
        for (uint64_t word = made_random(&state) % 200; word > 0; word--)
            stet_buf_printf(&body, "word%llu ", (unsigned long long)(made_random(&state) % 500));
        expect(index_text_add(builder, (stet_span){body.data, body.size / 4}, (stet_span){body.data, body.size}, &place,
                              &err),
               &err);
    }
    expect(index_text_finish(builder, NULL, &err), &err);
    index_text_builder_free(builder);
    save(folder, "text", &file);
    expect(index_text_open(&text, made_bytes(&file), 5, NULL, &err), &err);
    for (size_t i = 0; i < TEXTS; i += 1 + i % 7) {
        stet_span meta = {0}, content = {0};
        expect(index_text_read(text, cursor, i, &meta, &content, &err), &err);
        fprintf(to, "text %zu = ", i);
        put_text(to, meta);
        fputc(' ', to);
        put_text(to, content);
        fputc('\n', to);
    }
    index_text_close(text);
    stet_buf_free(&file);
    stet_buf_free(&body);
}

static void answers(const char *folder)
{
    const struct index_shape shape = made_shape();
    struct made made;
    struct stet_buf file = STET_BUF_INIT;
    struct index_cursor cursor = {0};
    char path[4096];
    made_articles(&made, &shape, ARTICLES, 50, 20261124);
    made_segment(&made, 0, ARTICLES, 11, &file, NULL);
    save(folder, "segment", &file);
    struct index_segment *segment = made_open(&file, 11);
    snprintf(path, sizeof path, "%s/answers", folder);
    FILE *to = fopen(path, "w");
    if (!to) {
        perror(path);
        exit(1);
    }
    for (uint32_t n = 0; n < ARTICLES; n += 3) {
        lookups(to, &made, segment, &cursor, n, n % 2);
        rows(to, &made, segment, &cursor, n);
        finds(to, segment, &cursor, made.articles[n].id);
    }
    finds(to, segment, &cursor, (stet_span){"nobody", 6});
    texts(to, &made, folder, &cursor);
    if (fclose(to)) {
        perror(path);
        exit(1);
    }
    index_cursor_free(&cursor);
    index_segment_close(segment);
    stet_buf_free(&file);
    made_free(&made);
}

/* Three articles, the second one an exact copy of the first. */
static void example(const char *folder)
{
    const struct index_shape shape = {
        .family = 1, .shingle = 5, .bands = 1, .rows = 2, .window = 16, .kept = 1, .keeps_text = true};
    static const uint32_t minhash[] = {5, 6, 5, 6, 7, 9};
    static const uint64_t bands[] = {UINT64_C(0x1234567890abcdef), UINT64_C(0x1234567890abcdef),
                                     UINT64_C(0xfedcba9876543210)};
    static const uint64_t passages[] = {17, 17, 18};
    static const char *const ids[] = {"a", "b", "c"};
    struct index_article articles[3];
    for (size_t i = 0; i < 3; i++)
        articles[i] = (struct index_article){
            .id = {ids[i], 1},
            .source = {"ap", 2},
            .published = 1760000000 + (int64_t)i,
            .precision = STET_PRECISION_SECOND,
            .body_count = 100 + (uint32_t)i,
            .title_count = 5,
            .content = bands[i],
            .simhash = UINT64_C(0x0102030405060708) + i / 2,
            .cluster = index_id_hash((stet_span){i == 1 ? "a" : ids[i], 1}),
            .minhash = minhash + 2 * i,
            .bands = bands + i,
            .passages = passages + i,
            .passage_count = 1,
            .place = {2, i},
        };
    const struct made made = {.shape = shape, .articles = articles, .count = 3};
    struct stet_buf file = STET_BUF_INIT;
    made_segment(&made, 0, 3, 1, &file, NULL);
    save(folder, "segment", &file);

    const struct index_text_options options = {.shape = shape, .id = 2};
    struct index_text_builder *builder = NULL;
    struct index_place place;
    stet_error err;
    file.size = 0;
    expect(index_text_builder_create(&builder, &options, made_sink(&file), &err), &err);
    for (size_t i = 0; i < 3; i++)
        expect(index_text_add(builder, (stet_span){"{}", 2}, (stet_span){"one two three four", 3 + 5 * i}, &place, &err),
               &err);
    expect(index_text_finish(builder, NULL, &err), &err);
    index_text_builder_free(builder);
    save(folder, "text", &file);
    stet_buf_free(&file);
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[2], "example"))
        example(argv[1]);
    else if (argc == 2)
        answers(argv[1]);
    else
        return 2;
    return 0;
}
