#include "sys/team.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/error.h"
#include "sys/thread.h"

/* Ranges are begun in order, by whoever is free. */
struct loop {
    size_t n, grain, ranges;
    sys_range fn;
    void *ctx;
    atomic_size_t next; /* the number of the next range */
    atomic_bool stop;
};

/* One of the team, and what it has met in a loop: its first error, and in which range. */
struct member {
    struct sys_team *team;
    struct sys_thread thread; /* not of the first, which is whoever calls */
    unsigned number;
    size_t failed_range;
    stet_status status;
    stet_error error;
};

struct sys_team {
    struct member *members;
    uint32_t count;
    pthread_mutex_t lock;
    pthread_cond_t begun, done;
    struct loop *loop;
    uint64_t round;   /* loops so far */
    uint32_t wanted;  /* members in this one */
    uint32_t working; /* of them but the caller */
    bool stop;
};

static void work(struct member *member, struct loop *loop)
{
    member->status = STET_OK;
    while (!member->status && !atomic_load_explicit(&loop->stop, memory_order_relaxed)) {
        size_t range = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
        if (range >= loop->ranges)
            break;
        size_t begin = range * loop->grain;
        size_t end = loop->n - begin > loop->grain ? begin + loop->grain : loop->n;
        member->status = loop->fn(loop->ctx, begin, end, member->number, &member->error);
        if (member->status) {
            member->failed_range = range;
            atomic_store_explicit(&loop->stop, true, memory_order_relaxed);
        }
    }
}

static void *member_main(void *arg)
{
    struct member *member = arg;
    struct sys_team *team = member->team;
    uint64_t seen = 0;
    pthread_mutex_lock(&team->lock);
    while (!team->stop) {
        if (team->round == seen || member->number >= team->wanted) {
            seen = team->round;
            pthread_cond_wait(&team->begun, &team->lock);
            continue;
        }
        seen = team->round;
        struct loop *loop = team->loop;
        pthread_mutex_unlock(&team->lock);
        work(member, loop);
        pthread_mutex_lock(&team->lock);
        if (!--team->working)
            pthread_cond_signal(&team->done);
    }
    pthread_mutex_unlock(&team->lock);
    return NULL;
}

stet_status sys_team_create(struct sys_team **out, uint32_t threads, stet_error *err)
{
    struct sys_team *team = calloc(1, sizeof *team);
    threads = threads ? threads : 1;
    if (team)
        team->members = calloc(threads, sizeof *team->members);
    if (!team || !team->members) {
        free(team);
        return stet_fail_memory(err);
    }
    pthread_mutex_init(&team->lock, NULL);
    pthread_cond_init(&team->begun, NULL);
    pthread_cond_init(&team->done, NULL);
    team->members[0].team = team;
    for (team->count = 1; team->count < threads; team->count++) {
        struct member *member = &team->members[team->count];
        member->team = team;
        member->number = team->count;
        if (sys_thread_start(&member->thread, member_main, member, NULL))
            break;
    }
    *out = team;
    return STET_OK;
}

void sys_team_free(struct sys_team *team)
{
    if (!team)
        return;
    pthread_mutex_lock(&team->lock);
    team->stop = true;
    pthread_cond_broadcast(&team->begun);
    pthread_mutex_unlock(&team->lock);
    for (uint32_t i = 1; i < team->count; i++)
        sys_thread_join(&team->members[i].thread);
    pthread_cond_destroy(&team->done);
    pthread_cond_destroy(&team->begun);
    pthread_mutex_destroy(&team->lock);
    free(team->members);
    free(team);
}

static void begin(struct sys_team *team, struct loop *loop, uint32_t threads)
{
    pthread_mutex_lock(&team->lock);
    team->loop = loop;
    team->wanted = threads;
    team->working = threads - 1;
    team->round++;
    pthread_cond_broadcast(&team->begun);
    pthread_mutex_unlock(&team->lock);
}

static void wait_for_all(struct sys_team *team)
{
    pthread_mutex_lock(&team->lock);
    while (team->working)
        pthread_cond_wait(&team->done, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

stet_status sys_team_for(struct sys_team *team, uint32_t threads, size_t n, size_t grain, sys_range fn, void *ctx,
                         stet_error *err)
{
    struct loop loop = {.n = n, .grain = grain ? grain : 1, .fn = fn, .ctx = ctx};
    loop.ranges = n / loop.grain + (n % loop.grain != 0);
    threads = threads < loop.ranges ? threads : (uint32_t)loop.ranges;
    threads = threads < team->count ? threads : team->count;
    threads = threads ? threads : 1;
    if (threads > 1)
        begin(team, &loop, threads);
    work(&team->members[0], &loop);
    if (threads > 1)
        wait_for_all(team);
    const struct member *first = NULL;
    for (uint32_t i = 0; i < threads; i++)
        if (team->members[i].status && (!first || team->members[i].failed_range < first->failed_range))
            first = &team->members[i];
    if (first && err)
        *err = first->error;
    return first ? first->status : STET_OK;
}

stet_status sys_parallel_for(uint32_t threads, size_t n, size_t grain, sys_range fn, void *ctx, stet_error *err)
{
    if (!n)
        return STET_OK;
    struct sys_team *team;
    size_t ranges = grain ? n / grain + (n % grain != 0) : n;
    stet_status status = sys_team_create(&team, threads < ranges ? threads : (uint32_t)ranges, err);
    if (status)
        return status;
    status = sys_team_for(team, threads, n, grain, fn, ctx, err);
    sys_team_free(team);
    return status;
}
