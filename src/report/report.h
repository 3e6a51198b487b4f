/* Clusters as JSON, schema stet.cluster/1. */
#ifndef STET_REPORT_REPORT_H
#define STET_REPORT_REPORT_H

#include <stdbool.h>

#include <stet/batch.h>

#include "base/buf.h"

/* Appends `cluster` as one line, newline included. False when memory ran out: `out` may then hold a part of it. */
bool report_cluster_json(const stet_cluster *cluster, struct stet_buf *out);

/* Writes the same line in pieces of REPORT_PIECE bytes, or a member more. `scratch` holds a piece. */
#define REPORT_PIECE (64 << 10)
stet_status report_cluster_write(const stet_cluster *cluster, struct stet_buf *scratch, stet_write write, void *payload,
                                 stet_error *err);

#endif
