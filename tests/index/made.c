#include "index/made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lsh/lsh.h"
#include "sketch/hash.h"

#define PASSAGES 12

struct index_shape made_shape(void)
{
    return (struct index_shape){
        .family = 1, .shingle = 5, .bands = 12, .rows = 3, .window = 16, .kept = 4, .keeps_text = true};
}

uint64_t made_random(uint64_t *state)
{
    *state += UINT64_C(0x9e3779b97f4a7c15);
    return sketch_mix(*state);
}

static void *piece(struct made *made, size_t size)
{
    void *pieces = made->pieces;
    if (!stet_grow(&pieces, &made->piece_capacity, made->piece_count + 1, sizeof *made->pieces))
        abort();
    made->pieces = pieces;
    void *memory = calloc(1, size ? size : 1);
    if (!memory)
        abort();
    return made->pieces[made->piece_count++] = memory;
}

static stet_span text(struct made *made, const char *format, unsigned long long number)
{
    char *to = piece(made, 64);
    int size = snprintf(to, 64, format, number);
    return (stet_span){to, (size_t)size};
}

/* A signature and passages: fresh ones, or those of `of` with `changed` of a hundred values changed. */
static void sketch(struct made *made, struct index_article *article, const struct index_article *of, unsigned changed,
                   uint64_t *state)
{
    uint32_t hashes = made->shape.bands * made->shape.rows;
    uint32_t *minhash = piece(made, hashes * sizeof *minhash);
    uint64_t *passages = piece(made, PASSAGES * sizeof *passages);
    uint64_t *bands = piece(made, made->shape.bands * sizeof *bands);
    for (uint32_t i = 0; i < hashes; i++)
        minhash[i] = of && made_random(state) % 100 >= changed ? of->minhash[i] : (uint32_t)made_random(state);
    for (size_t i = 0; i < PASSAGES; i++)
        passages[i] = of && made_random(state) % 100 >= changed ? of->passages[i] : made_random(state);
    lsh_band_keys(minhash, made->shape.bands, made->shape.rows, bands);
    article->minhash = minhash;
    article->passages = passages;
    article->passage_count = PASSAGES;
    article->bands = bands;
}

static void make(struct made *made, size_t n, unsigned copies, uint64_t *state)
{
    struct index_article *article = &made->articles[n];
    const struct index_article *of = n && made_random(state) % 100 < copies ? &made->articles[made_random(state) % n]
                                                                            : NULL;
    static const unsigned degrees[] = {0, 3, 20};
    sketch(made, article, of, degrees[made_random(state) % 3], state);
    article->id = text(made, made_random(state) % 2 ? "a-%llu" : "https://example.org/story/%llu.html", n);
    article->source = made_random(state) % 8 ? text(made, "outlet %llu", made_random(state) % 90) : (stet_span){"", 0};
    article->precision = (uint8_t)(made_random(state) % 3);
    article->published = article->precision ? 1700000000 + (int64_t)n * 40 - (int64_t)(made_random(state) % 9000)
                                            : STET_TIME_NONE;
    if (made_random(state) % 200 == 0 && article->precision)
        article->published = -(int64_t)(made_random(state) >> 1);
    article->body_count = (uint32_t)(made_random(state) % 1200);
    article->title_count = (uint32_t)(made_random(state) % 20);
    article->content = of ? of->content : made_random(state);
    article->simhash = made_random(state);
    article->cluster = of ? of->cluster : index_id_hash(article->id);
    if (made_random(state) % 10)
        article->place = (struct index_place){1 + n / 500, n % 500};
}

void made_articles(struct made *made, const struct index_shape *shape, size_t count, unsigned copies, uint64_t seed)
{
    *made = (struct made){.shape = *shape, .count = count};
    made->articles = calloc(count ? count : 1, sizeof *made->articles);
    if (!made->articles)
        abort();
    uint64_t state = seed;
    for (size_t i = 0; i < count; i++)
        make(made, i, copies, &state);
}

void made_free(struct made *made)
{
    for (size_t i = 0; i < made->piece_count; i++)
        free(made->pieces[i]);
    free(made->pieces);
    free(made->articles);
    *made = (struct made){0};
}

static stet_status write_to_buf(void *ctx, const void *data, size_t size, stet_error *err)
{
    (void)err;
    return stet_buf_add(ctx, data, size) ? STET_OK : STET_ERR_MEMORY;
}

struct index_sink made_sink(struct stet_buf *buf)
{
    return (struct index_sink){write_to_buf, buf};
}

struct index_bytes made_bytes(const struct stet_buf *buf)
{
    return (struct index_bytes){(const unsigned char *)buf->data, buf->size, "made", false};
}

static void expect_ok(stet_status status, const stet_error *err)
{
    if (!status)
        return;
    fprintf(stderr, "%s: %s\n", stet_status_name(status), err->message);
    abort();
}

void made_segment(const struct made *made, size_t begin, size_t end, uint64_t id, struct stet_buf *out,
                  struct index_segment_stat *stat)
{
    const struct index_segment_options options = {.shape = made->shape, .id = id, .threads = 2};
    struct index_segment_builder *builder = NULL;
    stet_error err;
    out->size = 0;
    expect_ok(index_segment_builder_create(&builder, &options, made_sink(out), &err), &err);
    for (size_t i = begin; i < end; i++)
        expect_ok(index_segment_add(builder, &made->articles[i], &err), &err);
    expect_ok(index_segment_finish(builder, stat, &err), &err);
    index_segment_builder_free(builder);
}

