/*
 * mrz_tally: readings of zones held against what is printed, counted, and told.
 */
#include "mrz_tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t used_us(void)
{
	struct timespec t = {0};
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t); /* always there */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Number, birth and expiry with their digits, by what is printed. */
static bool in_key(enum mrz_form form, size_t line, size_t column)
{
	if (form == MRZ_FORM_TD1) {
		return line == 0 ? column >= 5 : line == 1 && column < 15 && column != 7;
	}
	return line == 1 && (column < 10 || (column >= 13 && column < 28 && column != 20));
}

struct likeness tally_compare(const struct mrz_read *read, const char *const *lines, size_t count)
{
	struct likeness same = {read->lines == count, read->lines == count};
	for (size_t l = 0; l < count && same.key; l++) {
		const bool sized = strlen(lines[l]) == read->columns;
		same.whole = same.whole && sized && strcmp(lines[l], read->text[l]) == 0;
		same.key = same.key && sized;
		for (size_t i = 0; i < read->columns && same.key; i++) {
			same.key = lines[l][i] == read->text[l][i] ||
				   !in_key((enum mrz_form)read->form, l, i);
		}
	}
	return same;
}

static void tell_lines(const char *name, const struct mrz_read *read, const char *const *lines,
		       size_t count)
{
	printf("  %s: %s %s, %u dpi, %u degrees\n", name, mrz_form_text(read->form),
	       mrz_read_reason_text(read->reason), (unsigned)read->dpi, (unsigned)read->angle);
	for (size_t l = 0; l < read->lines; l++) {
		printf("    %s\n", l < count ? lines[l] : "");
		printf("    %s\n    ", read->text[l]);
		for (size_t i = 0; i < read->columns; i++) {
			printf("%u", (unsigned)read->sure[l][i] / 10);
		}
		printf("\n");
	}
}

void tally_count(struct tally *t, const char *name, const struct mrz_read *read,
		 const char *const *lines, size_t count)
{
	const struct likeness same = tally_compare(read, lines, count);
	t->pages++;
	t->exact += same.whole && read->verdict == MRZ_READ_WHOLE;
	t->key += same.key && read->verdict != MRZ_READ_REFUSED;
	t->shown += same.whole;
	t->wrong += read->verdict == MRZ_READ_WHOLE && !same.whole;
	t->wrong += read->verdict == MRZ_READ_KEY && !same.key;
	t->others += read->others;
	t->reasons[read->reason]++;
	if (!same.whole || read->verdict != MRZ_READ_WHOLE) {
		tell_lines(name, read, lines, count);
	}
}

void tally_print(const char *what, struct tally *t)
{
	printf("%-16s %5u pages  exact %5u (%.2f %%)  key %5u  text right %5u  wrong accepts %u  "
	       "others %u  p50 %.1f ms  p95 %.1f ms\n",
	       what, t->pages, t->exact, t->pages > 0 ? 100.0 * t->exact / t->pages : 0, t->key,
	       t->shown, t->wrong, t->others, (double)measure_at(&t->times, 50) / 1000,
	       (double)measure_at(&t->times, 95) / 1000);
	for (unsigned i = MRZ_READ_NOTHING + 1; i < MRZ_READ_REASON_COUNT; i++) {
		if (t->reasons[i] > 0) {
			printf("%20u  %s\n", t->reasons[i], mrz_read_reason_text(i));
		}
	}
}

void tally_shape(struct tally *t, const struct mrz_read *read, float pitch)
{
	const struct mrz_shape *s = &read->shape;
	const float values[TALLY_SHAPES] = {s->pitch / pitch, s->spread, s->wave,
					    s->line_gap,      s->height, s->likeness};
	if (read->verdict != MRZ_READ_WHOLE || t->shapes == TALLY_PAGES) {
		return;
	}
	for (size_t i = 0; i < TALLY_SHAPES; i++) {
		t->shape[i][t->shapes] = values[i];
	}
	t->shapes++;
}

static int by_value(const void *a, const void *b)
{
	const float x = *(const float *)a;
	const float y = *(const float *)b;
	return (x > y) - (x < y);
}

void tally_print_shapes(const char *what, struct tally *t)
{
	static const char *const names[TALLY_SHAPES] = {
		"pitch, of what is printed", "spread", "wave", "line_gap", "height", "likeness"};
	static const unsigned shares[] = {0, 10, 500, 990, 1000}; /* of 1000 */
	for (size_t i = 0; i < TALLY_SHAPES && t->shapes > 0; i++) {
		qsort(t->shape[i], t->shapes, sizeof(t->shape[i][0]), by_value);
		printf("%-16s %-26s", what, names[i]);
		for (size_t k = 0; k < sizeof(shares) / sizeof(shares[0]); k++) {
			const unsigned at = (t->shapes - 1) * shares[k] / 1000;
			printf(" %7.3f", (double)t->shape[i][at]);
		}
		printf("\n");
	}
}

enum eg_err tally_read(struct tally *t, struct mrz_reader *reader, const struct mrz_image *image,
		       struct mrz_read *read)
{
	const int64_t before = used_us();
	const enum eg_err err = mrz_read(reader, image, read);
	measure_add(&t->times, used_us() - before);
	return err;
}
