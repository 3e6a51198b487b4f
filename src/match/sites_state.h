/* The tables behind sites.h. Private to this folder. */
#ifndef STET_MATCH_SITES_STATE_H
#define STET_MATCH_SITES_STATE_H

#include "match/kernel/kernel.h"
#include "match/shingles.h"
#include "match/sites.h"

#define SITES_RUN 8        /* tokens of a passage */
#define SITES_SAMPLE 29    /* bits of a passage's key: the others are 0, which is so for one in eight */
#define SITES_AROUND 16    /* tokens on either side that may recur with it */
#define SITES_GAP 12       /* tokens between two pieces of boilerplate go with them: a date, a name, or too few to tell */
#define SITES_LEAST_RUN 12 /* fewer tokens than that in a row are nobody's boilerplate */
#define SITES_SEEN (UINT32_C(1) << 17)
#define SITES_ENTRIES (UINT32_C(1) << 15)
#define SITES_ENTRIES_MOST (SITES_ENTRIES / 4 * 3) /* that are used */
#define SITES_MARKS (UINT32_C(1) << 16)
#define SITES_TEXTS 2048
#define SITES_NAME_MOST 100 /* bytes */
#define SITES_TEXT_MOST 240

/* A passage of a source that recurs, or, with key 0, the source itself. */
struct sites_entry {
    uint32_t source; /* 0: free */
    uint32_t key;
    uint32_t articles; /* stories in all */
    uint32_t last;     /* the article that it was counted in last */
    uint64_t before, after; /* 4 bits of each token around it, nearest first */
    uint16_t stories; /* of the last thousand or so of the source */
    uint16_t text;    /* 1 + index; 0: none is kept */
    uint8_t left, right; /* tokens on either side that all stories have had */
    uint8_t shown_left, shown_right; /* as of the last turn */
    bool shown;       /* weighs nothing, as of the last turn */
};

/* What has been learned, as of the last turn: a table of its own, small and read by many threads. */
struct sites_known {
    uint32_t source, key; /* source 0: free */
    uint8_t left, right;
};

struct sites_text {
    uint32_t source;
    uint16_t name_size, size;
    char *bytes; /* name, then text */
};

/* A passage of the article at work. */
struct sites_sample {
    uint32_t at, key;
};

/* Where it stands in the tables. */
struct sites_place {
    uint64_t hash;
    struct sites_entry *entry; /* NULL: none */
    bool once; /* seen in one other article */
};

/* On one large page. */
struct sites_tables {
    struct sites_entry entries[SITES_ENTRIES];
    uint32_t seen[SITES_SEEN]; /* 16 bits of a passage's hash, and of the article that has it */
};

#define SITES_SAMPLES 1024
#define SITES_BATCH 256

struct match_sites {
    const struct match_kernel *kernel;
    uint32_t serial; /* articles added */
    struct sites_tables *tables;
    uint32_t used; /* entries */
    struct sites_text *texts;
    uint32_t text_count;
    struct sites_known *known;
    size_t known_capacity, room;
    uint64_t sources[64]; /* a bit for each source that has something in `known`, by its hash */
    uint64_t marks[SITES_MARKS / 64]; /* a bit for each passage in it: most that are looked for have none */
    struct sites_sample samples[SITES_SAMPLES + SITES_BATCH];
    struct sites_place places[SITES_SAMPLES + SITES_BATCH];
    size_t sample_count;
    const struct match_article *expected; /* whose samples they are */
    bool wanting; /* some of them are common, and it is time to keep their text */
};

static inline uint64_t sites_hash(uint32_t source, uint32_t key)
{
    return match_mix((uint64_t)source << 32 | key);
}

static inline bool sites_is_passage(uint32_t key)
{
    return key && !(key >> SITES_SAMPLE);
}

/* The entry, or the free one where it would be. */
struct sites_entry *sites_slot(const struct match_sites *sites, uint32_t source, uint32_t key);

/* Makes `known` of the entries that are shown. */
stet_status sites_publish(struct match_sites *sites, stet_error *err);

/* Whether a source's passage is to weigh nothing when it stands in `stories` of `all` stories. */
bool sites_is_common(uint32_t stories, uint32_t all);

/* Whether it is time to keep the text of a passage, which is common, again. */
static inline bool sites_is_time(uint32_t articles)
{
    return articles == 16 || articles == 64 || articles == 256;
}

/* Keeps the text of passages in sites->samples that have become common and have none. */
stet_status sites_keep_texts(struct match_sites *sites, const struct match_site_article *article, stet_error *err);

/* There must be room. */
stet_status sites_add_text(struct match_sites *sites, uint32_t source, stet_span name, stet_span text, stet_error *err);

/* Gives up texts that no entry points to any more. */
stet_status sites_tidy_texts(struct match_sites *sites, stet_error *err);

#endif
