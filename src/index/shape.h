/* What an index keeps of an article, and the numbers that all of its files agree on. */
#ifndef STET_INDEX_SHAPE_H
#define STET_INDEX_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/status.h>

/* Limits, each checked where an article or a shape comes in (STET_ERR_LIMIT, STET_ERR_USAGE). */
#define INDEX_MAX_BANDS 256
#define INDEX_MAX_HASHES 1024                  /* bands * rows */
#define INDEX_MAX_KEPT 64                      /* posted passages an article */
#define INDEX_MAX_ID 65535                     /* bytes */
#define INDEX_MAX_SOURCE 65535                 /* bytes */
#define INDEX_MAX_TEXT (UINT32_C(256) << 20)   /* bytes of metadata and text of one article */
#define INDEX_MAX_ARTICLES (UINT32_C(1) << 31) /* of one segment */

/* Band keys are cut to their upper bits, the same number in every segment, so that merging loses nothing and its order
 * is moot. A key that is not there hits one of n articles with probability n / 2^28, and the row then clears nearly all
 * of these; 28 bits cost the same at any n, about log2(n) + 8 a band and article at 10 M. An article has many more
 * passages to ask for than bands, and no row clears those: they keep 32. */
#define INDEX_BAND_BITS 28
#define INDEX_PASSAGE_BITS 32
#define INDEX_ID_BITS 32

/* Stored in every file, checked at open: files of different shapes never meet. */
struct index_shape {
    uint32_t family;  /* SKETCH_FAMILY_VERSION */
    uint32_t shingle; /* tokens in a shingle */
    uint32_t bands;   /* 1..INDEX_MAX_BANDS */
    uint32_t rows;    /* MinHash values a band, 1.. ; bands * rows <= INDEX_MAX_HASHES */
    uint32_t window;  /* of the passage fingerprints */
    uint32_t kept;    /* passages posted of an article, 0..INDEX_MAX_KEPT */
    bool keeps_text;  /* texts are kept; otherwise digests stand in their place */
};

/* STET_ERR_USAGE naming what is out of its range. */
stet_status index_shape_check(const struct index_shape *shape, stet_error *err);
bool index_shape_equal(const struct index_shape *a, const struct index_shape *b);

/* Where the text (or digest) of an article is. text == 0: it has none. */
struct index_place {
    uint64_t text;  /* number of the text file, as given to its builder */
    uint64_t entry; /* in that file, from 0 */
};

/* An article on its way into an index. All is borrowed. */
struct index_article {
    stet_span id;             /* 1..INDEX_MAX_ID bytes */
    stet_span source;         /* may be empty */
    int64_t published;        /* seconds since 1970; of no meaning when precision is 0 */
    uint8_t precision;        /* stet_precision, 0..2 */
    uint32_t body_count;      /* tokens */
    uint32_t title_count;     /* tokens */
    uint64_t content;         /* its upper 32 bits are kept */
    uint64_t simhash;
    uint64_t cluster;         /* index_id_hash(id) costs nothing, another key 8 bytes */
    const uint32_t *minhash;  /* bands * rows values; the lowest bit of each is kept */
    const uint64_t *bands;    /* one key a band, as lsh_band_keys writes them */
    const uint64_t *passages; /* all of its fingerprints, repeats allowed: the builder chooses what is posted */
    size_t passage_count;
    struct index_place place;
};

/* The key of an id: for looking it up, and the cluster key of a story whose canonical it is. */
uint64_t index_id_hash(stet_span id);

/* The passages of an article that an index posts: the `kept` smallest distinct fingerprints, ascending, so that two
 * articles that share most of their passages post mostly the same ones. Writes them to `out` (room for `kept`) and
 * returns how many. */
size_t index_kept_passages(const uint64_t *passages, size_t count, uint32_t kept, uint64_t *out);

/* Keys as they are posted, cut to INDEX_BAND_BITS, INDEX_PASSAGE_BITS, INDEX_ID_BITS. A posted fingerprint is one of
 * the smallest of its article, so it is mixed before it is cut. */
uint32_t index_band_key(uint64_t key);
uint32_t index_passage_key(uint64_t fingerprint);
uint32_t index_id_key(uint64_t id_hash);

/* The lowest bits of `hashes` MinHash values, as rows keep them: value i is bit i % 64 of word i / 64; the bits above
 * are 0. `bits` has room for (hashes + 63) / 64 words. */
void index_minhash_bits(const uint32_t *minhash, uint32_t hashes, uint64_t *bits);

/* Where the bytes of a file go. Called in order, on the thread that called the builder; a failure ends the building
 * and is returned. */
struct index_sink {
    stet_status (*write)(void *ctx, const void *data, size_t size, stet_error *err);
    void *ctx;
};

/* A file to read: its bytes must stay where they are until the reader is closed. */
struct index_bytes {
    const unsigned char *data;
    size_t size;
    const char *name; /* for messages; borrowed until the reader is closed */
    bool mapped;      /* a sys_map: pages of it that are read for the first time are asked for ahead */
};

/* Buffers of one thread for reading; zero-initialise, and free when done. May be used with any reader. */
struct index_cursor {
    void *block; /* the block that was decompressed last, of `block_size` bytes; reading on in it costs nothing */
    size_t block_capacity, block_size;
    uint64_t block_key; /* the checksum of its page */
    void *hits;         /* of a lookup */
    size_t hit_capacity;
    void *pages; /* that a lookup asks for */
    size_t page_capacity;
    void *context; /* of zstd */
};

void index_cursor_free(struct index_cursor *cursor);

#endif
