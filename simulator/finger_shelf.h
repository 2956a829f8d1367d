/*
 * finger_shelf: pictures of fingers for the sensor of a booth, as files of a folder or blank.
 * Knows names of files and PGM. Never knows ridges, nor who has which finger.
 *
 * FOLDER/FINGER_IMPRESSION.pgm, as egate-finger-forge writes them: binary PGM of depth 8 without
 * comments. The wrong finger is another number, another press of the same one another impression.
 */
#ifndef EG_SIMULATOR_FINGER_SHELF_H
#define EG_SIMULATOR_FINGER_SHELF_H

#include "base/secret.h"
#include "simulator/finger_play.h"

/* Start with all zero. */
struct finger_taken {
	struct bytes file;             /* owned */
	struct finger_picture picture; /* borrows it */
};

/* EG_NOT_FOUND: there is no such file. EG_BAD_DATA: no PGM as above; EG_TOO_BIG: sides. */
EG_CHECK enum eg_err finger_shelf_take(const char *folder, unsigned finger, unsigned impression,
				       uint16_t dpi, struct finger_taken *out);
/* A sensor on which nothing lies: one level all over. */
EG_CHECK enum eg_err finger_shelf_blank(uint16_t width, uint16_t height, uint16_t dpi,
					uint8_t level, struct finger_taken *out);
void finger_taken_free(struct finger_taken *t); /* cleanup; accepts an empty one */

#endif
