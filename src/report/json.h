/* Pieces of JSON, whatever the locale. Appending to the buffer; false when memory ran out. */
#ifndef STET_REPORT_JSON_H
#define STET_REPORT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <stet/article.h>

#include "base/buf.h"

/* A string with its quotes. Quotes, backslashes and control characters are escaped; bytes that are not UTF-8 become
 * U+FFFD one by one, so the output is always valid. */
bool json_string(struct stet_buf *out, stet_span text);

/* 0..1 rounded to `digits` decimals (at most 4), trailing zeros left out; beyond is cut, NaN is 0. */
bool json_share(struct stet_buf *out, double share, unsigned digits);

/* An RFC 3339 time, a date alone where only the day is known, or null. */
bool json_time(struct stet_buf *out, int64_t seconds, stet_precision precision);

/* Sixteen hexadecimal digits in quotes. */
bool json_key(struct stet_buf *out, uint64_t key);

#endif
