/* Sketches: an article as a few hundred bytes that can be compared with any other's.
 *
 *     stet_sketcher_create -> stet_sketcher_sketch, once an article -> stet_sketcher_free
 *     stet_sketch_jaccard, stet_sketch_hamming -> stet_sketch_free
 *
 * A sketch holds a MinHash signature over the word shingles of title and text (an unbiased estimate of their Jaccard
 * similarity, with a standard error of at most sqrt(J (1 - J) / hashes)), a 64-bit SimHash (Charikar 2002), passage
 * fingerprints (Schleimer, Wilkerson, Aiken 2003: whoever copies window + shingle - 1 words in a row shares one) and a
 * hash that tells exact copies. All are the same on every machine. */
#ifndef STET_SKETCH_H
#define STET_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include <stet/article.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Makes sketches. Used by one thread at a time; any number may be at work at once. */
typedef struct stet_sketcher stet_sketcher;

typedef struct stet_sketch_options {
    uint32_t version; /* 1 */
    uint32_t shingle; /* tokens in a shingle, 1..16; 0: 5 */
    uint32_t hashes;  /* values in the MinHash signature, 1..1024; 0: 128 */
    uint32_t window;  /* shingles of which one is kept as a passage fingerprint, 1..1024; 0: 16 */
} stet_sketch_options;

#define STET_SKETCH_OPTIONS_VERSION 1
#define STET_SKETCH_OPTIONS_INIT                                                                                       \
    {                                                                                                                  \
        .version = STET_SKETCH_OPTIONS_VERSION                                                                         \
    }

/* One allocation, owned by the caller, read-only; independent of the sketcher. */
typedef struct stet_sketch {
    uint32_t family;                  /* version of the hash functions */
    uint32_t shingle, hashes, window; /* as used */
    const uint32_t *minhash;          /* `hashes` values; all UINT32_MAX without any token */
    uint64_t simhash;                 /* over neighbouring pairs of the text's tokens (of the title's without text) */
    const uint64_t *passages;         /* in the order of the text; none when it is shorter than a shingle */
    size_t passage_count;
    size_t token_count;   /* of title and text */
    size_t shingle_count; /* repeats counted */
    uint64_t content;     /* of the text's tokens: equal for exact copies */
} stet_sketch;

/* STET_ERR_USAGE when an option is out of its range. options may be NULL for the defaults. */
STET_API stet_status stet_sketcher_create(stet_sketcher **out, const stet_sketch_options *options, stet_error *err);
STET_API void stet_sketcher_free(stet_sketcher *sketcher);

/* The sketch of a title (which may be empty) and a text, both UTF-8. STET_ERR_MEMORY; STET_ERR_LIMIT beyond 2^32
 * tokens. *out is NULL after a failure. */
STET_API stet_status stet_sketcher_sketch(stet_sketcher *sketcher, stet_sketch **out, stet_span title, stet_span text,
                                          stet_error *err);
STET_API void stet_sketch_free(stet_sketch *sketch);

/* The estimated share of shingles that both have of all that either has, 0..1. 0 when either has none; negative when
 * the two cannot be compared (another family, shingle or number of values). */
STET_API double stet_sketch_jaccard(const stet_sketch *a, const stet_sketch *b);

/* The bits in which the SimHash fingerprints differ, 0..64; negative when the families differ. */
STET_API int stet_sketch_hamming(const stet_sketch *a, const stet_sketch *b);

#ifdef __cplusplus
}
#endif

#endif
