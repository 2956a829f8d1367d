/*
 * measure: what measuring programs share: files, sorted times, one line for people and one as JSON.
 */
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_SIZE_MAX ((size_t)8 * 1024 * 1024)

static void thin(struct measure_times *t)
{
	for (size_t i = 0; i * 2 < t->count; i++) {
		t->us[i] = t->us[i * 2];
	}
	t->count = (t->count + 1) / 2;
	t->thinned++;
}

void measure_add(struct measure_times *t, int64_t us)
{
	if (t->count == MEASURE_TIMES_MAX) {
		thin(t);
	}
	if (t->told++ % ((size_t)1 << t->thinned) == 0) {
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
	printf("%-28s median %7.2f ms   p95 %7.2f ms   of %zu\n", what, median, p95, t->told);
	printf("{\"bench\":\"%s\",\"step\":\"%s\",\"median_ms\":%.2f,\"p95_ms\":%.2f}\n", bench,
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
