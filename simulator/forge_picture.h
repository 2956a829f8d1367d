/*
 * forge_picture: format and sides of a picture file, from its own header.
 * Knows JPEG, JPEG 2000 files and codestreams. Never decodes one.
 */
#ifndef EG_SIMULATOR_FORGE_PICTURE_H
#define EG_SIMULATOR_FORGE_PICTURE_H

#include "base/rd.h"

/* A portrait of an ICAO document is 15 to 20 KB; this leaves room. */
#define FORGE_PORTRAIT_MAX ((size_t)60 * 1024)

struct forge_picture {
	bool jpeg2000;
	uint16_t width; /* pixels */
	uint16_t height;
};

/* EG_BAD_DATA if it is neither, larger than FORGE_PORTRAIT_MAX, or has no sides. */
EG_CHECK enum eg_err forge_picture_read(struct rd file, struct forge_picture *out);

#endif
