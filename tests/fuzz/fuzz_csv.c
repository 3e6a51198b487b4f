/* A table: rows must be the same however the bytes arrive, and cells lie within them or be copies. */
#include <stdint.h>
#include <stdlib.h>

#include "feed/csv.h"
#include "feed/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void split(const char *row, size_t size)
{
    struct stet_arena arena = STET_ARENA_INIT;
    struct feed_cells cells = {.most = 8};
    size_t total = 0;
    if (!feed_csv_split(',', row, size, &arena, &cells))
        exit(1);
    for (size_t i = 0; i < cells.count && i < cells.most; i++) {
        total += cells.data[i].size;
        for (size_t at = 0; at < cells.data[i].size; at++)
            total += cells.data[i].data[at] == 0; /* reads each byte */
    }
    if (!cells.count || total > 2 * size)
        abort();
    free(cells.data);
    stet_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *data = (const char *)bytes;
    /* The first byte says how long a row of several lines may be. */
    size_t max_line = size ? *bytes : 0, have = 0;
    struct feed_frame whole = {.delimiter = ',', .max_line = max_line}, slow = whole;
    for (size_t begin = 0; begin < size;) {
        size_t end = feed_frame_end(&whole, data + begin, size - begin, true), slow_end = 0;
        while (!slow_end) {
            if (have > begin)
                slow_end = feed_frame_end(&slow, data + begin, have - begin, have == size);
            if (!slow_end && have++ == size)
                abort();
        }
        if (end != slow_end || whole.lines != slow.lines || whole.broken != slow.broken)
            abort();
        if (!end || end > size - begin || (data[begin + end - 1] != '\n' && begin + end < size))
            abort();
        split(data + begin, end);
        begin += end;
        feed_frame_next(&whole, end);
        feed_frame_next(&slow, end);
    }
    return 0;
}
