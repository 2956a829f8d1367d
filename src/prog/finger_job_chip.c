/*
 * finger_job_chip: the chip's fingers become templates, and small pictures to know copies by.
 * Knows images of DG3, encoded. Never knows a live finger, nor who is asked.
 *
 * Of several images of one position the one of the best quality is compared, and no other: the best
 * score of n comparisons would not be the likelihood ratio that it says, and n strangers' chances
 * would hide in it. Copies are looked for among all of them. Of one finger under several positions
 * one counts: else its score would add to itself, and half of what a match asks for would do.
 */
#include "prog/finger_job_part.h"

#include "base/secret.h"

bool finger_job_usable(struct finger_job *j, const struct finger_template *t)
{
	return finger_match(j->matcher, t, t) != FINGER_SCORE_NONE;
}

/* False: what shows too little has too little in common with every press, and nobody could pass. */
static bool keep_imprint(struct finger_job *j, const struct finger_image *image)
{
	struct finger_job_chip *c = &j->chip;
	struct finger_imprint *at = &c->imprint[c->imprints];
	finger_attack_imprint(j->attack, image, at);
	if (at->strength < j->limits.attack.weak) {
		finger_imprint_clear(at);
		return false;
	}
	c->dpi[c->imprints] = image->dpi;
	c->imprints++;
	return true;
}

static void keep_template(struct finger_job *j, const struct finger_image *image, uint8_t position)
{
	EG_AUTO(finger_template_clear) struct finger_template t = {0};
	struct finger_template *best = &j->chip.best[position];
	const uint16_t bit = (uint16_t)(1u << position);
	if (finger_extract(j->extractor, image, &t) != EG_OK || !finger_job_usable(j, &t)) {
		return;
	}
	if ((j->chip.positions & bit) == 0 || t.quality > best->quality) {
		*best = t;
		j->chip.positions |= bit;
	}
}

static bool has(const struct finger_job_chip *c, unsigned position)
{
	return (c->positions & 1u << position) != 0;
}

/* A finger that was enrolled twice: the poorer one goes. */
static void drop_if_same(struct finger_job *j, unsigned a, unsigned b)
{
	struct finger_job_chip *c = &j->chip;
	if (!has(c, a) || !has(c, b) ||
	    finger_match(j->matcher, &c->best[a], &c->best[b]) < j->limits.other) {
		return;
	}
	unsigned poorer = c->best[b].quality > c->best[a].quality ? a : b;
	c->positions = (uint16_t)(c->positions & ~(1u << poorer));
	finger_template_clear(&c->best[poorer]);
}

static void drop_repeated(struct finger_job *j)
{
	for (unsigned a = 1; a <= POLICY_POSITIONS; a++) {
		for (unsigned b = a + 1; b <= POLICY_POSITIONS; b++) {
			drop_if_same(j, a, b);
		}
	}
}

/* False where it could not be decoded. */
static bool look_at(struct finger_job *j, const struct finger_job_encoded *e)
{
	EG_AUTO(finger_image_free) struct finger_image image = {0};
	if (finger_image_decode(e->bytes, &e->told, &image) != EG_OK) {
		return false;
	}
	if (keep_imprint(j, &image)) { /* a copy of what is compared has to be known */
		keep_template(j, &image, e->position);
	}
	return true;
}

static void tell(uint32_t epoch, enum verdict v, enum reason why, uint16_t positions,
		 struct finger_said *said)
{
	struct msg findings = msg_make(MSG_FINDINGS, epoch);
	struct msg ready = msg_make(MSG_FINGERS_READY, epoch);
	findings.body.findings.findings = findings_none();
	findings_set(&findings.body.findings.findings, CHECK_FINGER_CHIP, v, why);
	ready.body.fingers_ready.positions = positions;
	finger_job_say(said, &findings);
	finger_job_say(said, &ready);
}

void finger_job_blame(uint32_t epoch, enum reason why, struct finger_said *said)
{
	tell(epoch, VERDICT_CANNOT_TELL, why, 0, said);
}

void finger_job_chip_look(struct finger_job *j, struct finger_said *said)
{
	struct finger_job_chip *c = &j->chip;
	bool decoded = false;
	for (uint8_t i = 0; i < c->came; i++) {
		decoded = look_at(j, &c->image[i]) || decoded;
	}
	drop_repeated(j);
	secret_wipe(c->image, sizeof(c->image)); /* what was borrowed goes back */
	c->ready = true;
	if (c->positions != 0) {
		tell(j->epoch, VERDICT_PASS, REASON_NONE, c->positions, said);
	} else {
		finger_job_blame(j->epoch, decoded ? REASON_POOR_QUALITY : REASON_UNDECODABLE,
				 said);
	}
}
