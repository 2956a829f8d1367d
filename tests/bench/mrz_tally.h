/*
 * mrz_tally: readings of zones held against what is printed, counted, and told.
 */
#ifndef EG_TESTS_BENCH_MRZ_TALLY_H
#define EG_TESTS_BENCH_MRZ_TALLY_H

#include "document/mrz_read.h"
#include "measure.h"

#define TALLY_SHAPES 6 /* pitch, spread, wave, line_gap, height, likeness */
#define TALLY_PAGES  4096

struct tally {
	unsigned pages;
	unsigned exact; /* the whole, accepted */
	unsigned key;   /* the key's fields right and accepted */
	unsigned shown; /* all text right, accepted or not */
	unsigned wrong; /* accepted, and not what is printed */
	unsigned reasons[MRZ_READ_REASON_COUNT];
	unsigned others; /* further zones told */
	unsigned shapes; /* of pages that were read whole */
	float shape[TALLY_SHAPES][TALLY_PAGES];
	struct measure_times times;
};

struct likeness {
	bool whole;
	bool key;
};

struct likeness tally_compare(const struct mrz_read *read, const char *const *lines, size_t count);
/* One more; tells its lines, printed and read, where it is not exact. */
void tally_count(struct tally *t, const char *name, const struct mrz_read *read,
		 const char *const *lines, size_t count);
void tally_print(const char *what, struct tally *t);
/* The shape of a page that was read whole; pitch: pixels that it is printed with. */
void tally_shape(struct tally *t, const struct mrz_read *read, float pitch);
/* How honest pages are: from the least to the most, with what 98 % and half of them have. */
void tally_print_shapes(const char *what, struct tally *t);
/* Reads and takes the processor's time. */
EG_CHECK enum eg_err tally_read(struct tally *t, struct mrz_reader *reader,
				const struct mrz_image *image, struct mrz_read *read);

#endif
