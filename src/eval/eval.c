#include "eval/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

stet_status stet_eval_create(stet_eval **out, const stet_eval_options *options, stet_error *err)
{
    if (options->version != STET_EVAL_OPTIONS_VERSION)
        return stet_fail(err, STET_ERR_USAGE, "unknown version %u of the options", options->version);
    struct stet_eval *eval = calloc(1, sizeof *eval);
    if (!eval)
        return stet_fail_memory(err);
    eval->options = *options;
    *out = eval;
    return STET_OK;
}

void stet_eval_free(stet_eval *eval)
{
    if (!eval)
        return;
    eval_ids_free(&eval->ids);
    eval_ids_free(&eval->labels);
    for (size_t i = 0; i < eval->relation_count; i++)
        free(eval->relations[i]);
    free(eval->articles);
    free(eval->label_canonical);
    free(eval->pairs);
    free(eval->memberships);
    free(eval->canonicals);
    free(eval);
}

void eval_bad(struct stet_eval *eval, const char *path, uint64_t line, const char *reason)
{
    eval->bad++;
    if (eval->options.on_bad)
        eval->options.on_bad(eval->options.payload, strcmp(path, "-") ? path : "stdin", line, reason);
}

stet_status eval_each_line(struct stet_eval *eval, const char *path, eval_each *each, void *payload, stet_error *err)
{
    struct eval_lines *lines;
    stet_status status = eval_lines_open(&lines, path, err);
    if (status)
        return status;
    struct eval_line line;
    bool more;
    while (!(status = eval_lines_next(lines, &line, &more, err)) && more) {
        const char *reason = NULL;
        if (line.too_long)
            reason = "the line is too long";
        else if (line.size)
            status = each(eval, &line, payload, &reason, err);
        if (status)
            break;
        if (reason)
            eval_bad(eval, path, line.number, reason);
    }
    eval_lines_close(lines);
    return status;
}
