/*
 * beat: the page in which a core and its guard show each other that they are alive.
 * Knows shared memory and its seals. Never knows what follows from an old stamp (guard_rule.h).
 *
 * egated makes one page and hands it to both on BEAT_FD. It cannot grow or shrink, so that nobody
 * who reads it can be ended by another's truncation. Each field is written by one side at a time
 * (the guard writes some of the core's when it has taken over) and read whole. Times are
 * CLOCK_MONOTONIC, microseconds; 0: not yet.
 */
#ifndef EG_OS_BEAT_H
#define EG_OS_BEAT_H

#include "base/err.h"

#include <stdatomic.h>

/* Descriptor on which a core and a guard find the page. */
#define BEAT_FD 4

struct beat {
	_Atomic int64_t woke_us; /* core: when the turn began in which it drove last */
	_Atomic int64_t
		drove_us; /* core: when it has driven its outputs; egated: 0 before a start */
	_Atomic uint32_t inputs;  /* core: enum gate_input, on which it judged them */
	_Atomic uint32_t turned;  /* core: 1: the lane was turned round then */
	_Atomic uint32_t closed;  /* core: 1: an officer has put the lane out of service */
	_Atomic uint32_t freed;   /* core, or the guard that drives: 1: all doors are free until an
				     officer's reset */
	_Atomic int64_t guard_us; /* guard: when it looked last */
	_Atomic uint32_t took;    /* guard: enum beat_took; a core that has put it on record: 0 */
};
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2, "no locks in a page");

/* Why a guard took the outputs over from a core. */
enum beat_took {
	BEAT_NOT_TAKEN,
	BEAT_ENDED, /* its process had ended */
	BEAT_HUNG   /* it did not drive in time, and was killed */
};

/* A fresh page, zeroed and sealed; the caller closes it. */
EG_CHECK enum eg_err beat_make(int *fd);
/* Maps a page; EG_BAD_DATA for one that is not sealed or of another size. For the whole life of a
 * process: it is not unmapped. */
EG_CHECK enum eg_err beat_map(int fd, struct beat **out);

#endif
