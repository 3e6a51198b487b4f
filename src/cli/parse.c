#include "cli/flags.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stet/article.h>

#define MAX_NAME 32

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits that lead from one to the other: a letter added, lost or changed, or two neighbours swapped (the optimal string
 * alignment distance). Names longer than MAX_NAME are compared in their first MAX_NAME letters. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][MAX_NAME + 1];
    size_t size_a = strnlen(a, MAX_NAME), size_b = strnlen(b, MAX_NAME);
    for (size_t k = 0; k <= size_b; k++)
        rows[0][k] = k;
    for (size_t i = 1; i <= size_a; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t k = 1; k <= size_b; k++) {
            row[k] = least(least(above[k] + 1, row[k - 1] + 1), above[k - 1] + (a[i - 1] != b[k - 1]));
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                row[k] = least(row[k], before[k - 2] + 1);
        }
    }
    return rows[size_a % 3][size_b];
}

const char *cli_suggest(const char *typed, size_t count, const char *(*name)(const void *context, size_t i),
                        const void *context)
{
    const char *best = NULL;
    size_t typed_size = strlen(typed), best_distance = typed_size <= 3 ? 2 : 3; /* must be below */
    for (size_t i = 0; i < count; i++) {
        const char *candidate = name(context, i);
        if (!candidate)
            continue;
        /* The beginning of a name is as good as one edit. */
        size_t edits = typed_size >= 2 && !strncmp(candidate, typed, typed_size) ? 1 : distance(typed, candidate);
        if (edits < best_distance) {
            best = candidate;
            best_distance = edits;
        }
    }
    return best;
}

static const char *flag_name(const void *context, size_t i)
{
    return cli_flag_is_of(&cli_flags[i], context) ? cli_flags[i].name : NULL;
}

static const char *choice_name(const void *context, size_t i)
{
    return ((const char *const *)context)[i];
}

static const struct cli_flag *find_long(const char *name, size_t size)
{
    for (size_t i = 0; i < cli_flag_count; i++)
        if (strlen(cli_flags[i].name) == size && !memcmp(cli_flags[i].name, name, size))
            return &cli_flags[i];
    return NULL;
}

static const struct cli_flag *find_letter(char letter, const struct cli_verb *verb)
{
    for (size_t i = 0; i < cli_flag_count; i++)
        if (cli_flags[i].letter == letter && cli_flag_is_of(&cli_flags[i], verb))
            return &cli_flags[i];
    return NULL;
}

static int wrong_value(const struct cli_flag *flag, const char *value, const char *wanted)
{
    return cli_fail("--%s wants %s, not '%s'", flag->name, wanted, value);
}

/* Digits only: strtoull would take a sign and leading space. */
static bool whole_number(const char *text, uint64_t *out, const char **rest)
{
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 10);
    *rest = end;
    return !errno;
}

static int set_count(const struct cli_flag *flag, const char *value, uint64_t *out)
{
    const char *rest;
    if (!whole_number(value, out, &rest) || *rest || (double)*out < flag->min || (double)*out > flag->max)
        return cli_fail("--%s wants a whole number from %.0f to %.0f, not '%s'", flag->name, flag->min, flag->max,
                        value);
    return CLI_DONE;
}

/* In the largest unit that goes into it. */
static int out_of_range(const struct cli_flag *flag, const char *value, const char *bound, double size)
{
    static const char units[] = "KMGT";
    int unit = -1;
    for (; size >= 1024 && unit < 3; unit++)
        size /= 1024;
    char unit_name[8] = " byte";
    if (unit >= 0)
        snprintf(unit_name, sizeof unit_name, "%c", units[unit]);
    return cli_fail("--%s wants at %s %.0f%s, not '%s'", flag->name, bound, floor(size), unit_name, value);
}

static int set_size(const struct cli_flag *flag, const char *value, uint64_t *out)
{
    static const char units[] = "KMGT";
    const char *rest;
    if (!whole_number(value, out, &rest))
        return wrong_value(flag, value, "a size like 512M or 4G");
    const char *unit = *rest ? strchr(units, *rest & ~0x20) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;
    rest += unit != NULL;
    if (*rest && strcmp(rest, "B") && strcmp(rest, "iB"))
        return wrong_value(flag, value, "a size like 512M or 4G");
    if (*out > UINT64_MAX >> shift || ldexp((double)*out, (int)shift) > flag->max)
        return out_of_range(flag, value, "most", flag->max);
    *out <<= shift;
    if ((double)*out < flag->min)
        return out_of_range(flag, value, "least", flag->min);
    return CLI_DONE;
}

