/* Tokens to a sketch: the second half of the hot path. */
#ifndef STET_SKETCH_SKETCH_H
#define STET_SKETCH_SKETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

#include "sys/isa.h"

/* Two sketches may be compared only when they are of one version. It changes with any bit of any result for the same
 * tokens and options; tests/sketch/vectors.c pins it. */
#define SKETCH_FAMILY_VERSION 1

struct sketch_options {
    uint32_t shingle; /* k, tokens in a shingle, 1..SKETCH_MAX_SHINGLE */
    uint32_t hashes;  /* values in the MinHash signature, 1..SKETCH_MAX_HASHES */
    uint32_t window;  /* w of winnowing, 1..SKETCH_MAX_WINDOW: any shared run of w + k - 1 body tokens shares a passage
                         fingerprint */
    bool no_simhash; /* it is not needed: 0 then */
};

#define SKETCH_MAX_SHINGLE 16
#define SKETCH_MAX_HASHES 1024
#define SKETCH_MAX_WINDOW 1024

/* Owned by the builder; valid until its next call. */
struct sketch {
    const uint32_t *minhash;  /* `hashes` values over the shingles of title and body together, as a set */
    uint64_t simhash;         /* over pairs of body tokens (of title tokens when there is no body) */
    const uint64_t *passages; /* winnowed fingerprints of the body, in text order, no two equal next to each other;
                                 none when the body is shorter than a shingle */
    size_t passage_count;
    size_t shingle_count; /* shingles of title and body, repeats counted */
    uint64_t content;     /* hash of the body's token sequence: equal for exact copies */
};

struct sketch_builder;

stet_status sketch_builder_create(struct sketch_builder **out, const struct sketch_options *options, stet_error *err);
/* As sketch_builder_create, with the kernels of an instruction set that the machine supports. */
stet_status sketch_builder_create_isa(struct sketch_builder **out, const struct sketch_options *options,
                                      enum sys_isa isa, stet_error *err);

void sketch_builder_free(struct sketch_builder *builder);

/* Not thread-safe for one builder; one builder a thread. Title and body are token hashes (text/tokens.h). */
stet_status sketch_build(struct sketch_builder *builder, const uint64_t *title, size_t title_count,
                         const uint64_t *body, size_t body_count, struct sketch *out, stet_error *err);

/* Share of agreeing values: an unbiased estimate of the Jaccard similarity with a standard error of at most
 * sqrt(J (1 - J) / hashes). Two empty sets agree. */
double sketch_jaccard(const uint32_t *a, const uint32_t *b, uint32_t hashes);

#endif
