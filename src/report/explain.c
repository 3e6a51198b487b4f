/* An explanation as JSON, schema stet.explain/1. */
#include <stet/explain.h>

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "report/json.h"
#include "report/mentions.h"

#define TEXT(out, text) stet_buf_add(out, text, sizeof text - 1)

static bool c_string(struct stet_buf *out, const char *text)
{
    return text ? json_string(out, (stet_span){text, strlen(text)}) : TEXT(out, "null");
}

static bool string_or_null(struct stet_buf *out, stet_span text)
{
    return text.size ? json_string(out, text) : TEXT(out, "null");
}

/* Any number with four decimals. */
static bool number(struct stet_buf *out, double value)
{
    uint64_t scaled = (uint64_t)(fmin(fabs(value), 1e12) * 1e4 + .5);
    const char *sign = value < 0 && scaled ? "-" : "";
    return stet_buf_printf(out, "%s%llu.%04llu", sign, (unsigned long long)(scaled / 10000),
                           (unsigned long long)(scaled % 10000));
}

static bool flag(struct stet_buf *out, bool value)
{
    return value ? TEXT(out, "true") : TEXT(out, "false");
}

static bool credits(struct stet_buf *out, const stet_explain_side *side)
{
    bool ok = TEXT(out, ",\"credits\":[");
    for (size_t i = 0; i < side->credit_count && ok; i++) {
        const stet_explain_credit *credit = &side->credits[i];
        ok = (!i || TEXT(out, ",")) && TEXT(out, "{\"kind\":") && c_string(out, credit->kind) &&
             TEXT(out, ",\"agency\":") && c_string(out, credit->agency) && TEXT(out, ",\"name\":") &&
             c_string(out, credit->name) && TEXT(out, ",\"value\":") && string_or_null(out, credit->value) &&
             TEXT(out, ",\"confidence\":") && json_share(out, credit->confidence, 2) && TEXT(out, "}");
    }
    return ok && TEXT(out, "]");
}

static bool side(struct stet_buf *out, const stet_explain_side *side)
{
    const stet_article *article = &side->article;
    bool ok = TEXT(out, "{\"id\":") && json_string(out, article->id) && TEXT(out, ",\"source\":") &&
              string_or_null(out, article->source) && TEXT(out, ",\"title\":") && string_or_null(out, article->title) &&
              TEXT(out, ",\"published\":") && json_time(out, article->published, article->precision) &&
              stet_buf_printf(out, ",\"words\":%u", side->words) && TEXT(out, ",\"containment\":") &&
              json_share(out, side->containment, 4) && credits(out, side) &&
              report_mentions_json(out, side->mentions, side->mention_count);
    if (ok && side->clustered)
        ok = TEXT(out, ",\"cluster\":") && json_key(out, side->cluster) && TEXT(out, ",\"canonical\":") &&
             json_string(out, side->canonical);
    return ok && TEXT(out, "}");
}

static bool features(struct stet_buf *out, const stet_explanation *shown)
{
    bool ok = TEXT(out, ",\"score\":");
    if (!shown->measured)
        return ok && TEXT(out, "null,\"bias\":null,\"features\":[]");
    ok = ok && number(out, shown->score) && TEXT(out, ",\"bias\":") && number(out, shown->bias) &&
         TEXT(out, ",\"features\":[");
    for (size_t i = 0; i < shown->feature_count && ok; i++) {
        const stet_explain_feature *feature = &shown->features[i];
        ok = (!i || TEXT(out, ",")) && TEXT(out, "{\"name\":") && c_string(out, feature->name) &&
             TEXT(out, ",\"value\":") && number(out, feature->value) && TEXT(out, ",\"weight\":") &&
             number(out, feature->weight) && TEXT(out, "}");
    }
    return ok && TEXT(out, "]");
}

