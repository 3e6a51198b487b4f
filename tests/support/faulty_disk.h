/* A disk that fails on demand: every call that changes what is on disk can be counted, be the last one that the process
 * makes, fail, or be remembered and taken back as a power cut would.
 *
 * The program under test is linked with --wrap for each of these calls (stet_unit(... FAULTY_DISK) does it), so those of
 * its own objects come here. fsync does not wait for the device; everything else is done for real. One thread at a
 * time, but for counting. */
#ifndef STET_TESTS_FAULTY_DISK_H
#define STET_TESTS_FAULTY_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum faulty_disk_mode {
    FAULTY_DISK_SOUND,
    FAULTY_DISK_DEAD,  /* the nth call and all after it do nothing and fail: what is on disk is what kill -9 leaves */
    FAULTY_DISK_TORN,  /* as DEAD, but a write does the first half before it fails */
    FAULTY_DISK_EXIT,  /* the process ends at the nth call */
    FAULTY_DISK_FAILS, /* the nth call fails with EIO, those after it do not */
    FAULTY_DISK_FULL   /* the nth call and all after it that need room fail with ENOSPC; others do not */
};

/* From now on, with n >= 1 counted from here. */
void faulty_disk_set(enum faulty_disk_mode mode, size_t n);

/* Back to a sound disk; returns how many changing calls there were since faulty_disk_set. */
size_t faulty_disk_stop(void);

/* Remembers all calls from now on that concern files in `folder`, which has to be empty. */
void faulty_disk_record(const char *folder);
/* How many calls have been remembered. */
size_t faulty_disk_recorded(void);
void faulty_disk_forget(void);

/* What the first n remembered calls leave in `folder` (which is made) after a power cut: what was fsynced is there, and of
 * the rest whatever the seed says: writes are dropped, reordered and torn, files lack their names or have older ones.
 * Seed 0 keeps nothing that was not fsynced, seed 1 everything. */
void faulty_disk_power_cut(const char *folder, size_t n, uint64_t seed);

#endif
