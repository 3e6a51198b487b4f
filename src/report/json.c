#include "report/json.h"

#include <string.h>
#include <utf8proc.h>

#include "feed/time.h"

static const char hex[] = "0123456789abcdef";

static bool plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static char *escape(char *to, unsigned char c)
{
    static const char letters[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    *to++ = '\\';
    for (size_t i = 0; i + 1 < sizeof letters; i += 2) {
        if ((char)c == letters[i]) {
            *to++ = letters[i + 1];
            return to;
        }
    }
    memcpy(to, "u00", 3);
    to[3] = hex[c >> 4];
    to[4] = hex[c & 15];
    return to + 5;
}

bool json_string(struct stet_buf *out, stet_span text)
{
    /* The longest a byte becomes is \u00xx. */
    if (text.size > SIZE_MAX / 6 - 2 || !stet_buf_reserve(out, text.size * 6 + 2))
        return false;
    char *to = out->data + out->size;
    *to++ = '"';
    for (size_t i = 0; i < text.size;) {
        unsigned char c = (unsigned char)text.data[i];
        if (plain(c)) {
            *to++ = (char)c;
            i++;
        } else if (c < 0x80) {
            to = escape(to, c);
            i++;
        } else {
            utf8proc_int32_t code;
            utf8proc_ssize_t size =
                utf8proc_iterate((const utf8proc_uint8_t *)text.data + i, (utf8proc_ssize_t)(text.size - i), &code);
            memcpy(to, size > 0 ? text.data + i : "\xef\xbf\xbd", size > 0 ? (size_t)size : 3);
            to += size > 0 ? size : 3;
            i += size > 0 ? (size_t)size : 1;
        }
    }
    *to++ = '"';
    out->size = (size_t)(to - out->data);
    return true;
}

bool json_share(struct stet_buf *out, double share, unsigned digits)
{
    unsigned scale = 1;
    for (unsigned i = 0; i < digits; i++)
        scale *= 10;
    unsigned value = share >= 1 ? scale : share > 0 ? (unsigned)(share * scale + .5) : 0;
    char text[8];
    size_t size = 0;
    text[size++] = (char)('0' + value / scale);
    value %= scale;
    if (value) {
        text[size++] = '.';
        for (; value; value = value * 10 % scale)
            text[size++] = (char)('0' + value * 10 / scale);
    }
    return stet_buf_add(out, text, size);
}

bool json_time(struct stet_buf *out, int64_t seconds, stet_precision precision)
{
    char text[32] = "";
    if (seconds != STET_TIME_NONE && precision != STET_PRECISION_NONE)
        feed_format_time(seconds, text);
    size_t size = strlen(text);
    if (!size)
        return stet_buf_add(out, "null", 4);
    if (precision == STET_PRECISION_DAY && size > 10)
        size = 10;
    return json_string(out, (stet_span){text, size});
}

bool json_key(struct stet_buf *out, uint64_t key)
{
    char text[18];
    text[0] = text[17] = '"';
    for (int i = 0; i < 16; i++)
        text[1 + i] = hex[key >> (60 - 4 * i) & 15];
    return stet_buf_add(out, text, sizeof text);
}
