#include "sys/thread.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "base/error.h"

stet_status sys_thread_start(struct sys_thread *thread, void *(*run)(void *), void *arg, stet_error *err)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&thread->thread, NULL, run, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    thread->started = !failed;
    errno = failed;
    return failed ? stet_fail_errno(err, STET_ERR_IO, "cannot start a thread") : STET_OK;
}

void sys_thread_join(struct sys_thread *thread)
{
    if (thread->started)
        pthread_join(thread->thread, NULL);
    thread->started = false;
}

stet_status sys_cond_init(pthread_cond_t *cond, stet_error *err)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes))
        return stet_fail_memory(err);
    int failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (!failed)
        failed = pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
    return failed ? stet_fail_memory(err) : STET_OK;
}

bool sys_cond_wait_for(pthread_cond_t *cond, pthread_mutex_t *lock, uint32_t milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += milliseconds / 1000;
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return pthread_cond_timedwait(cond, lock, &until) != ETIMEDOUT;
}
