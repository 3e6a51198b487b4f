/* The inside of salvaging, for salvage.c and salvage_files.c; index.h is its outside. */
#ifndef STET_INDEX_SALVAGE_H
#define STET_INDEX_SALVAGE_H

#include "index/files.h"
#include "index/index.h"
#include "index/manifest.h"
#include "index/segment.h"
#include "index/textfile.h"
#include "index/told.h"

/* A segment or a text file of the damaged index. */
struct salvage_input {
    struct index_path path;
    struct sys_map map;
    struct index_segment *segment; /* NULL: nothing of it can be read */
    struct index_text *text;
    const struct index_manifest_segment *known; /* NULL without a manifest */
    uint64_t *older; /* a bit for each article that a later segment has again; NULL: none */
};

struct salvage {
    const char *from, *to;
    index_listener listener;
    void *ctx;
    struct index_told told;
    struct index_manifest manifest;
    bool manifest_lost;
    struct index_shape shape;
    struct salvage_input *segments, *texts;
    uint64_t *logs; /* their numbers */
    size_t segment_count, segment_capacity, text_count, text_capacity, log_count, log_capacity;
    struct index_cursor cursor;
    struct index *index; /* the new one */
    struct index_salvage *out;
};

/* Finds what there is and opens what can be opened; salvage_close follows, whatever it returns. */
stet_status salvage_open(struct salvage *salvage, stet_error *err);
void salvage_close(struct salvage *salvage);

/* Whether an article of a segment stays out. ctx: a struct salvage_input. */
bool salvage_drops(void *ctx, uint32_t article);

/* Tells of a damage, if it has not been told before. ctx: a struct salvage. */
void salvage_tell(void *ctx, const stet_error *damage);

#endif
