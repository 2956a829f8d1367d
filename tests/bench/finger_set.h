/*
 * finger_set: a folder of fingerprints, FINGER_IMPRESSION.png (.pgm, .tif, .bmp, .wsq, .jpg, .jp2),
 * as both sides of a comparison: as it is (live), and through WSQ at 0.75 bits a pixel (chip).
 * Knows files and the extractor. Never knows scores.
 */
#ifndef EG_TESTS_FINGER_SET_H
#define EG_TESTS_FINGER_SET_H

#include "biometrics/finger_extract.h"
#include "measure.h"

#define FINGER_SET_MAX  2048 /* images */
#define FINGER_ALL_MOST 40   /* fingers */

enum finger_set_side { FINGER_CHIP, FINGER_LIVE, FINGER_SIDES };

/* One image, owned by the set. */
struct set_print {
	unsigned finger; /* as the file's name says */
	unsigned impression;
	size_t order;   /* of the finger in its set, from 0 */
	char path[512]; /* of its file */
	struct finger_image image[FINGER_SIDES];
	struct finger_template made[FINGER_SIDES]; /* all zero: the extractor refused it */
};

/* Start with all zero. */
struct finger_set {
	const char *name;
	struct set_print *print; /* by finger, then impression */
	size_t count;
	size_t fingers;
	size_t refused[FINGER_SIDES];
	struct measure_times extract; /* CPU */
};
void finger_set_free(struct finger_set *s);
/*
 * Every image of the folder; one that cannot be read is an error, as are two of the same finger
 * and impression, and more than FINGER_SET_MAX. Fingers and impressions may have any numbers, with
 * leading zeros or not, and gaps. dpi: of the images, whatever they say. EG_NOT_FOUND: no folder,
 * or no images.
 */
EG_CHECK enum eg_err finger_set_load(const char *folder, uint16_t dpi, struct finger_set *out);
/* A set without images; name outlives it. */
EG_CHECK enum eg_err finger_set_new(const char *name, struct finger_set *out);
/* One more image, in the order of fingers and impressions; taken over, left empty. */
EG_CHECK enum eg_err finger_set_add(struct finger_set *s, unsigned finger, unsigned impression,
				    struct finger_image *image);
/* The images alone: what was made of them stays. */
void finger_set_free_images(struct finger_set *s);
/* Templates of all, both sides. */
EG_CHECK enum eg_err finger_set_extract(struct finger_set *s);

/* The first impression of its finger. */
bool finger_set_is_first(const struct finger_set *s, size_t print);
/*
 * By the FVC protocol. Genuine: all pairs of a finger's impressions; the earlier is the chip's.
 * Impostor: all pairs of different fingers' impressions; in a set of more than FINGER_ALL_MOST
 * fingers those of the same number alone, and the first of each finger, for all would be hundreds
 * of thousands.
 */
bool finger_set_is_pair(const struct finger_set *s, size_t chip, size_t live);

/* Microseconds of CPU that this process has used. */
int64_t finger_set_cpu(void);

#endif
