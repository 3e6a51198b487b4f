/* What an index has learned about its sources, for people. */
#include "base/error.h"
#include "report/boilerplate.h"
#include "stet/stream.h"

struct telling {
    stet_status (*each)(void *payload, const stet_boilerplate *boilerplate, stet_error *err);
    void *payload;
};

static stet_status tell(void *ctx, const struct match_site_passage *passage, stet_error *err)
{
    const struct telling *telling = ctx;
    const stet_boilerplate boilerplate = {passage->source, passage->text, passage->articles, passage->stories};
    return telling->each(telling->payload, &boilerplate, err);
}

stet_status stet_index_boilerplate(const char *path,
                                   stet_status (*each)(void *payload, const stet_boilerplate *boilerplate,
                                                       stet_error *err),
                                   void *payload, stet_error *err)
{
    struct index_snapshot *snapshot;
    struct match_sites *sites = NULL;
    struct telling telling = {each, payload};
    stet_status status = index_snapshot_open(&snapshot, path, err);
    if (status)
        return status;
    stet_span blob = index_snapshot_blob(snapshot);
    size_t used;
    status = match_sites_restore(&sites, blob.data, blob.size, &used, err);
    if (!status)
        status = match_sites_each(sites, tell, &telling, err);
    match_sites_free(sites);
    index_snapshot_release(snapshot);
    return status;
}

struct writing {
    stet_write write;
    void *payload;
    struct stet_buf json;
};

static stet_status write_one(void *payload, const stet_boilerplate *boilerplate, stet_error *err)
{
    struct writing *writing = payload;
    writing->json.size = 0;
    if (!report_boilerplate_json(boilerplate, &writing->json))
        return stet_fail_memory(err);
    return writing->write(writing->payload, writing->json.data, writing->json.size, err);
}

stet_status stet_index_write_boilerplate(const char *path, stet_write write, void *payload, stet_error *err)
{
    struct writing writing = {.write = write, .payload = payload};
    stet_status status = stet_index_boilerplate(path, write_one, &writing, err);
    stet_buf_free(&writing.json);
    return status;
}
