/* stet, whole: finds the copies of a story and names the one that stands. */
#ifndef STET_STET_H
#define STET_STET_H

#include <stet/article.h>
#include <stet/batch.h>
#include <stet/cluster.h>
#include <stet/eval.h>
#include <stet/explain.h>
#include <stet/index.h>
#include <stet/output.h>
#include <stet/page.h>
#include <stet/params.h>
#include <stet/report.h>
#include <stet/sketch.h>
#include <stet/status.h>

#endif
