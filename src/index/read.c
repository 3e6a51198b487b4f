/* An article by its reference, from a segment or from a table. */
#include "base/bytes.h"
#include "base/error.h"
#include "index/snapshot.h"
#include "index/strings.h"

static void get_logged(const struct index_snapshot *snapshot, const struct index_spot *spot, struct index_logged *out)
{
    pthread_rwlock_rdlock(&snapshot->guard->lock);
    index_table_get(snapshot->state->tables[spot->table], spot->article, out);
    pthread_rwlock_unlock(&snapshot->guard->lock);
}

static void logged_row(const struct index_snapshot *snapshot, const struct index_logged *logged, struct index_row *out)
{
    const struct index_article *article = &logged->article;
    *out = (struct index_row){
        .published = article->published,
        .simhash = article->simhash,
        .cluster = article->cluster,
        .own_cluster = article->cluster == index_id_hash(article->id),
        .precision = article->precision,
        .content = (uint32_t)(article->content >> 32),
        .body_count = article->body_count,
        .title_count = article->title_count,
    };
    for (size_t i = 0; i < ((size_t)snapshot->shape.bands * snapshot->shape.rows + 63) / 64; i++)
        out->minhash[i] = stet_load64(logged->bits + 8 * i);
}

void index_rows_soon(struct index_snapshot *snapshot, const index_ref *refs, size_t count)
{
    const struct index_state *state = snapshot->state;
    for (int found = 0; found < 2; found++)
        for (size_t i = 0; i < count; i++)
            if (refs[i] >> 32 < state->part_count)
                index_segment_row_soon(state->parts[refs[i] >> 32].part->segment, (uint32_t)refs[i], found);
}

stet_status index_row(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref,
                      struct index_row *out, stet_error *err)
{
    struct index_spot spot;
    stet_status status = index_resolve(snapshot, ref, &spot, err);
    if (status)
        return status;
    if (spot.part == SIZE_MAX) {
        struct index_logged logged;
        get_logged(snapshot, &spot, &logged);
        logged_row(snapshot, &logged, out);
        return STET_OK;
    }
    const struct index_segment *segment = snapshot->state->parts[spot.part].part->segment;
    status = index_segment_row(segment, spot.article, out, err);
    if (!status && cursor)
        status = index_segment_cluster(segment, cursor, spot.article, out, &out->cluster, err);
    return status;
}

stet_status index_id(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref, stet_span *id,
                     stet_error *err)
{
    struct index_spot spot;
    stet_status status = index_resolve(snapshot, ref, &spot, err);
    if (status)
        return status;
    if (spot.part != SIZE_MAX)
        return index_segment_article_id(snapshot->state->parts[spot.part].part->segment, cursor, spot.article, id,
                                        err);
    struct index_logged logged;
    get_logged(snapshot, &spot, &logged);
    *id = logged.article.id;
    return STET_OK;
}

stet_status index_source(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref, stet_span *name,
                         stet_error *err)
{
    struct index_spot spot;
    struct index_row row;
    stet_status status = index_resolve(snapshot, ref, &spot, err);
    if (status)
        return status;
    if (spot.part == SIZE_MAX) {
        struct index_logged logged;
        get_logged(snapshot, &spot, &logged);
        *name = logged.article.source;
        return STET_OK;
    }
    const struct index_segment *segment = snapshot->state->parts[spot.part].part->segment;
    status = index_segment_row(segment, spot.article, &row, err);
    return status ? status : index_segment_source(segment, cursor, row.source, name, err);
}

uint32_t index_source_block(index_ref ref, const struct index_row *row)
{
    return index_ref_file(ref) + row->source / STRINGS_PAGE;
}

static stet_status text_of(const struct index_snapshot *snapshot, const struct index_spot *spot, struct index_text **out,
                           uint64_t *entry, stet_error *err)
{
    struct index_part *part = snapshot->state->parts[spot->part].part;
    struct index_row row;
    stet_status status = index_segment_row(part->segment, spot->article, &row, err);
    if (status)
        return status;
    *out = NULL;
    *entry = row.place.entry;
    if (!row.place.text)
        return STET_OK;
    struct index_text_part *text = index_state_text(snapshot->state, row.place.text);
    if (!text)
        return stet_fail(err, STET_ERR_CORRUPT, "%s: article %u: its text file %016llx is not in the manifest",
                         part->path.text, spot->article, (unsigned long long)row.place.text);
    return index_text_part_get(text, out, err);
}

stet_status index_text(struct index_snapshot *snapshot, struct index_cursor *cursor, index_ref ref, stet_span *meta,
                       stet_span *text, stet_error *err)
{
    struct index_spot spot;
    *meta = *text = (stet_span){NULL, 0};
    stet_status status = index_resolve(snapshot, ref, &spot, err);
    if (status)
        return status;
    if (spot.part == SIZE_MAX) {
        struct index_logged logged;
        get_logged(snapshot, &spot, &logged);
        *meta = logged.meta;
        *text = logged.text;
        return STET_OK;
    }
    struct index_text *file;
    uint64_t entry;
    status = text_of(snapshot, &spot, &file, &entry, err);
    return status || !file ? status : index_text_read(file, cursor, entry, meta, text, err);
}
