/* How large an index is, section by section. */
#include "base/error.h"
#include "index/snapshot.h"
#include "sys/folder.h"

static void add_section(struct index_stat *stat, const char *name, uint64_t bytes)
{
    size_t i = 0;
    while (i < stat->section_count && stat->sections[i].name != name)
        i++;
    if (i == stat->section_count)
        stat->sections[stat->section_count++] = (struct index_section){name, 0};
    stat->sections[i].bytes += bytes;
    stat->bytes += bytes;
}

static void add_times(struct index_stat *stat, int64_t first, int64_t last)
{
    if (first > last)
        return;
    if (stat->earliest == STET_TIME_NONE || first < stat->earliest)
        stat->earliest = first;
    if (stat->latest == STET_TIME_NONE || last > stat->latest)
        stat->latest = last;
}

static void add_part(struct index_stat *stat, const struct index_segment_stat *part)
{
    static const char *const names[] = {"bands", "passages", "copies", "rows", "ids", "other"};
    const uint64_t bytes[] = {part->band_bytes, part->passage_bytes, part->copy_bytes,
                              part->row_bytes,  part->id_bytes,      part->other_bytes};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        add_section(stat, names[i], bytes[i]);
    add_times(stat, part->first, part->last);
    stat->dead += part->articles;
    stat->segments++;
}

static void add_table(const struct index_snapshot *snapshot, size_t at, struct index_stat *stat)
{
    const struct index_table *table = snapshot->state->tables[at];
    pthread_rwlock_rdlock(&snapshot->guard->lock);
    for (uint32_t i = 0; i < index_table_count(table); i++) {
        struct index_logged logged;
        stat->dead += index_table_since(table, i) <= snapshot->change;
        if (!index_table_sees(table, i, snapshot->change))
            continue;
        stat->logged++;
        index_table_get(table, i, &logged);
        if (logged.article.precision)
            add_times(stat, logged.article.published, logged.article.published);
    }
    pthread_rwlock_unlock(&snapshot->guard->lock);
}

static stet_status add_file(const char *path, struct index_stat *stat, stet_error *err)
{
    static const char left[] = "left over";
    struct sys_info info = {0};
    int file;
    stet_status status = sys_open_if_there(&file, path, err);
    if (status || file < 0)
        return status;
    status = sys_info_of(file, path, &info, err);
    sys_close(file);
    if (!status && info.size)
        add_section(stat, left, info.size);
    return status;
}

/* What the next writer removes: files that one which died, or gave up a merge, has left; and what one at work has not
 * finished. */
static stet_status add_left_over(const struct index_snapshot *snapshot, struct index_stat *stat, stet_error *err)
{
    struct sys_folder folder;
    stet_status status = sys_folder_list(&folder, snapshot->folder, err);
    if (status)
        return status;
    for (size_t i = 0; !status && i < folder.count; i++) {
        struct index_path path;
        enum index_kind kind;
        uint64_t id;
        bool unfinished;
        if (!index_name_parse(folder.entries[i].name, &kind, &id, &unfinished) ||
            (!unfinished && index_state_uses(snapshot->state, kind, id)))
            continue;
        status = index_path(&path, snapshot->folder, kind, id, unfinished ? ".tmp" : "", err);
        if (!status)
            status = add_file(path.text, stat, err);
    }
    sys_folder_free(&folder);
    return status;
}

stet_status index_stat(struct index_snapshot *snapshot, struct index_stat *out, stet_error *err)
{
    static const char texts[] = "texts", log[] = "log", frequencies[] = "frequencies", manifest[] = "manifest";
    const struct index_state *state = snapshot->state;
    *out = (struct index_stat){.shape = snapshot->shape,
                               .window = snapshot->window,
                               .text_files = (uint32_t)state->text_count,
                               .earliest = STET_TIME_NONE,
                               .latest = STET_TIME_NONE};
    for (size_t i = 0; i < state->part_count; i++)
        add_part(out, index_segment_stat(state->parts[i].part->segment));
    for (size_t i = 0; i < state->text_count; i++)
        add_section(out, texts, state->texts[i]->map.size);
    for (size_t i = 0; i < state->table_count; i++)
        add_table(snapshot, i, out);
    if (snapshot->log_bytes)
        add_section(out, log, snapshot->log_bytes);
    if (state->blob)
        add_section(out, frequencies, state->blob->size);
    if (snapshot->manifest_bytes)
        add_section(out, manifest, snapshot->manifest_bytes);
    if (snapshot->folder) {
        stet_status status = add_left_over(snapshot, out, err);
        if (status)
            return status;
    }
    index_ref ref = 0;
    for (bool more = true;; ref++, out->articles++) {
        stet_status status = index_next(snapshot, &ref, &more, err);
        if (status)
            return status;
        if (!more)
            break;
    }
    out->dead -= out->articles;
    return STET_OK;
}
