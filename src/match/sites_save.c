/* The state as bytes, little-endian:
 *
 *     | magic | size of all | articles added | entries | texts | seen, 32 bits each | entries | texts |
 *
 *     entry: | source | key | articles | last (32 bits each) | before | after (64) | stories | text (16) |
 *            | left | right | as of the last turn: left, right (8) |  ascending by source, then key; 40 bytes
 *            (what weighs nothing has the top bit set in the first of the last two)
 *     text:  | source (32) | size of the name | of the text (16) | name | text | */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "match/sites_state.h"

#define MAGIC UINT32_C(0x65746901)
#define HEAD 20
#define ENTRY 40
#define TEXT 8
#define SHOWN 0x80

static int in_order(const void *left, const void *right)
{
    const struct sites_entry *a = left, *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

static bool put_entry(struct stet_buf *out, const struct sites_entry *entry)
{
    unsigned char bytes[ENTRY];
    stet_store32(bytes, entry->source);
    stet_store32(bytes + 4, entry->key);
    stet_store32(bytes + 8, entry->articles);
    stet_store32(bytes + 12, entry->last);
    stet_store64(bytes + 16, entry->before);
    stet_store64(bytes + 24, entry->after);
    stet_store32(bytes + 32, entry->stories | (uint32_t)entry->text << 16);
    bytes[36] = entry->left;
    bytes[37] = entry->right;
    bytes[38] = (unsigned char)(entry->shown_left | (entry->shown ? SHOWN : 0));
    bytes[39] = entry->shown_right;
    return stet_buf_add(out, bytes, sizeof bytes);
}

static bool put_entries(const struct match_sites *sites, struct stet_buf *out)
{
    struct sites_entry *sorted = calloc((size_t)sites->used + 1, sizeof *sorted);
    bool ok = sorted;
    for (uint32_t i = 0, n = 0; i < SITES_ENTRIES && ok; i++)
        if (sites->tables->entries[i].source)
            sorted[n++] = sites->tables->entries[i];
    if (ok)
        qsort(sorted, sites->used, sizeof *sorted, in_order);
    for (uint32_t i = 0; i < sites->used && ok; i++)
        ok = put_entry(out, &sorted[i]);
    free(sorted);
    return ok;
}

static bool put_texts(const struct match_sites *sites, struct stet_buf *out)
{
    bool ok = true;
    for (uint32_t i = 0; i < sites->text_count && ok; i++) {
        const struct sites_text *text = &sites->texts[i];
        unsigned char head[TEXT];
        stet_store32(head, text->source);
        stet_store32(head + 4, text->name_size | (uint32_t)text->size << 16);
        ok = stet_buf_add(out, head, sizeof head) &&
             stet_buf_add(out, text->bytes, (size_t)text->name_size + text->size);
    }
    return ok;
}

stet_status match_sites_save(const struct match_sites *sites, struct stet_buf *out, stet_error *err)
{
    if (!sites->serial)
        return STET_OK;
    size_t start = out->size;
    unsigned char head[HEAD] = {0}, word[4];
    bool ok = stet_buf_add(out, head, sizeof head);
    for (uint32_t i = 0; i < SITES_SEEN && ok; i++) {
        stet_store32(word, sites->tables->seen[i]);
        ok = stet_buf_add(out, word, sizeof word);
    }
    ok = ok && put_entries(sites, out) && put_texts(sites, out);
    if (!ok)
        return stet_fail_memory(err);
    unsigned char *to = (unsigned char *)out->data + start;
    stet_store32(to, MAGIC);
    stet_store32(to + 4, (uint32_t)(out->size - start));
    stet_store32(to + 8, sites->serial);
    stet_store32(to + 12, sites->used);
    stet_store32(to + 16, sites->text_count);
    return STET_OK;
}

static stet_status bad(stet_error *err)
{
    return stet_fail(err, STET_ERR_CORRUPT, "boilerplate that does not add up");
}

static stet_status get_entries(struct match_sites *sites, const unsigned char *at, uint32_t count, uint32_t texts,
                               stet_error *err)
{
    uint64_t before = 0;
    for (uint32_t i = 0; i < count; i++, at += ENTRY) {
        struct sites_entry entry = {.source = stet_load32(at),
                                    .key = stet_load32(at + 4),
                                    .articles = stet_load32(at + 8),
                                    .last = stet_load32(at + 12),
                                    .before = stet_load64(at + 16),
                                    .after = stet_load64(at + 24),
                                    .stories = (uint16_t)stet_load32(at + 32),
                                    .text = (uint16_t)(stet_load32(at + 32) >> 16),
                                    .left = at[36],
                                    .right = at[37],
                                    .shown_left = at[38] & (SHOWN - 1),
                                    .shown_right = at[39],
                                    .shown = at[38] & SHOWN};
        uint64_t place = (uint64_t)entry.source << 32 | entry.key;
        bool sound = entry.source && (!i || place > before) && entry.text <= texts && entry.left <= SITES_AROUND &&
                     entry.right <= SITES_AROUND && entry.shown_left <= SITES_AROUND &&
                     entry.shown_right <= SITES_AROUND && !(entry.key >> SITES_SAMPLE) && !(entry.shown && !entry.key);
        if (!sound)
            return bad(err);
        *sites_slot(sites, entry.source, entry.key) = entry;
        sites->used++;
        before = place;
    }
    return STET_OK;
}

static stet_status get_texts(struct match_sites *sites, const unsigned char *at, const unsigned char *end,
                             uint32_t count, stet_error *err)
{
    stet_status status = STET_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        if (end - at < TEXT)
            return bad(err);
        size_t name = stet_load32(at + 4) & 0xffff, size = stet_load32(at + 4) >> 16;
        const char *bytes = (const char *)at + TEXT;
        if (name > SITES_NAME_MOST || size > SITES_TEXT_MOST || (size_t)(end - at) - TEXT < name + size)
            return bad(err);
        status = sites_add_text(sites, stet_load32(at), (stet_span){bytes, name}, (stet_span){bytes + name, size}, err);
        at += TEXT + name + size;
    }
    return status ? status : at == end ? STET_OK : bad(err);
}

static stet_status fill(struct match_sites *sites, const unsigned char *data, size_t size, stet_error *err)
{
    uint32_t entries = stet_load32(data + 12), texts = stet_load32(data + 16);
    size_t before = HEAD + (size_t)SITES_SEEN * 4 + (size_t)entries * ENTRY;
    sites->serial = stet_load32(data + 8);
    if (entries > SITES_ENTRIES_MOST || texts > SITES_TEXTS || before > size)
        return bad(err);
    for (uint32_t i = 0; i < SITES_SEEN; i++)
        sites->tables->seen[i] = stet_load32(data + HEAD + (size_t)i * 4);
    stet_status status = get_entries(sites, data + HEAD + (size_t)SITES_SEEN * 4, entries, texts, err);
    if (!status)
        status = get_texts(sites, data + before, data + size, texts, err);
    return status ? status : sites_publish(sites, err);
}

stet_status match_sites_restore(struct match_sites **out, const void *data, size_t size, size_t *used, stet_error *err)
{
    *used = 0;
    stet_status status = match_sites_create(out, err);
    if (status || size < HEAD || stet_load32(data) != MAGIC)
        return status;
    *used = stet_load32((const unsigned char *)data + 4);
    status = *used < HEAD || *used > size ? bad(err) : fill(*out, data, *used, err);
    if (status) {
        match_sites_free(*out);
        *out = NULL;
    }
    return status;
}
