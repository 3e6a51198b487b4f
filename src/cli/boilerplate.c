#include "cli/boilerplate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <stet/index.h>

struct listing {
    struct cli_output *out;
    char source[256]; /* the one at work */
};

/* On one line, and nothing that a terminal would obey: runs of white space and control characters become a space. */
static void flatten(stet_span text, char *to, size_t room)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size && size + 1 < room; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool c1 = byte == 0xc2 && i + 1 < text.size && (unsigned char)text.data[i + 1] < 0xa0;
        i += c1;
        if (byte > ' ' && byte != 0x7f && !c1)
            to[size++] = (char)byte;
        else if (size && to[size - 1] != ' ')
            to[size++] = ' ';
    }
    to[size] = 0;
}

static stet_status list(void *payload, const stet_boilerplate *boilerplate, stet_error *err)
{
    struct listing *listing = payload;
    char source[sizeof listing->source], text[256];
    flatten(boilerplate->source, source, sizeof source);
    flatten(boilerplate->text, text, sizeof text);
    stet_status status = STET_OK;
    if (strcmp(source, listing->source)) {
        status = cli_output_printf(listing->out, err, "%s%s, %" PRIu64 " stories\n", *listing->source ? "\n" : "",
                                   source, boilerplate->of);
        memcpy(listing->source, source, sizeof source);
    }
    return status ? status
                  : cli_output_printf(listing->out, err, "%10" PRIu64 "  %s\n", boilerplate->articles, text);
}

stet_status cli_boilerplate(const struct cli_options *options, struct cli_output *out, stet_error *err)
{
    struct listing listing = {.out = out};
    const char *path = options->inputs[0];
    return options->json ? stet_index_write_boilerplate(path, cli_output_write, out, err)
                         : stet_index_boilerplate(path, list, &listing, err);
}
