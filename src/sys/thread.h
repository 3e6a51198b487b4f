/* Threads that live as long as what they work for, and what they need to agree. For work in order, see pool.h. */
#ifndef STET_SYS_THREAD_H
#define STET_SYS_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <stet/status.h>

struct sys_thread {
    pthread_t thread;
    bool started;
};

/* Signals stay with the caller's thread. */
stet_status sys_thread_start(struct sys_thread *thread, void *(*run)(void *), void *arg, stet_error *err);
/* Nothing when it was never started. */
void sys_thread_join(struct sys_thread *thread);

/* A condition whose waits end by the clock that only moves forward. */
stet_status sys_cond_init(pthread_cond_t *cond, stet_error *err);

/* Waits with `lock` held; false when `milliseconds` have gone by. */
bool sys_cond_wait_for(pthread_cond_t *cond, pthread_mutex_t *lock, uint32_t milliseconds);

#endif
