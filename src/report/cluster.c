#include <string.h>

#include "base/error.h"
#include "report/json.h"
#include "report/report.h"

#define TEXT(out, text) stet_buf_add(out, text, sizeof text - 1)

const char *stet_relation_name(stet_relation relation)
{
    static const char *const names[] = {
        [STET_RELATION_CANONICAL] = "canonical", [STET_RELATION_EXACT] = "exact",
        [STET_RELATION_REPRINT] = "reprint",     [STET_RELATION_ABRIDGED] = "abridged",
        [STET_RELATION_EXPANDED] = "expanded",   [STET_RELATION_PARTIAL] = "partial",
        [STET_RELATION_UPDATE] = "update",
    };
    return (size_t)relation < sizeof names / sizeof *names ? names[relation] : "unknown";
}

static bool c_string(struct stet_buf *out, const char *text)
{
    return text ? json_string(out, (stet_span){text, strlen(text)}) : TEXT(out, "null");
}

static bool string_or_null(struct stet_buf *out, stet_span text)
{
    return text.size ? json_string(out, text) : TEXT(out, "null");
}

static bool evidence(struct stet_buf *out, const stet_evidence *item)
{
    return TEXT(out, "{\"kind\":") && c_string(out, item->kind) && TEXT(out, ",\"value\":") &&
           string_or_null(out, item->value) && TEXT(out, ",\"agency\":") && c_string(out, item->agency) &&
           TEXT(out, ",\"weight\":") && json_share(out, item->weight, 2) && TEXT(out, "}");
}

static bool canonical(struct stet_buf *out, const stet_cluster *cluster)
{
    bool ok = TEXT(out, ",\"canonical\":{\"id\":") && json_string(out, cluster->members[cluster->canonical].id) &&
              TEXT(out, ",\"source\":") && string_or_null(out, cluster->source) && TEXT(out, ",\"published\":") &&
              json_time(out, cluster->published, cluster->precision) && TEXT(out, ",\"confidence\":") &&
              json_share(out, cluster->confidence, 2) && TEXT(out, ",\"evidence\":[");
    for (size_t i = 0; i < cluster->evidence_count && ok; i++)
        ok = (!i || TEXT(out, ",")) && evidence(out, &cluster->evidence[i]);
    return ok && TEXT(out, "]}");
}

static bool origin(struct stet_buf *out, const stet_cluster *cluster)
{
    if (!cluster->origin_agency)
        return TEXT(out, ",\"origin\":null");
    bool ok = TEXT(out, ",\"origin\":{\"agency\":") && c_string(out, cluster->origin_agency) &&
              TEXT(out, ",\"name\":") && c_string(out, cluster->origin_name);
    for (size_t i = 0; i < cluster->beside_count && ok; i++)
        ok = (i ? TEXT(out, ",") : TEXT(out, ",\"with\":[")) && TEXT(out, "{\"agency\":") &&
             c_string(out, cluster->beside[i].code) && TEXT(out, ",\"name\":") &&
             c_string(out, cluster->beside[i].name) && TEXT(out, "}");
    return ok && (!cluster->beside_count || TEXT(out, "]")) && TEXT(out, "}");
}

static bool member(struct stet_buf *out, const stet_cluster *cluster, const stet_member *item)
{
    bool ok = TEXT(out, "{\"id\":") && json_string(out, item->id) && TEXT(out, ",\"relation\":") &&
              c_string(out, stet_relation_name(item->relation));
    if (ok && item->relation != STET_RELATION_CANONICAL)
        ok = TEXT(out, ",\"to\":") && json_string(out, cluster->members[item->to].id) && TEXT(out, ",\"jaccard\":") &&
             json_share(out, item->jaccard, 4) && TEXT(out, ",\"containment\":") &&
             json_share(out, item->containment, 4);
    if (ok && item->guest)
        ok = TEXT(out, ",\"guest\":true");
    if (ok && item->at.size)
        ok = TEXT(out, ",\"at\":") && json_string(out, item->at);
    return ok && TEXT(out, "}");
}

static bool head(struct stet_buf *out, const stet_cluster *cluster)
{
    return TEXT(out, "{\"schema\":\"stet.cluster/1\",\"cluster\":") && json_key(out, cluster->key) &&
           stet_buf_printf(out, ",\"size\":%zu", cluster->size) &&
           (!cluster->estimated || TEXT(out, ",\"estimated\":true")) && canonical(out, cluster) && origin(out, cluster) &&
           TEXT(out, ",\"members\":[");
}

/* Member i, with the comma before it or the end of the line behind it. */
static bool piece(struct stet_buf *out, const stet_cluster *cluster, size_t i)
{
    return (!i || TEXT(out, ",")) && member(out, cluster, &cluster->members[i]) &&
           (i + 1 < cluster->size || TEXT(out, "]}\n"));
}

bool report_cluster_json(const stet_cluster *cluster, struct stet_buf *out)
{
    bool ok = head(out, cluster);
    for (size_t i = 0; i < cluster->size && ok; i++)
        ok = piece(out, cluster, i);
    return ok;
}

stet_status report_cluster_write(const stet_cluster *cluster, struct stet_buf *scratch, stet_write write, void *payload,
                                 stet_error *err)
{
    scratch->size = 0;
    bool ok = head(scratch, cluster);
    stet_status status = STET_OK;
    for (size_t i = 0; i < cluster->size && ok && !status; i++) {
        ok = piece(scratch, cluster, i);
        if (ok && (scratch->size >= REPORT_PIECE || i + 1 == cluster->size)) {
            status = write(payload, scratch->data, scratch->size, err);
            scratch->size = 0;
        }
    }
    return ok ? status : stet_fail_memory(err);
}
