/*
 * read_desk: one document on one reader, and what opens and judges it, for tests of egate read.
 */
#ifndef EG_TESTS_READ_DESK_H
#define EG_TESTS_READ_DESK_H

#include "chip_reader.h"
#include "session_rig.h"

#include "prog/read_run.h"

#define DESK_CAN "654321"

extern const struct date desk_today;

/* One document on one reader, and what opens and judges it. */
struct desk {
	struct forge_ca ca;
	struct forge_document forged;
	struct chip_document document;
	struct chip *chip;
	struct trust *trust;
	struct reader *reader;
	struct read_key key;
	struct read_order order;
	struct read_result result;
};

/* Changes what is ordered from the forge. */
typedef void shape_fn(struct forge_order *o);

/* The document of rig_order, shaped if shape is not NULL; one desk at a time. */
struct desk *desk_with(const struct chip_profile *profile, shape_fn *shape);
struct desk *desk_of(const struct chip_profile *profile);
void desk_clear(struct desk *d);

#endif
