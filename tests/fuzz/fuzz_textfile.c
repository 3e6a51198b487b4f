/* A text file of any bytes, with sound checksums: every call answers or says why not. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/reseal.h"
#include "index/textfile.h"

#define MOST_ENTRIES 5000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size ? size : 1);
    struct index_text *text = NULL;
    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    if (size % 4) /* as they are, now and then */
        reseal(copy, size, PAGED_TEXT);
    if (!index_text_open_damaged(&text, (struct index_bytes){copy, size, "fuzz", false}, NULL) &&
        index_text_stat(text)->entries <= MOST_ENTRIES) {
        struct index_cursor cursor = {0};
        volatile unsigned char sum = 0; /* what is handed out can be read */
        for (uint64_t entry = 0; entry < index_text_stat(text)->entries; entry++) {
            stet_span meta = {0}, content = {0};
            if (index_text_read(text, &cursor, entry, &meta, &content, NULL))
                continue;
            for (size_t i = 0; i < meta.size; i++)
                sum = (unsigned char)(sum + (unsigned char)meta.data[i]);
            for (size_t i = 0; i < content.size; i++)
                sum = (unsigned char)(sum + (unsigned char)content.data[i]);
        }
        index_cursor_free(&cursor);
        (void)index_text_check(text, true, NULL, NULL, NULL);
    }
    index_text_close(text);
    free(copy);
    return 0;
}
