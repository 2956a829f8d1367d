/*
 * strategy: what other readers would send for the same files, computed from how they read.
 * Protected APDUs in AES (Doc 9303-11, 9.8): sizes only, no bytes.
 */
#ifndef EG_TESTS_BENCH_STRATEGY_H
#define EG_TESTS_BENCH_STRATEGY_H

#include "air.h"

struct strategy {
	const char *name;
	size_t look_ahead; /* octets read first, for the size; they are not read again */
	size_t chunk;      /* octets a READ BINARY asks for */
	size_t refused;    /* a larger size is tried first, once a session, and refused; 0: no */
};

/* How the peers read by default, as their sources say. */
extern const struct strategy strategies[];
extern const size_t strategy_count;

/* SELECT of a file by its identifier, and reading it whole. */
void strategy_file(struct air_log *log, const struct strategy *s, size_t size);
/* Sizes of one protected READ BINARY and its answer. */
struct air_apdu strategy_read(size_t octets);
/* Of one protected SELECT with data. */
struct air_apdu strategy_select(size_t data);

#endif
