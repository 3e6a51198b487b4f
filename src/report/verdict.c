#include "report/verdict.h"

#include <string.h>

#include "report/json.h"

#define TEXT(out, text) stet_buf_add(out, text, sizeof text - 1)

static bool c_string(struct stet_buf *out, const char *text)
{
    return json_string(out, (stet_span){text, strlen(text)});
}

static bool relation(const stet_match *match, struct stet_buf *out)
{
    return TEXT(out, ",\"relation\":") && c_string(out, stet_relation_name(match->relation));
}

static bool shares(const stet_match *match, struct stet_buf *out)
{
    return TEXT(out, ",\"jaccard\":") && json_share(out, match->jaccard, 4) && TEXT(out, ",\"containment\":") &&
           json_share(out, match->containment, 4);
}

/* Without the braces. */
static bool members(const stet_verdict *verdict, struct stet_buf *out)
{
    switch (verdict->kind) {
    case STET_VERDICT_BAD:
        return TEXT(out, "\"verdict\":\"bad\",\"reason\":") && c_string(out, verdict->reason);
    case STET_VERDICT_NEW:
        return TEXT(out, "\"verdict\":\"new\",\"cluster\":") && json_key(out, verdict->cluster);
    case STET_VERDICT_DUPLICATE:
        break;
    }
    return TEXT(out, "\"verdict\":\"duplicate\",\"of\":") && json_string(out, verdict->best->id) &&
           TEXT(out, ",\"cluster\":") && json_key(out, verdict->cluster) && relation(verdict->best, out) &&
           shares(verdict->best, out) && (!verdict->estimated || TEXT(out, ",\"estimated\":true"));
}

bool report_verdict_member(const stet_verdict *verdict, struct stet_buf *out)
{
    return TEXT(out, "\"stet\":{") && members(verdict, out) && TEXT(out, "}");
}

static bool identity(const stet_verdict *verdict, struct stet_buf *out)
{
    if (verdict->id.size)
        return json_string(out, verdict->id);
    struct stet_buf place = STET_BUF_INIT;
    bool ok = stet_buf_printf(&place, "%s:%llu", verdict->file, (unsigned long long)verdict->line) &&
              json_string(out, (stet_span){place.data, place.size});
    stet_buf_free(&place);
    return ok;
}

bool report_verdict_json(const stet_verdict *verdict, struct stet_buf *out)
{
    return TEXT(out, "{\"id\":") && identity(verdict, out) && TEXT(out, ",") && members(verdict, out) &&
           TEXT(out, "}\n");
}

bool report_answer_json(const stet_answer *answer, struct stet_buf *out)
{
    bool ok = TEXT(out, "{\"id\":") && json_string(out, answer->id) && TEXT(out, ",\"matches\":[");
    for (size_t i = 0; i < answer->match_count && ok; i++) {
        const stet_match *match = &answer->matches[i];
        ok = (!i || TEXT(out, ",")) && TEXT(out, "{\"id\":") && json_string(out, match->id) && shares(match, out) &&
             relation(match, out) && TEXT(out, ",\"cluster\":") && json_key(out, match->cluster) &&
             (!answer->estimated || TEXT(out, ",\"estimated\":true")) && TEXT(out, "}");
    }
    return ok && TEXT(out, "]}\n");
}