struct index_segment *made_open(const struct stet_buf *buf, uint64_t id)
{
    struct index_segment *segment = NULL;
    stet_error err;
    expect_ok(index_segment_open(&segment, made_bytes(buf), id, NULL, &err), &err);
    return segment;
}

/* ---- The join ------------------------------------------------------------------------------------------------------*/

static bool band_bits_agree(const struct made *made, const struct index_article *a, const struct index_article *b,
                            uint32_t band)
{
    for (uint32_t i = band * made->shape.rows; i < (band + 1) * made->shape.rows; i++)
        if ((a->minhash[i] ^ b->minhash[i]) & 1)
            return false;
    return true;
}

static void join(const struct made *made, const struct index_article *asked, const struct index_article *other,
                 struct index_hit *hit, bool *full)
{
    uint64_t kept[INDEX_MAX_KEPT];
    size_t count = index_kept_passages(other->passages, other->passage_count, made->shape.kept, kept);
    *full = false;
    *hit = (struct index_hit){0, 0, 0};
    for (uint32_t band = 0; band < made->shape.bands; band++) {
        hit->bands += index_band_key(asked->bands[band]) == index_band_key(other->bands[band]) &&
                      band_bits_agree(made, asked, other, band);
        *full |= asked->bands[band] == other->bands[band];
    }
    for (size_t i = 0; i < count; i++) {
        bool cut = false;
        for (size_t j = 0; j < asked->passage_count; j++) {
            cut |= index_passage_key(asked->passages[j]) == index_passage_key(kept[i]);
            *full |= asked->passages[j] == kept[i];
        }
        hit->passages += cut;
    }
}

size_t made_wrong(const struct made *made, size_t begin, size_t end, const bool *left_out,
                  const struct index_segment *segment, struct index_cursor *cursor, size_t asked)
{
    const struct index_article *article = &made->articles[asked];
    uint64_t bits[INDEX_MAX_HASHES / 64];
    index_minhash_bits(article->minhash, made->shape.bands * made->shape.rows, bits);
    const struct index_probe probe = {article->bands, bits, article->passages, article->passage_count, NULL};
    const struct index_hit *hits = NULL;
    size_t count = 0, wrong = 0, at = 0;
    stet_error err;
    expect_ok(index_segment_lookup(segment, cursor, &probe, &hits, &count, &err), &err);
    uint32_t number = 0;
    for (size_t i = begin; i < end; i++) {
        if (left_out && left_out[i])
            continue;
        struct index_hit expected;
        bool full = false;
        join(made, article, &made->articles[i], &expected, &full);
        bool named = at < count && hits[at].article == number;
        wrong += full && !named;
        wrong += named != (expected.bands || expected.passages) ||
                 (named && (hits[at].bands != expected.bands || hits[at].passages != expected.passages));
        at += named;
        number++;
    }
    return wrong + (count - at);
}

/* ---- Rows ----------------------------------------------------------------------------------------------------------*/

static bool same_span(stet_span a, stet_span b)
{
    return a.size == b.size && (!a.size || !memcmp(a.data, b.data, a.size));
}

static bool same_row(const struct made *made, const struct index_article *article, const struct index_row *row)
{
    uint64_t bits[INDEX_MAX_HASHES / 64];
    uint32_t hashes = made->shape.bands * made->shape.rows;
    index_minhash_bits(article->minhash, hashes, bits);
    return row->published == article->published && row->precision == article->precision &&
           row->simhash == article->simhash && row->content == article->content >> 32 &&
           row->body_count == article->body_count && row->title_count == article->title_count &&
           row->place.text == article->place.text && row->place.entry == article->place.entry &&
           !memcmp(bits, row->minhash, (hashes + 63) / 64 * 8);
}

size_t made_wrong_rows(const struct made *made, size_t begin, size_t end, const bool *left_out,
                       const struct index_segment *segment, struct index_cursor *cursor)
{
    size_t wrong = 0;
    uint32_t number = 0;
    for (size_t i = begin; i < end; i++) {
        if (left_out && left_out[i])
            continue;
        const struct index_article *article = &made->articles[i];
        struct index_row row = {0};
        stet_span id = {0};
        uint64_t cluster = 0;
        uint32_t found = 0;
        bool ok = !index_segment_row(segment, number, &row, NULL) && same_row(made, article, &row);
        ok = ok && !index_segment_source(segment, cursor, row.source, &id, NULL) && same_span(id, article->source);
        ok = ok && !index_segment_article_id(segment, cursor, number, &id, NULL) && same_span(id, article->id);
        ok = ok && !index_segment_cluster(segment, cursor, number, &row, &cluster, NULL) &&
             cluster == article->cluster;
        ok = ok && !index_segment_find(segment, cursor, article->id, &found, NULL) && found == number;
        wrong += !ok;
        number++;
    }
    return wrong + (number != index_segment_count(segment));
}
