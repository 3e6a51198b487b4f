/* Tokens to a sketch: the second half of the hot path. */
#ifndef STET_SKETCH_SKETCH_H
#define STET_SKETCH_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

struct sketch_options {
    uint32_t shingle; /* k, tokens in a shingle */
    uint32_t hashes;  /* values in the MinHash signature, at most SKETCH_MAX_HASHES */
    uint32_t window;  /* w of winnowing: any shared run of w + k - 1 body tokens shares a passage fingerprint */
};

#define SKETCH_MAX_HASHES 1024

/* Owned by the builder; valid until its next call. */
struct sketch {
    const uint32_t *minhash;  /* `hashes` values over the shingles of title and body together, as a set */
    uint64_t simhash;
    const uint64_t *passages; /* winnowed fingerprints of the body, in text order, no two equal next to each other */
    size_t passage_count;
    size_t shingle_count;     /* shingles of title and body, repeats counted */
    uint64_t content;         /* hash of the body's token sequence: equal for exact copies */
};

struct sketch_builder;

stet_status sketch_builder_create(struct sketch_builder **out, const struct sketch_options *options, stet_error *err);
void sketch_builder_free(struct sketch_builder *builder);

/* Not thread-safe for one builder; one builder a thread. Title and body are token hashes (text/tokens.h). */
stet_status sketch_build(struct sketch_builder *builder, const uint64_t *title, size_t title_count,
                         const uint64_t *body, size_t body_count, struct sketch *out, stet_error *err);

#endif
