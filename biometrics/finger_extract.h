/*
 * finger_extract: an image of a finger becomes a template.
 * Knows ridges. Never knows sensors, encodings, thresholds or people.
 *
 * The same image always gives the same template, on every machine of one kind.
 */
#ifndef EG_BIOMETRICS_FINGER_EXTRACT_H
#define EG_BIOMETRICS_FINGER_EXTRACT_H

#include "biometrics/finger_image.h"
#include "biometrics/finger_template.h"

/* Room for one image at a time, so that nothing is allocated while a traveller waits. */
struct finger_extractor;
/* EG_NO_MEMORY. 14 MB: all planes of the largest image at 500 dpi, and the filters. */
EG_CHECK enum eg_err finger_extractor_new(struct finger_extractor **out);
/* Cleanup: wipes; leaves NULL, accepts NULL inside. */
void finger_extractor_free(struct finger_extractor **x);
/*
 * EG_NOT_FOUND: no ridges, or too few of them to be compared (blank, constant, a sensor's own
 * pattern); then out is empty.
 */
EG_CHECK enum eg_err finger_extract(struct finger_extractor *x, const struct finger_image *image,
				    struct finger_template *out);

#endif
