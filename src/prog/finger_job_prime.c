/*
 * finger_job_prime: everything that a traveller's fingers need is done once, before there is one.
 * Knows a picture of rings that is nobody's. Never knows a chip or a sensor.
 *
 * What is touched for the first time while somebody waits costs them that time: pages, and what the
 * processor has not seen yet.
 */
#include "prog/finger_job_part.h"

#include "base/secret.h"

#include <math.h>

#define SIDE   360    /* pixels: of a press */
#define PERIOD 9.0F   /* from ridge to ridge */
#define EDGE   150.0F /* contact ends so far from its middle */

static enum eg_err draw(struct finger_image *out)
{
	EG_TRY(finger_image_new(SIDE, SIDE, 500, out));
	for (int y = 0; y < SIDE; y++) {
		for (int x = 0; x < SIDE; x++) {
			/* Two middles, so that rings meet, and end. */
			float left = hypotf((float)(x - SIDE / 3), (float)(y - SIDE / 2));
			float right = hypotf((float)(x - SIDE / 2), (float)(y - SIDE / 3));
			float wave = sinf(fminf(left, right) * 2 * (float)M_PI / PERIOD);
			if (left < EDGE) {
				out->grey[y * SIDE + x] = (uint8_t)(128 + 90 * wave);
			}
		}
	}
	return EG_OK;
}

enum eg_err finger_job_prime(struct finger_job *j)
{
	EG_AUTO(finger_image_free) struct finger_image rings = {0};
	struct finger_job_kept *k = &j->look.kept;
	struct finger_quality q = {0};
	EG_TRY(draw(&rings));
	enum eg_err err = finger_extract(j->extractor, &rings, &k->live);
	(void)err; /* whether rings make a template is of no matter */
	j->chip.best[0] = k->live;
	(void)finger_match(j->matcher, &j->chip.best[0], &k->live); /* nobody's score */
	finger_quality_assess(&rings, NULL, &q);
	finger_attack_imprint(j->attack, &rings, &j->chip.imprint[0]);
	(void)finger_attack_alike(j->attack, &j->chip.imprint[0], &j->chip.imprint[0]);
	secret_wipe(&j->look, sizeof(j->look));
	secret_wipe(&j->chip, sizeof(j->chip));
	return EG_OK;
}
