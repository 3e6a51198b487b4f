/* Loops on several cores. A team keeps its threads between them, for loops that come by the thousand. */
#ifndef STET_SYS_TEAM_H
#define STET_SYS_TEAM_H

#include <stddef.h>
#include <stdint.h>

#include <stet/status.h>

struct sys_team;

/* Of `threads` threads, the caller's included; of fewer where no more can be started. */
stet_status sys_team_create(struct sys_team **out, uint32_t threads, stet_error *err);
void sys_team_free(struct sys_team *team);

typedef stet_status (*sys_range)(void *ctx, size_t begin, size_t end, unsigned worker, stet_error *err);

/* Calls fn for the ranges [begin, end) of at most `grain` that [0, n) falls into, on up to `threads` threads of the team.
 * After an error no further range is begun; the error of the first range that has one is returned. `worker` is less than
 * `threads`. One loop at a time. */
stet_status sys_team_for(struct sys_team *team, uint32_t threads, size_t n, size_t grain, sys_range fn, void *ctx,
                         stet_error *err);

/* The same with threads of its own. */
stet_status sys_parallel_for(uint32_t threads, size_t n, size_t grain, sys_range fn, void *ctx, stet_error *err);

#endif
