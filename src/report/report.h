/* Clusters as JSON, schema stet.cluster/1. */
#ifndef STET_REPORT_REPORT_H
#define STET_REPORT_REPORT_H

#include <stdbool.h>

#include <stet/cluster.h>

#include "base/buf.h"

/* Appends `cluster` as one line, newline included. False when memory ran out: `out` may then hold a part of it. */
bool report_cluster_json(const stet_cluster *cluster, struct stet_buf *out);

#endif
