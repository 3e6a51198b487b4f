#include <stet/params.h>

#include "cli/flags.h"
#include "cli/output.h"

#define DEFAULT_ARTICLES 1000000
#define STEPS 20 /* of the curve */

static stet_status as_json(struct cli_output *out, const stet_params *params, double articles, stet_error *err)
{
    stet_status status = cli_output_printf(
        out, err,
        "{\"schema\":\"stet.params/1\",\"bands\":%u,\"rows\":%u,\"hashes\":%u,\"at\":%.6g,\"recall\":%.6f,"
        "\"false_share\":%.6f,\"missed_share\":%.6f,\"articles\":%.0f,\"bytes_per_article\":%.2f,\"curve\":[",
        params->bands, params->rows, params->bands * params->rows, params->at, params->recall, params->false_share,
        params->missed_share, articles, stet_params_bytes(params->bands, articles));
    for (int i = 1; i <= STEPS && !status; i++)
        status = cli_output_printf(out, err, "%s{\"jaccard\":%.2f,\"probability\":%.9g}", i > 1 ? "," : "",
                                   (double)i / STEPS,
                                   stet_params_probability(params->bands, params->rows, (double)i / STEPS));
    return status ? status : cli_output_text(out, "]}\n", err);
}

static stet_status as_text(struct cli_output *out, const stet_params *params, double articles, stet_error *err)
{
    static const char bar[] = "##################################################";
    stet_status status = cli_output_printf(out, err,
                                           "--bands %u --rows %u   (%u hash values)\n\n"
                                           "recall at Jaccard %-5.4g %6.2f %%\n"
                                           "let through below it    %6.2f %%   of pairs, all Jaccards equally likely\n"
                                           "missed above it         %6.2f %%\n"
                                           "bytes an article        %6.1f     in an index of %.0f articles\n\n"
                                           "Jaccard  becomes a candidate\n",
                                           params->bands, params->rows, params->bands * params->rows, params->at,
                                           100 * params->recall, 100 * params->false_share, 100 * params->missed_share,
                                           stet_params_bytes(params->bands, articles), articles);
    for (int i = 1; i <= STEPS && !status; i++) {
        double p = stet_params_probability(params->bands, params->rows, (double)i / STEPS);
        int length = (int)(p * (double)(sizeof bar - 1) + .5);
        status = cli_output_printf(out, err, "   %.2f  %8.4f %%%s%.*s\n", (double)i / STEPS, 100 * p,
                                   length ? "  " : "", length, bar);
    }
    return status;
}

int cli_params(const struct cli_options *options)
{
    stet_params_options wanted = STET_PARAMS_OPTIONS_INIT;
    wanted.recall = options->recall;
    wanted.at = options->at;
    wanted.bands = (uint32_t)options->bands;
    wanted.rows = (uint32_t)options->rows;
    stet_params params;
    stet_error err = {0};
    stet_status status = stet_params_choose(&params, &wanted, &err);
    if (status)
        return cli_fail_status(status, &err);
    double articles = options->articles ? (double)options->articles : DEFAULT_ARTICLES;
    struct cli_output out;
    status = cli_output_open(&out, NULL, &err);
    if (!status)
        status = (options->json ? as_json : as_text)(&out, &params, articles, &err);
    return cli_output_exit(&out, status, &err);
}
