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
/*
 * What *out held before is freed first: begin with NULL. EG_NO_MEMORY; then *out is NULL. 15 MB:
 * all planes of the largest image at 500 dpi, and the filters.
 */
EG_CHECK enum eg_err finger_extractor_new(struct finger_extractor **out);
/* Cleanup: wipes; leaves NULL, accepts NULL inside. */
void finger_extractor_free(struct finger_extractor **x);
/*
 * The image is only read; rows without gaps, 0 dark. EG_NOT_FOUND: no ridges, or too few of them to
 * be compared (blank, constant, a sensor's own pattern). EG_BAD_DATA: no pixels, or sides or a
 * resolution beyond FINGER_SIDE_MAX, FINGER_DPI_MIN, FINGER_DPI_MAX. Whatever fails, out is empty.
 * A negative (bright ridges) is not refused: its minutiae are the same with their types exchanged.
 */
EG_CHECK enum eg_err finger_extract(struct finger_extractor *x, const struct finger_image *image,
				    struct finger_template *out);

#endif
