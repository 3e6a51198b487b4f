/* What there is of a damaged index: its manifest, and its segments, text files and logs, opened as far as they are
 * sound; and which articles of the segments stay out.
 *
 * Where the manifest is lost, all segments of the folder are taken, by their ids, which rise; of articles with one id
 * the last one stays. What had been removed or expired is then back. */
#include "index/salvage.h"

#include <stdlib.h>

#include "base/error.h"
#include "index/state.h"
#include "sys/folder.h"

void salvage_tell(void *ctx, const stet_error *damage)
{
    struct salvage *salvage = ctx;
    if (index_told_first(&salvage->told, damage) && salvage->listener)
        salvage->listener(salvage->ctx, damage);
}

/* Damage is told and gone past. */
static stet_status told(struct salvage *salvage, stet_status status, const stet_error *damage, stet_error *err)
{
    if (status == STET_ERR_CORRUPT) {
        salvage_tell(salvage, damage);
        return STET_OK;
    }
    if (status && err)
        *err = *damage;
    return status;
}

/* ---- What there is -------------------------------------------------------------------------------------------*/

static stet_status read_manifest(struct salvage *salvage, stet_error *err)
{
    struct stet_buf bytes = STET_BUF_INIT;
    struct index_path path;
    stet_error damage = {0};
    bool missing;
    stet_status status = index_path(&path, salvage->from, INDEX_MANIFEST, 0, "", err);
    if (status)
        return status;
    status = index_file_read(path.text, &bytes, &missing, &damage);
    if (!status && missing)
        status = stet_fail(&damage, STET_ERR_CORRUPT, "%s: byte 0: the file is missing", path.text);
    if (!status)
        status = index_manifest_decode(&salvage->manifest, bytes.data, bytes.size, path.text, &damage);
    stet_buf_free(&bytes);
    salvage->manifest_lost = status == STET_ERR_CORRUPT;
    return told(salvage, status, &damage, err);
}

static stet_status add_input(struct salvage *salvage, enum index_kind kind, uint64_t id,
                             const struct index_manifest_segment *known, stet_error *err)
{
    bool segment = kind == INDEX_SEGMENT;
    struct salvage_input **list = segment ? &salvage->segments : &salvage->texts;
    size_t *count = segment ? &salvage->segment_count : &salvage->text_count;
    void *items = *list;
    bool ok = stet_grow(&items, segment ? &salvage->segment_capacity : &salvage->text_capacity, *count + 1,
                        sizeof **list);
    *list = items;
    if (!ok)
        return stet_fail_memory(err);
    struct salvage_input *input = &(*list)[(*count)++];
    *input = (struct salvage_input){.known = known};
    return index_path(&input->path, salvage->from, kind, id, "", err);
}

static stet_status add_log(struct salvage *salvage, uint64_t number, stet_error *err)
{
    void *logs = salvage->logs;
    bool ok = stet_grow(&logs, &salvage->log_capacity, salvage->log_count + 1, sizeof *salvage->logs);
    salvage->logs = logs;
    if (!ok)
        return stet_fail_memory(err);
    salvage->logs[salvage->log_count++] = number;
    return STET_OK;
}

static stet_status add_known(struct salvage *salvage, stet_error *err)
{
    const struct index_manifest *manifest = &salvage->manifest;
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < manifest->segment_count; i++)
        status = add_input(salvage, INDEX_SEGMENT, manifest->segments[i].id, &manifest->segments[i], err);
    for (size_t i = 0; !status && i < manifest->text_count; i++)
        status = add_input(salvage, INDEX_TEXT, manifest->texts[i].id, NULL, err);
    for (size_t i = 0; !status && i < INDEX_TABLES_MOST; i++)
        status = add_log(salvage, manifest->first_log + i, err);
    return status;
}

/* Names are in the order of ids. */
static stet_status add_found(struct salvage *salvage, stet_error *err)
{
    struct sys_folder folder;
    stet_status status = sys_folder_list(&folder, salvage->from, err);
    if (status)
        return status;
    for (size_t i = 0; !status && i < folder.count; i++) {
        enum index_kind kind;
        uint64_t id;
        bool unfinished;
        if (!index_name_parse(folder.entries[i].name, &kind, &id, &unfinished) || unfinished)
            continue;
        if (kind == INDEX_SEGMENT || kind == INDEX_TEXT)
            status = add_input(salvage, kind, id, NULL, err);
        else if (kind == INDEX_LOG)
            status = add_log(salvage, id, err);
    }
    sys_folder_free(&folder);
    return status;
}

/* ---- Opening -------------------------------------------------------------------------------------------------*/

static stet_status open_map(struct salvage_input *input, stet_error *err)
{
    int file;
    stet_status status = sys_open_if_there(&file, input->path.text, err);
    if (!status && file < 0)
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: byte 0: the file is missing", input->path.text);
    if (!status)
        status = sys_map(&input->map, file, input->path.text, err);
    if (file >= 0)
        sys_close(file);
    return status;
}

