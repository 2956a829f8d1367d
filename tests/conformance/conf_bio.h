/*
 * conf_bio: pictures for the biometric groups of the cases, and what is wrong with the groups.
 * Knows what a picture's first octets must say for the forge and for a reader, and by which name
 * the reader tells each flaw of the forge. Never decodes a picture: behind its head is filling.
 */
#ifndef EG_TESTS_CONF_BIO_H
#define EG_TESTS_CONF_BIO_H

#include "conf_world.h"
#include "simulator/forge_bio.h"

#define CONF_PICTURE_WIDTH  48
#define CONF_PICTURE_HEIGHT 40

/* Static, always the same; a raw one has one octet for a pixel. */
struct rd conf_picture(enum forge_image code);

/* What the reader's decoder must find in a group with this flaw, as a bit of
 * lds_bio_deviation.h. */
uint64_t conf_bio_deviation(enum forge_bio_flaw flaw);
/* True if a strict reader stopped at this file for a deviation, and this one is in the set. */
bool conf_bio_stopped(const struct conf_told *t, enum emrtd_file file, uint64_t deviations,
		      enum forge_bio_flaw flaw);

#endif
