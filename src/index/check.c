/* Looks at every file that the manifest names, and goes on after each damage. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/error.h"
#include "index/log.h"
#include "index/state.h"
#include "index/told.h"

#define ATTEMPTS 100
#define FINDINGS_MOST 1000

struct check {
    const char *folder;
    bool deep;
    stet_error *findings; /* the first FINDINGS_MOST */
    size_t count, capacity;
    struct index_told told;
    bool out_of_memory;
    struct index_manifest manifest;
};

static void note(void *ctx, const stet_error *finding)
{
    struct check *check = ctx;
    void *findings = check->findings;
    if (check->count == FINDINGS_MOST || !index_told_first(&check->told, finding))
        return;
    check->out_of_memory |= !stet_grow(&findings, &check->capacity, check->count + 1, sizeof *check->findings);
    check->findings = findings;
    if (!check->out_of_memory)
        check->findings[check->count++] = *finding;
}

/* Damage is noted; other failures end the check. */
static stet_status noted(struct check *check, stet_status status, const stet_error *finding, stet_error *err)
{
    if (status == STET_ERR_CORRUPT)
        note(check, finding);
    else if (status && err)
        *err = *finding;
    return status == STET_ERR_CORRUPT ? STET_OK : status;
}

static stet_status missing_file(const char *path, stet_error *err)
{
    return stet_fail(err, STET_ERR_CORRUPT, "%s: byte 0: the file is missing", path);
}

/* What a row says of its text is checked against the text files. */
static bool place_exists(const struct check *check, const struct index_place *place)
{
    for (size_t i = 0; i < check->manifest.text_count; i++)
        if (check->manifest.texts[i].id == place->text)
            return true;
    return !place->text;
}

static stet_status check_places(struct check *check, const struct index_part *part, stet_error *err)
{
    for (uint32_t i = 0; i < index_segment_count(part->segment); i++) {
        struct index_row row;
        stet_error finding = {0};
        stet_status status = index_segment_row(part->segment, i, &row, &finding);
        if (status == STET_ERR_CORRUPT)
            continue; /* has been noted */
        if (!status && !place_exists(check, &row.place))
            status = stet_fail(&finding, STET_ERR_CORRUPT, "%s: article %u: its text file is not in the manifest",
                               part->path.text, i);
        status = noted(check, status, &finding, err);
        if (status)
            return status;
    }
    return STET_OK;
}

static stet_status check_segment(struct check *check, const struct index_manifest_segment *in, stet_error *err)
{
    struct index_part *part = NULL;
    struct index_path path;
    stet_error finding = {0};
    bool missing;
    stet_status status = index_path(&path, check->folder, INDEX_SEGMENT, in->id, "", err);
    if (status)
        return status;
    status = index_part_open(&part, check->folder, in->id, in->bytes, &check->manifest.shape, &missing, &finding);
    if (!status && missing)
        status = missing_file(path.text, &finding);
    if (!status && index_segment_count(part->segment) != in->articles)
        status = stet_fail(&finding, STET_ERR_CORRUPT, "%s: byte 0: it has %u articles and the manifest says %u",
                           path.text, index_segment_count(part->segment), in->articles);
    bool sound = !status;
    status = noted(check, status, &finding, err);
    if (sound) {
        status = index_segment_check(part->segment, check->deep, note, check, err);
        if (status == STET_ERR_CORRUPT)
            status = STET_OK;
        if (!status && check->deep)
            status = check_places(check, part, err);
    }
    index_part_release(part);
    return status;
}