static stet_status open_input(struct salvage *salvage, struct salvage_input *input, bool segment, stet_error *err)
{
    stet_error damage = {0};
    stet_status status = open_map(input, &damage);
    const struct index_bytes bytes = {input->map.data, input->map.size, input->path.text, true};
    if (!status && segment)
        status = index_segment_open_damaged(&input->segment, bytes, &damage);
    else if (!status)
        status = index_text_open_damaged(&input->text, bytes, &damage);
    if (status == STET_ERR_CORRUPT && input->known)
        salvage->out->lost += input->known->articles - input->known->dead_count;
    else if (status == STET_ERR_CORRUPT && segment)
        salvage->out->unread += input->map.size;
    return told(salvage, status, &damage, err);
}

static stet_status open_inputs(struct salvage *salvage, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < salvage->segment_count; i++)
        status = open_input(salvage, &salvage->segments[i], true, err);
    for (size_t i = 0; !status && i < salvage->text_count; i++)
        status = open_input(salvage, &salvage->texts[i], false, err);
    salvage->shape = salvage->manifest.shape;
    for (size_t i = 0; salvage->manifest_lost && i < salvage->segment_count; i++)
        if (salvage->segments[i].segment)
            salvage->shape = *index_segment_shape(salvage->segments[i].segment);
    if (!status && !salvage->shape.bands)
        status = stet_fail(err, STET_ERR_CORRUPT, "%s: neither manifest nor any segment can be read", salvage->from);
    return status;
}

/* ---- Articles that stay out ----------------------------------------------------------------------------------*/

static bool known_dead(const struct index_manifest_segment *known, uint32_t article)
{
    uint32_t low = 0, high = known->dead_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (known->dead[middle] < article)
            low = middle + 1;
        else
            high = middle;
    }
    return low < known->dead_count && known->dead[low] == article;
}

bool salvage_drops(void *ctx, uint32_t article)
{
    const struct salvage_input *input = ctx;
    struct index_row row;
    if (input->older && input->older[article / 64] >> article % 64 & 1)
        return true;
    if (!input->known)
        return false;
    if (known_dead(input->known, article))
        return true;
    return input->known->horizon != INDEX_NO_HORIZON &&
           !index_segment_row(input->segment, article, &row, NULL) && row.precision &&
           row.published < input->known->horizon;
}

static stet_status comes_again(struct salvage *salvage, size_t at, uint32_t article, bool *again, stet_error *err)
{
    stet_span id;
    stet_error damage = {0};
    *again = false;
    stet_status status =
        index_segment_article_id(salvage->segments[at].segment, &salvage->cursor, article, &id, &damage);
    if (status)
        return status == STET_ERR_CORRUPT ? STET_OK : told(salvage, status, &damage, err);
    char *copy = malloc(id.size + 1);
    if (!copy)
        return stet_fail_memory(err);
    memcpy(copy, id.data, id.size);
    for (size_t i = at + 1; !status && !*again && i < salvage->segment_count; i++) {
        uint32_t found = INDEX_NO_ARTICLE;
        if (!salvage->segments[i].segment)
            continue;
        status = index_segment_find(salvage->segments[i].segment, &salvage->cursor, (stet_span){copy, id.size}, &found,
                                    &damage);
        if (status == STET_ERR_CORRUPT)
            status = STET_OK;
        *again = found != INDEX_NO_ARTICLE;
    }
    free(copy);
    return told(salvage, status, &damage, err);
}

/* Without a manifest nobody says which of several articles with one id was the last. */
static stet_status mark_older(struct salvage *salvage, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t at = 0; !status && at < salvage->segment_count; at++) {
        struct salvage_input *input = &salvage->segments[at];
        uint32_t count = input->segment ? index_segment_count(input->segment) : 0;
        input->older = calloc(count / 64 + 1, sizeof *input->older);
        if (!input->older)
            return stet_fail_memory(err);
        for (uint32_t i = 0; !status && i < count; i++) {
            bool again;
            status = comes_again(salvage, at, i, &again, err);
            if (!status && again)
                input->older[i / 64] |= UINT64_C(1) << i % 64;
        }
    }
    return status;
}

/* ---- All of it -----------------------------------------------------------------------------------------------*/

stet_status salvage_open(struct salvage *salvage, stet_error *err)
{
    stet_status status = read_manifest(salvage, err);
    if (!status)
        status = salvage->manifest_lost ? add_found(salvage, err) : add_known(salvage, err);
    if (!status)
        status = open_inputs(salvage, err);
    if (!status && salvage->manifest_lost)
        status = mark_older(salvage, err);
    return status;
}

static void free_inputs(struct salvage_input *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (inputs[i].segment)
            index_segment_close(inputs[i].segment);
        if (inputs[i].text)
            index_text_close(inputs[i].text);
        sys_unmap(&inputs[i].map);
        free(inputs[i].older);
    }
    free(inputs);
}

void salvage_close(struct salvage *salvage)
{
    free_inputs(salvage->segments, salvage->segment_count);
    free_inputs(salvage->texts, salvage->text_count);
    free(salvage->logs);
    index_manifest_free(&salvage->manifest);
    index_cursor_free(&salvage->cursor);
}
