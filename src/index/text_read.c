#include <stdlib.h>

#include "base/bits.h"
#include "base/error.h"
#include "index/paged.h"
#include "index/strings.h"
#include "index/textfile.h"
#include "index/textformat.h"

struct index_text {
    struct paged file;
    struct index_text_stat stat;
    const struct paged_section *dictionary, *blocks, *places;
    ZSTD_DDict *trained; /* NULL: there is none */
    stet_span trained_on; /* its bytes */
};

static stet_status contents_damage(const struct index_text *text, const char *reason, stet_error *err)
{
    stet_fail(err, STET_ERR_CORRUPT, "%s: contents, page 0: %s", text->file.bytes.name, reason);
    if (err)
        err->offset = text->file.contents;
    return STET_ERR_CORRUPT;
}

static stet_status open_dictionary(struct index_text *text, stet_error *err)
{
    if (!text->dictionary->pages)
        return STET_OK;
    const unsigned char *body = NULL;
    size_t size = 0;
    stet_status status = paged_read(&text->file, text->dictionary, 0, &body, &size, err);
    if (status)
        return status;
    text->trained_on = (stet_span){(const char *)body, size};
    text->trained = ZSTD_createDDict(body, size);
    return text->trained ? STET_OK : stet_fail_memory(err);
}

static stet_status open_sections(struct index_text *text, stet_error *err)
{
    const struct paged *file = &text->file;
    text->dictionary = paged_find(file, PAGED_DICTIONARY, 0);
    text->blocks = paged_find(file, PAGED_BLOCKS, 0);
    text->places = paged_find(file, PAGED_PLACES, 0);
    if (file->fact_count < TEXT_FACTS || !text->dictionary || !text->blocks || !text->places)
        return contents_damage(text, "a section is missing", err);
    for (size_t i = 0; i < file->section_count; i++) {
        uint16_t kind = file->sections[i].kind;
        if (kind < PAGED_OPTIONAL && (kind < PAGED_DICTIONARY || kind > PAGED_PLACES))
            return contents_damage(text, "it has a section that is not known here", err);
    }
    text->stat = (struct index_text_stat){file->bytes.size, file->facts[FACT_RAW], file->facts[FACT_ENTRIES],
                                          file->facts[FACT_DICTIONARY]};
    uint64_t pages = text->stat.entries / TEXT_PLACES + !!(text->stat.entries % TEXT_PLACES);
    if (text->places->pages != pages || text->dictionary->pages > 1)
        return contents_damage(text, "a section has too many pages or too few", err);
    return open_dictionary(text, err);
}

static stet_status open_text(struct index_text **out, struct index_bytes bytes, bool damaged, stet_error *err)
{
    struct index_text *text = calloc(1, sizeof *text);
    if (!text)
        return stet_fail_memory(err);
    stet_status status = paged_open(&text->file, bytes, PAGED_TEXT, damaged, err);
    if (!status)
        status = open_sections(text, err);
    if (status)
        index_text_close(text);
    else
        *out = text;
    return status;
}

stet_status index_text_open(struct index_text **out, struct index_bytes bytes, uint64_t id,
                            const struct index_shape *shape, stet_error *err)
{
    struct index_text *text = NULL;
    stet_status status = open_text(&text, bytes, false, err);
    if (!status)
        status = paged_expect(&text->file, id, shape, err);
    if (status)
        index_text_close(text);
    else
        *out = text;
    return status;
}

stet_status index_text_open_damaged(struct index_text **out, struct index_bytes bytes, stet_error *err)
{
    return open_text(out, bytes, true, err);
}

void index_text_close(struct index_text *text)
{
    if (!text)
        return;
    ZSTD_freeDDict(text->trained);
    paged_close(&text->file);
    free(text);
}

const struct index_text_stat *index_text_stat(const struct index_text *text)
{
    return &text->stat;
}

uint64_t index_text_id(const struct index_text *text)
{
    return text->file.id;
}

stet_span index_text_dictionary(const struct index_text *text)
{
    return text->trained_on;
}

