/* Clusters as one page of HTML that needs nothing else: no network, no other files.
 *
 * An overview (how much is reprinted, who credits whom, who published first), a list of clusters that can be searched,
 * and any member beside its canonical with the shared text marked. Everything that comes from articles is data to the
 * page, never markup: an article cannot make it do anything. The same input gives the same bytes. */
#ifndef STET_REPORT_H
#define STET_REPORT_H

#include <stdint.h>

#include <stet/batch.h>
#include <stet/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sizes bound the page; while it is made, about four times as much memory is used. What is left out is said on the
 * page: clusters are listed largest first, each with its first members and the canonical; of texts the beginning is
 * kept, the shorter the more there are. */
typedef struct stet_report_options {
    uint32_t version;
    uint64_t list_bytes; /* of clusters and members, packed; 0: 4 MiB */
    uint64_t
        text_bytes; /* of the texts of articles, packed, without what copies share with their canonical; 0: 14 MiB */
    uint64_t article_bytes; /* of one text; 0: 32 KiB */
    uint32_t members;       /* of one cluster; 0: 200 */
} stet_report_options;

#define STET_REPORT_OPTIONS_VERSION 1
#define STET_REPORT_OPTIONS_INIT                                                                                       \
    {                                                                                                                  \
        .version = STET_REPORT_OPTIONS_VERSION                                                                         \
    }

/* Writes the page, after stet_batch_run. Texts come from a second and third reading of the inputs, for which the batch
 * must have been made with `replay`; without it there are none. */
STET_API stet_status stet_batch_write_report(stet_batch *batch, const stet_report_options *options, stet_write write,
                                             void *payload, stet_error *err);

#ifdef __cplusplus
}
#endif

#endif
