#include "report/mentions.h"

#include <string.h>

#include "report/json.h"

bool report_mentions_json(struct stet_buf *out, const stet_explain_mention *mentions, size_t count)
{
    bool ok = stet_buf_add_text(out, ",\"mentions\":[");
    for (size_t i = 0; i < count && ok; i++) {
        const stet_explain_mention *mention = &mentions[i];
        ok = stet_buf_printf(out, "%s{\"kind\":\"%s\",\"agency\":", i ? "," : "", mention->kind) &&
             json_string(out, (stet_span){mention->agency, strlen(mention->agency)}) &&
             stet_buf_add_text(out, ",\"confidence\":") && json_share(out, mention->confidence, 2) &&
             stet_buf_printf(out, ",\"start\":%zu,\"end\":%zu,\"name\":", mention->start, mention->end) &&
             json_string(out, mention->name) && stet_buf_add_text(out, ",\"value\":") &&
             json_string(out, mention->value) && stet_buf_add_byte(out, '}');
    }
    return ok && stet_buf_add_byte(out, ']');
}