static stet_status check_text(struct check *check, const struct index_manifest_text *in, stet_error *err)
{
    struct index_text_part *part = NULL;
    struct index_text *text = NULL;
    struct index_path path;
    stet_error finding = {0};
    bool missing;
    stet_status status = index_path(&path, check->folder, INDEX_TEXT, in->id, "", err);
    if (status)
        return status;
    status = index_text_part_open(&part, check->folder, in->id, in->bytes, &check->manifest.shape, &missing, &finding);
    if (!status && missing)
        status = missing_file(path.text, &finding);
    if (!status)
        status = index_text_part_get(part, &text, &finding);
    bool sound = !status;
    status = noted(check, status, &finding, err);
    if (sound) {
        status = index_text_check(text, check->deep, note, check, err);
        /* A page is found damaged with each of its entries: all it tells may be of a few pages. */
        if (status == STET_ERR_CORRUPT && check->deep)
            status = index_text_check(text, false, note, check, err);
        if (status == STET_ERR_CORRUPT)
            status = STET_OK;
    }
    index_text_part_release(part);
    return status;
}

/* Everything together, as a reader opens it: logs, the blob, and what they say of each other. */
static stet_status check_whole(struct check *check, stet_error *err)
{
    struct index_loaded loaded;
    stet_error finding = {0};
    stet_status status = index_load(&loaded, check->folder, &finding);
    if (!status)
        index_loaded_free(&loaded);
    /* What stops the opening has been noted before when it was in a file of its own. */
    if (status == STET_ERR_CORRUPT && check->count)
        return STET_OK;
    return noted(check, status, &finding, err);
}

static stet_status check_files(struct check *check, stet_error *err)
{
    stet_status status = STET_OK;
    for (size_t i = 0; !status && i < check->manifest.segment_count; i++)
        status = check_segment(check, &check->manifest.segments[i], err);
    for (size_t i = 0; !status && i < check->manifest.text_count; i++)
        status = check_text(check, &check->manifest.texts[i], err);
    return status ? status : check_whole(check, err);
}

static stet_status read_manifest(struct check *check, struct stet_buf *bytes, stet_error *err)
{
    struct index_path path;
    stet_status status = index_path(&path, check->folder, INDEX_MANIFEST, 0, "", err);
    if (!status)
        status = index_manifest_read(check->folder, bytes, err);
    return status ? status : index_manifest_decode(&check->manifest, bytes->data, bytes->size, path.text, err);
}

static bool same_manifest(const char *folder, const struct stet_buf *bytes)
{
    struct stet_buf now = STET_BUF_INIT;
    bool same = !index_manifest_read(folder, &now, NULL) && now.size == bytes->size &&
                XXH3_64bits(now.data, now.size) == XXH3_64bits(bytes->data, bytes->size);
    stet_buf_free(&now);
    return same;
}

static stet_status check_once(struct check *check, struct stet_buf *bytes, stet_error *err)
{
    stet_error finding = {0};
    stet_status status = read_manifest(check, bytes, &finding);
    bool sound = !status;
    status = noted(check, status, &finding, err);
    if (sound)
        status = check_files(check, err);
    return !status && check->out_of_memory ? stet_fail_memory(err) : status;
}

static stet_status tell(const struct check *check, index_listener listener, void *ctx, stet_error *err)
{
    if (!check->count)
        return STET_OK;
    for (size_t i = 0; listener && i < check->count; i++)
        listener(ctx, &check->findings[i]);
    if (err)
        *err = check->findings[0];
    return STET_ERR_CORRUPT;
}

/* A writer at work removes files: what is found while the manifest changes is looked for again. */
stet_status index_check(const char *path, bool deep, index_listener listener, void *ctx, stet_error *err)
{
    for (unsigned attempt = 1;; attempt++) {
        struct stet_buf bytes = STET_BUF_INIT;
        struct check check = {.folder = path, .deep = deep};
        stet_status status = check_once(&check, &bytes, err);
        bool again = !status && check.count && attempt < ATTEMPTS && !same_manifest(path, &bytes);
        if (!status && !again)
            status = tell(&check, listener, ctx, err);
        index_manifest_free(&check.manifest);
        stet_buf_free(&bytes);
        free(check.findings);
        if (!again)
            return status;
    }
}
