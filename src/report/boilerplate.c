#include "report/boilerplate.h"

#include "report/json.h"

bool report_boilerplate_json(const stet_boilerplate *boilerplate, struct stet_buf *out)
{
    return stet_buf_add_text(out, "{\"source\":") && json_string(out, boilerplate->source) &&
           stet_buf_printf(out, ",\"articles\":%llu,\"of\":%llu,\"text\":", (unsigned long long)boilerplate->articles,
                           (unsigned long long)boilerplate->of) &&
           json_string(out, boilerplate->text) && stet_buf_add_text(out, "}\n");
}
