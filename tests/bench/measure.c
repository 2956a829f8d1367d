/*
 * measure: what measuring programs share: files, sorted times, one line for people and one as JSON.
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_SIZE_MAX ((size_t)8 * 1024 * 1024)

void measure_add(struct measure_times *t, int64_t us)
{
	if (t->count < MEASURE_TIMES_MAX) {
		t->us[t->count++] = us;
	}
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

static void sort(struct measure_times *t)
{
	qsort(t->us, t->count, sizeof(t->us[0]), by_size);
}

int64_t measure_at(struct measure_times *t, unsigned percent)
{
	if (t->count == 0) {
		return 0;
	}
	sort(t);
	return percent == 50 ? t->us[t->count / 2] : t->us[(t->count - 1) * percent / 100];
}

void measure_print(const char *bench, const char *what, struct measure_times *t)
{
	if (t->count == 0) {
		printf("%-28s not measured\n", what);
		return;
	}
	double median = (double)measure_at(t, 50) / 1000.0;
	double p95 = (double)measure_at(t, 95) / 1000.0;
	printf("%-28s median %7.1f ms   p95 %7.1f ms   of %zu\n", what, median, p95, t->count);
	printf("{\"bench\":\"%s\",\"step\":\"%s\",\"median_ms\":%.1f,\"p95_ms\":%.1f}\n", bench,
	       what, median, p95);
}

enum eg_err measure_file(const char *path, struct bytes *out)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "file to measure with");
	}
	enum eg_err err = bytes_reserve(out, FILE_SIZE_MAX, FILE_SIZE_MAX);
	if (err == EG_OK) {
		out->size = fread(out->data, 1, out->cap, f);
	}
	(void)fclose(f); /* only read from */
	return err;
}
