/*
 * measure: what measuring programs share: files, sorted times, one line for people and one as JSON.
 */
#ifndef EG_TESTS_BENCH_MEASURE_H
#define EG_TESTS_BENCH_MEASURE_H

#include "base/secret.h"

#define MEASURE_TIMES_MAX 8192

/* Start with all zero. */
struct measure_times {
	int64_t us[MEASURE_TIMES_MAX];
	size_t count;
	size_t told; /* of which one of 2^thinned was kept */
	unsigned thinned;
};

/* Keeps one time; when the room is used up every second is dropped, and of those to come, too. */
void measure_add(struct measure_times *t, int64_t us);
/* The time that this share of them does not exceed; 0 of none. Sorts. */
int64_t measure_at(struct measure_times *t, unsigned percent);
/* Median and 95th percentile, for people and as JSON. Sorts. */
void measure_print(const char *bench, const char *what, struct measure_times *t);
/* A whole file of at most 8 MiB. */
EG_CHECK enum eg_err measure_file(const char *path, struct bytes *out);

#endif