static bool passages(struct stet_buf *out, const stet_explanation *shown)
{
    bool ok = TEXT(out, ",\"passages\":[");
    for (size_t i = 0; i < shown->passage_count && ok; i++) {
        const stet_explain_passage *passage = &shown->passages[i];
        ok = (!i || TEXT(out, ",")) && TEXT(out, "{\"shared\":") && flag(out, passage->shared) &&
             TEXT(out, ",\"a\":") && json_string(out, passage->a) && TEXT(out, ",\"b\":") &&
             json_string(out, passage->b) && TEXT(out, ",\"weight_a\":") && json_share(out, passage->weight_a, 4) &&
             TEXT(out, ",\"weight_b\":") && json_share(out, passage->weight_b, 4) && TEXT(out, "}");
    }
    return ok && TEXT(out, "]");
}

static bool differences(struct stet_buf *out, const stet_explanation *shown)
{
    bool ok = TEXT(out, ",\"differences\":[");
    for (size_t i = 0; i < shown->difference_count && ok; i++) {
        const stet_explain_difference *difference = &shown->differences[i];
        ok = (!i || TEXT(out, ",")) && TEXT(out, "{\"kind\":") && c_string(out, difference->kind) &&
             TEXT(out, ",\"a\":") && string_or_null(out, difference->a) && TEXT(out, ",\"b\":") &&
             string_or_null(out, difference->b) && TEXT(out, "}");
    }
    return ok && TEXT(out, "]") && (!shown->more_differences || TEXT(out, ",\"more_differences\":true"));
}

static bool first(struct stet_buf *out, const stet_explanation *shown)
{
    bool ok = TEXT(out, ",\"first\":{\"id\":") &&
              json_string(out, (shown->b_first ? &shown->b : &shown->a)->article.id) && TEXT(out, ",\"confidence\":") &&
              json_share(out, shown->confidence, 2) && TEXT(out, ",\"evidence\":[");
    for (size_t i = 0; i < shown->evidence_count && ok; i++) {
        const stet_evidence *item = &shown->evidence[i];
        ok = (!i || TEXT(out, ",")) && TEXT(out, "{\"kind\":") && c_string(out, item->kind) &&
             TEXT(out, ",\"value\":") && string_or_null(out, item->value) && TEXT(out, ",\"agency\":") &&
             c_string(out, item->agency) && TEXT(out, ",\"weight\":") && json_share(out, item->weight, 2) &&
             TEXT(out, "}");
    }
    ok = ok && TEXT(out, "]},\"origin\":");
    if (!shown->origin_agency)
        return ok && TEXT(out, "null");
    return ok && TEXT(out, "{\"agency\":") && c_string(out, shown->origin_agency) && TEXT(out, ",\"name\":") &&
           c_string(out, shown->origin_name) && TEXT(out, "}");
}

static bool whole(struct stet_buf *out, const stet_explanation *shown)
{
    return TEXT(out, "{\"schema\":\"stet.explain/1\",\"same\":") && flag(out, shown->same) && TEXT(out, ",\"rule\":") &&
           c_string(out, shown->rule) && TEXT(out, ",\"relation\":") &&
           c_string(out, shown->same ? stet_relation_name(shown->relation) : NULL) &&
           TEXT(out, ",\"relation_rule\":") && c_string(out, shown->relation_rule) && TEXT(out, ",\"jaccard\":") &&
           json_share(out, shown->jaccard, 4) && TEXT(out, ",\"rare_weighted\":") && flag(out, shown->rare) &&
           features(out, shown) && TEXT(out, ",\"a\":") && side(out, &shown->a) && TEXT(out, ",\"b\":") &&
           side(out, &shown->b) && passages(out, shown) && differences(out, shown) && first(out, shown) &&
           TEXT(out, "}\n");
}

stet_status stet_explain_write_json(const stet_explanation *explanation, stet_write write, void *payload,
                                    stet_error *err)
{
    struct stet_buf out = STET_BUF_INIT;
    stet_status status = whole(&out, explanation) ? STET_OK : stet_fail_memory(err);
    if (!status)
        status = write(payload, out.data, out.size, err);
    stet_buf_free(&out);
    return status;
}