static int set_span(const struct cli_flag *flag, const char *value, uint64_t *out)
{
    static const struct {
        char letter;
        uint32_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    const char *rest;
    if (whole_number(value, out, &rest) && *rest && !rest[1])
        for (size_t i = 0; i < sizeof units / sizeof *units; i++)
            if (units[i].letter == *rest && (double)*out * units[i].seconds <= flag->max && *out) {
                *out *= units[i].seconds;
                return CLI_DONE;
            }
    return wrong_value(flag, value, "a time like 90s, 30m, 12h, 7d or 2w");
}

static int set_time(const struct cli_flag *flag, const char *value, struct cli_time *out)
{
    out->given = !stet_time_parse(value, strlen(value), &out->seconds, NULL, NULL);
    return out->given ? CLI_DONE : wrong_value(flag, value, "a time like 2026-10-01 or 2026-10-01T12:00:00Z");
}

static int set_real(const struct cli_flag *flag, const char *value, double *out)
{
    char *end;
    *out = strtod(value, &end);
    if (end == value || *end || !(*out > flag->min && *out < flag->max))
        return cli_fail("--%s wants a number above %g and below %g, not '%s'", flag->name, flag->min, flag->max, value);
    return CLI_DONE;
}

static int set_choice(const struct cli_flag *flag, const char *value, int *out)
{
    size_t count = 0;
    for (; flag->choices[count]; count++)
        if (!strcmp(flag->choices[count], value)) {
            *out = (int)count;
            return CLI_DONE;
        }
    char all[128] = "";
    for (size_t i = 0, used = 0; i < count; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", flag->choices[i]);
    const char *meant = cli_suggest(value, count, choice_name, flag->choices);
    return meant ? cli_fail("--%s wants one of %s, not '%s'; did you mean %s?", flag->name, all, value, meant)
                 : cli_fail("--%s wants one of %s, not '%s'", flag->name, all, value);
}

static int set(struct cli_options *options, const struct cli_flag *flag, const char *value)
{
    void *place = (char *)options + flag->offset;
    switch (flag->type) {
    case CLI_SWITCH:
        *(bool *)place = true;
        return CLI_DONE;
    case CLI_COUNT:
        return set_count(flag, value, place);
    case CLI_SIZE:
        return set_size(flag, value, place);
    case CLI_REAL:
        return set_real(flag, value, place);
    case CLI_TEXT:
        if (!*value)
            return cli_fail("--%s wants a %s, not nothing", flag->name, flag->argument);
        *(const char **)place = value;
        return CLI_DONE;
    case CLI_SPAN:
        return set_span(flag, value, place);
    case CLI_TIME:
        return set_time(flag, value, place);
    case CLI_CHOICE:
        return set_choice(flag, value, place);
    }
    return CLI_FAILED;
}

static int unknown_flag(const struct cli_options *options, const char *name, size_t size)
{
    const struct cli_verb *verb = options->verb;
    char full[CLI_VERB_NAME];
    cli_verb_name(verb, full);
    if (find_long(name, size))
        return cli_fail("%s has no --%.*s; see 'stet help %s'", full, (int)size, name, full);
    char typed[MAX_NAME + 1];
    snprintf(typed, sizeof typed, "%.*s", (int)least(size, MAX_NAME), name);
    const char *meant = cli_suggest(typed, cli_flag_count, flag_name, verb);
    return meant ? cli_fail("there is no --%.*s; did you mean --%s?", (int)size, name, meant)
                 : cli_fail("there is no --%.*s; see 'stet help %s'", (int)size, name, full);
}

/* A long flag at arguments[*at]; moves *at on when its value is the next argument. */
static int parse_long(struct cli_options *options, int count, char **arguments, int *at)
{
    const char *name = arguments[*at] + 2, *equals = strchr(name, '=');
    size_t size = equals ? (size_t)(equals - name) : strlen(name);
    const struct cli_flag *flag = find_long(name, size);
    if (!flag || !cli_flag_is_of(flag, options->verb))
        return unknown_flag(options, name, size);
    if (flag->type == CLI_SWITCH)
        return equals ? cli_fail("--%s takes no value", flag->name) : set(options, flag, NULL);
    if (equals)
        return set(options, flag, equals + 1);
    if (++*at == count)
        return cli_fail("--%s needs a value: --%s %s", flag->name, flag->name, flag->argument);
    return set(options, flag, arguments[*at]);
}

/* Letters at arguments[*at]: switches, and at the end perhaps one with its value. */
static int parse_letters(struct cli_options *options, int count, char **arguments, int *at)
{
    for (const char *letter = arguments[*at] + 1; *letter; letter++) {
        const struct cli_flag *flag = find_letter(*letter, options->verb);
        char full[CLI_VERB_NAME];
        if (!flag)
            return cli_fail("there is no -%c; see 'stet help %s'", *letter, cli_verb_name(options->verb, full));
        if (flag->type == CLI_SWITCH) {
            set(options, flag, NULL);
            continue;
        }
        if (letter[1])
            return set(options, flag, letter + 1);
        if (++*at == count)
            return cli_fail("-%c needs a value: -%c %s", *letter, *letter, flag->argument);
        return set(options, flag, arguments[*at]);
    }
    return CLI_DONE;
}

static int check_inputs(const struct cli_options *options, char **arguments)
{
    const struct cli_verb *verb = options->verb;
    char full[CLI_VERB_NAME];
    cli_verb_name(verb, full);
    if (options->input_count < verb->min_inputs)
        return cli_fail("%s wants %s; see 'stet help %s'", full, verb->arguments, full);
    if (verb->max_inputs < 0 || options->input_count <= verb->max_inputs)
        return CLI_DONE;
    static const char *const most[] = {"no arguments", "one argument", "two arguments"};
    return cli_fail("%s takes %s; '%s' is too many", full, most[verb->max_inputs], arguments[verb->max_inputs]);
}

int cli_parse(struct cli_options *options, const struct cli_verb *verb, int count, char **arguments)
{
    *options = (struct cli_options){.verb = verb, .inputs = arguments};
    bool flags_end = false;
    for (int at = 0; at < count; at++) {
        char *argument = arguments[at];
        int code = CLI_DONE;
        if (flags_end || argument[0] != '-' || !argument[1])
            arguments[options->input_count++] = argument;
        else if (argument[1] != '-')
            code = parse_letters(options, count, arguments, &at);
        else if (argument[2])
            code = parse_long(options, count, arguments, &at);
        else
            flags_end = true;
        if (code)
            return code;
    }
    return options->help ? CLI_DONE : check_inputs(options, arguments);
}
