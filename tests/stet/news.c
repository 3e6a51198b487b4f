#include "news.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bsd/string.h>

#include "support/folder.h"

static char folder[512];

bool news_begin(void)
{
    return folder_make(folder, sizeof folder);
}

void news_end(void)
{
    folder_remove(folder);
}

const char *news_path(const char *name)
{
    static char path[sizeof folder + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static uint32_t random_of(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)((*state >> 32) * below >> 32);
}

/* Words of a story are as its number says, so that a copy has the same ones. */
static void write_words(FILE *file, unsigned story, unsigned from, unsigned to, unsigned seed)
{
    uint64_t state = (uint64_t)seed << 32 | story;
    for (unsigned i = 0; i < to; i++) {
        uint32_t word = random_of(&state, 20000);
        if (i >= from)
            fprintf(file, "%c%c%u%s", 'a' + (int)(word % 26), 'a' + (int)(word / 26 % 26), word % 100,
                    i % 40 == 39 ? ".\\n" : " ");
    }
}

const char *news_write(const char *name, unsigned articles, unsigned words, unsigned seed)
{
    FILE *file = fopen(news_path(name), "w");
    if (!file)
        return NULL;
    for (unsigned i = 0; i < articles; i++) {
        bool copy = i % 3 == 2;
        unsigned story = copy ? i - 2 : i;
        if (i % 50 == 49)
            fputs("{\"id\":\"bad\"}\n", file);
        fprintf(file, "{\"id\":\"n%u\",\"source\":\"outlet%u.example\",\"title\":\"Story %u\",", i, i % 11, story);
        fprintf(file, "\"published\":\"2025-08-%02uT%02u:00:00Z\",\"text\":\"", 1 + i % 28, i % 24);
        write_words(file, story, copy ? i % 7 : 0, copy ? words - i % 13 : words, seed);
        fputs("\"}\n", file);
    }
    return fclose(file) ? NULL : news_path(name);
}

void news_write_parts(FILE *file, const struct news_article *article)
{
    fprintf(file, "{\"id\":\"%s\",\"source\":\"%s.example\",", article->id, article->id);
    fprintf(file, "\"title\":\"%s\",\"published\":\"2025-08-20T%02u:10:00Z\",\"text\":\"", article->title,
            article->hour);
    for (size_t i = 0; i < NEWS_PARTS && article->parts[i].to; i++)
        write_words(file, article->parts[i].story, article->parts[i].from, article->parts[i].to, 1);
    fputs("\"}\n", file);
}

stet_status news_take(void *payload, const void *data, size_t size, stet_error *err)
{
    struct news_text *text = payload;
    if (text->writes_left && !--text->writes_left) {
        strlcpy(err->message, "the disk is full", sizeof err->message);
        return err->code = STET_ERR_IO;
    }
    if (text->capacity - text->size < size) {
        size_t capacity = 2 * text->capacity + size;
        char *grown = realloc(text->data, capacity);
        if (!grown)
            return err->code = STET_ERR_MEMORY;
        text->data = grown;
        text->capacity = capacity;
    }
    memcpy(text->data + text->size, data, size);
    text->size += size;
    return STET_OK;
}

struct taking {
    stet_batch *batch;
    struct news_text *text;
};

static stet_status take_cluster(void *payload, const stet_cluster *cluster, stet_error *err)
{
    struct taking *taking = payload;
    return stet_batch_write_cluster(taking->batch, cluster, news_take, taking->text, err);
}

stet_status news_run(const stet_batch_options *options, const char *path, struct news_text *text,
                     stet_batch_stats *stats, stet_error *err)
{
    stet_batch *batch;
    stet_status status = stet_batch_create(&batch, options, err);
    if (status)
        return status;
    struct taking taking = {batch, text};
    status = stet_batch_read(batch, path, err);
    if (!status)
        status = stet_batch_run(batch, err);
    if (!status)
        status = stet_batch_clusters(batch, true, take_cluster, &taking, err);
    if (!status && options->replay)
        status = stet_batch_write_kept(batch, STET_KEEP_CANONICAL, news_take, text, NULL, err);
    if (!status && options->rejects)
        status = stet_batch_write_rejected(batch, news_take, text, err);
    if (stats)
        stet_batch_get_stats(batch, stats);
    stet_batch_free(batch);
    return status;
}
