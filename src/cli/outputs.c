/* Outputs that would destroy something are refused before anything is opened. */
#include <stdio.h>
#include <string.h>

#include "cli/flags.h"
#include "cli/output.h"

#define OUTPUTS 4
#define STANDARD "/dev/stdin"

static stet_status refuse(stet_error *err, const char *format, const char *path)
{
    snprintf(err->message, sizeof err->message, format, path);
    return err->code = STET_ERR_USAGE;
}

static bool is_same(const char *a, const char *b)
{
    return (!strcmp(a, b) && strcmp(a, "/dev/null") != 0) || stet_output_same(a, b);
}

/* Those from number `first` on are read, or standard input. */
static bool is_input(const struct cli_options *options, int first, const char *path)
{
    for (int i = first; i < options->input_count; i++)
        if (stet_output_same(path, strcmp(options->inputs[i], "-") ? options->inputs[i] : STANDARD))
            return true;
    return options->input_count <= first && stet_output_same(path, STANDARD);
}

stet_status cli_outputs_check(const struct cli_options *options, const char *index, stet_error *err)
{
    const char *paths[OUTPUTS] = {options->output ? options->output : "-", options->clusters, options->report,
                                  options->reject};
    int first = index && options->input_count && options->inputs[0] == index;
    for (size_t i = 0; i < OUTPUTS; i++) {
        if (!paths[i])
            continue;
        for (size_t k = 0; k < i; k++)
            if (paths[k] && is_same(paths[i], paths[k]))
                return refuse(err, "two outputs go to %s; give each a file of its own",
                              strcmp(paths[i], "-") ? paths[i] : "stdout");
        if (i && is_input(options, first, paths[i]))
            return refuse(err, "%s is an input; only --output may replace one", paths[i]);
        if (i && index && stet_output_inside(paths[i], index))
            return refuse(err, "%s would stand in the folder of the index; write it elsewhere", paths[i]);
    }
    return STET_OK;
}
