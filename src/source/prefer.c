#include "source/prefer.h"

#include <bsd/stdlib.h>
#include <math.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"
#include "source/tsv.h"

struct preferred {
    char *name; /* folded */
    size_t size;
    double points;
};

struct source_prefer {
    struct preferred *items; /* by name */
    size_t count, capacity;
};

void source_prefer_free(struct source_prefer *prefer)
{
    if (!prefer)
        return;
    for (size_t i = 0; i < prefer->count; i++)
        free(prefer->items[i].name);
    free(prefer->items);
    free(prefer);
}

static int compare(const void *a, const void *b)
{
    const struct preferred *x = a, *y = b;
    int order = memcmp(x->name, y->name, x->size < y->size ? x->size : y->size);
    return order ? order : (x->size > y->size) - (x->size < y->size);
}

static stet_status add(void *payload, char **columns, size_t count, const char *where, stet_error *err)
{
    struct source_prefer *prefer = payload;
    double points = 1;
    if (count > 2 || !columns[0][0])
        return stet_fail(err, STET_ERR_INPUT, "%s: not an outlet and, behind a tab, its points", where);
    if (count == 2) {
        char *end;
        points = strtod(columns[1], &end);
        if (end == columns[1] || *end || !isfinite(points) || fabs(points) > 10)
            return stet_fail(err, STET_ERR_INPUT, "%s: \"%s\" are no points from -10 to 10", where, columns[1]);
    }
    void *items = prefer->items;
    bool grown = stet_grow(&items, &prefer->capacity, prefer->count + 1, sizeof *prefer->items);
    prefer->items = items;
    char *name = grown ? strdup(columns[0]) : NULL;
    if (!name)
        return stet_fail_memory(err);
    size_t size = strlen(name);
    for (size_t i = 0; i < size; i++)
        name[i] = stet_ascii_lower(name[i]);
    prefer->items[prefer->count++] = (struct preferred){name, size, points};
    return STET_OK;
}

stet_status source_prefer_read(struct source_prefer **out, const char *path, stet_error *err)
{
    *out = NULL;
    struct source_prefer *prefer = calloc(1, sizeof *prefer);
    if (!prefer)
        return stet_fail_memory(err);
    stet_status status = source_tsv_read(path, 2, add, prefer, err);
    if (status) {
        source_prefer_free(prefer);
        return status;
    }
    if (prefer->count)
        qsort(prefer->items, prefer->count, sizeof *prefer->items, compare);
    *out = prefer;
    return STET_OK;
}

double source_prefer_points(const struct source_prefer *prefer, stet_span outlet)
{
    char folded[256];
    if (!prefer || !prefer->count || !outlet.size || outlet.size > sizeof folded)
        return 0;
    for (size_t i = 0; i < outlet.size; i++)
        folded[i] = stet_ascii_lower(outlet.data[i]);
    for (char *at = folded, *end = folded + outlet.size; at < end;) {
        struct preferred wanted = {at, (size_t)(end - at), 0};
        const struct preferred *found =
            bsearch(&wanted, prefer->items, prefer->count, sizeof *prefer->items, compare);
        if (found)
            return found->points;
        char *dot = memchr(at, '.', wanted.size);
        at = dot ? dot + 1 : end;
    }
    return 0;
}
