/* The closing summary on stderr. */
#ifndef STET_CLI_SUMMARY_H
#define STET_CLI_SUMMARY_H

#include <stet/batch.h>
#include <stet/index.h>

#define CLI_KEPT_NONE UINT64_MAX

/* `kept` is CLI_KEPT_NONE where nothing is kept or left out. */
void cli_summary(const stet_batch_stats *stats, uint64_t kept, double seconds);

/* Of what went into an index. */
void cli_index_summary(const stet_index_stats *stats, double seconds);

/* Of what was asked about. */
void cli_query_summary(const stet_index_stats *stats, double seconds);

#endif