/* The block that an entry is in. */
static stet_status find_block(const struct index_text *text, uint64_t entry, uint64_t *block, stet_error *err)
{
    const unsigned char *body = NULL;
    size_t size = 0;
    uint64_t page = entry / TEXT_PLACES, slot = entry % TEXT_PLACES;
    stet_status status = paged_read(&text->file, text->places, page, &body, &size, err);
    if (status)
        return status;
    if (size != TEXT_PLACES_SIZE)
        return paged_damage(&text->file, text->places, page, "it is not as long as its entries", err);
    uint64_t begun = stet_load64(body);
    for (uint64_t i = 0; i < slot / 64; i++)
        begun += (uint64_t)__builtin_popcountll(stet_load64(body + 8 + 8 * i));
    uint64_t rest = stet_load64(body + 8 + slot / 64 * 8) << (63 - slot % 64);
    begun += (uint64_t)__builtin_popcountll(rest);
    *block = begun - 1;
    if (*block >= text->blocks->pages)
        return paged_damage(&text->file, text->places, page, "an entry is in no block", err);
    return STET_OK;
}

stet_status index_text_read(const struct index_text *text, struct index_cursor *cursor, uint64_t entry,
                            stet_span *meta, stet_span *content, stet_error *err)
{
    if (entry >= text->stat.entries)
        return stet_fail(err, STET_ERR_USAGE, "%s has no entry %llu", text->file.bytes.name,
                         (unsigned long long)entry);
    uint64_t block = 0;
    const unsigned char *body = NULL;
    size_t size = 0;
    stet_status status = find_block(text, entry, &block, err);
    if (!status)
        status = paged_read(&text->file, text->blocks, block, &body, &size, err);
    if (status)
        return status;
    if (size < TEXT_BLOCK_HEAD || stet_load64(body) > entry)
        return paged_damage(&text->file, text->blocks, block, "it begins behind its entries", err);
    const char *reason = strings_load(cursor, stet_load64(body - PAGED_CHECKSUM), body + TEXT_BLOCK_HEAD,
                                      size - TEXT_BLOCK_HEAD, text->trained);
    if (reason == STRINGS_NO_MEMORY)
        return stet_fail_memory(err);
    if (!reason && entry - stet_load64(body) > cursor->block_size)
        reason = "it has too few strings";
    if (!reason)
        reason = strings_get(cursor, 2 * (entry - stet_load64(body)), meta, content);
    return reason ? paged_damage(&text->file, text->blocks, block, reason, err) : STET_OK;
}

struct check {
    void (*found)(void *ctx, const stet_error *finding);
    void *ctx;
    uint64_t findings;
    stet_error first;
};

static void note(void *ctx, const stet_error *finding)
{
    struct check *check = ctx;
    if (!check->findings++)
        check->first = *finding;
    if (check->found && check->findings <= 1000)
        check->found(check->ctx, finding);
}

static stet_status check_entries(const struct index_text *text, struct check *check, stet_error *err)
{
    struct index_cursor cursor = {0};
    stet_status status = STET_OK;
    uint64_t raw = 0;
    for (uint64_t entry = 0; !status && entry < text->stat.entries; entry++) {
        stet_span meta = {0}, content = {0};
        stet_error finding = {0};
        status = index_text_read(text, &cursor, entry, &meta, &content, &finding);
        raw += meta.size + content.size;
        if (status == STET_ERR_CORRUPT) {
            note(check, &finding);
            status = STET_OK;
        } else if (status && err) {
            *err = finding;
        }
    }
    index_cursor_free(&cursor);
    if (!status && raw != text->stat.raw && !check->findings) {
        stet_error finding = {0};
        contents_damage(text, "the texts are not as long as it says", &finding);
        note(check, &finding);
    }
    return status;
}

stet_status index_text_check(const struct index_text *text, bool deep,
                             void (*found)(void *ctx, const stet_error *finding), void *ctx, stet_error *err)
{
    struct check check = {.found = found, .ctx = ctx};
    stet_error finding = {0};
    stet_status status = STET_OK;
    if (paged_check_contents(&text->file, &finding))
        note(&check, &finding);
    for (size_t i = 0; i < text->file.section_count; i++)
        paged_check_section(&text->file, &text->file.sections[i], !deep, note, &check);
    if (deep)
        status = check_entries(text, &check, err);
    if (!status && check.findings) {
        status = STET_ERR_CORRUPT;
        if (err)
            *err = check.first;
    }
    return status;
}
