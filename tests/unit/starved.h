/*
 * starved: how long a test's own threads and a process of its have waited for a CPU, so that a
 * deadline missed for want of one is not taken for a fault. Knows the scheduler's sums in /proc.
 * Never knows what was missed. Fails like cmocka's asserts.
 */
#ifndef EG_TESTS_STARVED_H
#define EG_TESTS_STARVED_H

#include <stdint.h>
#include <sys/types.h>

/* ns since their starts, of all threads of the caller and of pid (0: none; one that is not reaped
 * yet counts); 0 where the kernel does not tell: then nothing is forgiven. */
int64_t starved_ns(pid_t pid);

#endif
