/* What of an outlet's articles is the outlet's, not the article's: passages that recur in many stories of one source
 * (newsletters, cookies, "follow us", the skeleton of a form) are learned, and are left out where articles are compared.
 *
 *     match_sites_create or match_sites_restore
 *     -> match_sites_add (once an article, in order of arrival), match_sites_turn (now and then)
 *     -> match_sites_own (to compare with what is known) -> match_sites_save -> match_sites_free
 *
 * One thread adds and turns; match_sites_own is called by any number between two turns, and says the same until the
 * next. All depends on the articles and their order alone, and stays within a fixed size. */
#ifndef STET_MATCH_SITES_H
#define STET_MATCH_SITES_H

#include "base/buf.h"
#include "match/match.h"

struct match_sites;

/* Most that match_sites_save writes. */
#define MATCH_SITES_MOST ((size_t)3 << 20)

stet_status match_sites_create(struct match_sites **out, stet_error *err);
void match_sites_free(struct match_sites *sites);

/* What comes with an article that is added. Strings are borrowed for the call. */
struct match_site_article {
    const struct match_article *tokens; /* whole; nothing is learned where no source is known */
    stet_span source, text;             /* its name, and the body that the tokens are of: shown to people */
    bool again;                         /* an update of what was there */
    bool matched;                       /* a copy of another, it seems */
};

/* Has the processor fetch what match_sites_add of the same article will look at: some microseconds earlier is best. Need
 * not be called. */
void match_sites_expect(struct match_sites *sites, const struct match_article *tokens);

/* Learns from an article. Copies of what the source had already (mostly the same passages) count for nothing. */
stet_status match_sites_add(struct match_sites *sites, const struct match_site_article *article, stet_error *err);

/* What has been learned is used from now on. */
stet_status match_sites_turn(struct match_sites *sites, stet_error *err);

/* Room for what is left of a body. Zero-initialise; release by match_site_own_free. */
struct match_own {
    uint32_t *words;
    size_t capacity;
};

void match_own_free(struct match_own *own);

/* The article without what its source puts into many: `out`, whose body is in `own` (until its next use) or that of
 * `article`. Nothing is left of a body that has next to nothing of its own. */
stet_status match_sites_own(const struct match_sites *sites, const struct match_article *article,
                            struct match_own *own, struct match_article *out, stet_error *err);

/* A passage that weighs nothing at present. */
struct match_site_passage {
    stet_span source, text; /* the text, or its beginning */
    uint64_t articles;      /* different stories of the source that it was met in */
    uint64_t stories;       /* of the source, all */
};

/* Hands over what is known by text, in order of source, then the most frequent first. Strings are valid until `each`
 * returns; its status, when it is not STET_OK, ends the walk and is returned. */
stet_status match_sites_each(const struct match_sites *sites,
                             stet_status (*each)(void *ctx, const struct match_site_passage *passage, stet_error *err),
                             void *ctx, stet_error *err);

/* Appends the state; nothing when nothing was added that has a source. */
stet_status match_sites_save(const struct match_sites *sites, struct stet_buf *out, stet_error *err);

/* The state from the first *used bytes, of what save wrote: an empty one, and 0, when the bytes are not a state at all.
 * STET_ERR_CORRUPT when they make no sense. */
stet_status match_sites_restore(struct match_sites **out, const void *data, size_t size, size_t *used,
                                stet_error *err);

#endif
