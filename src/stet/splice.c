#include "stet/splice.h"

#include "base/ascii.h"

bool splice_member(struct stet_buf *out, stet_span line, stet_span member)
{
    size_t brace = line.size;
    while (brace && line.data[brace - 1] != '}')
        brace--;
    if (!brace)
        return stet_buf_add(out, line.data, line.size);
    brace--;
    size_t before = brace;
    while (before && stet_ascii_is_space(line.data[before - 1]))
        before--;
    bool empty = before && line.data[before - 1] == '{';
    return stet_buf_add(out, line.data, brace) && (empty || stet_buf_add_byte(out, ',')) &&
           stet_buf_add(out, member.data, member.size) && stet_buf_add(out, line.data + brace, line.size - brace);
}
