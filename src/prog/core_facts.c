/*
 * core_facts: what an officer is told of whoever is referred: page, chip, findings, hits.
 * Knows which facts there are, which were told, and what of them policy tolerates. Never knows
 * who watches; pictures are those of core_picture.c.
 *
 * As soon as a traveller is referred, and then whatever comes later, each once; findings again
 * where they have become others. Nothing of whoever goes through.
 */
#include "prog/core_lane.h"

enum place { PLACE_PAGE, PLACE_CHIP, PLACE_FINDINGS, PLACE_HITS };

_Static_assert(LANE_FACTS == PLACE_HITS + LOOKUP_SOURCE_COUNT * HITS_MAX && LANE_FACTS < 32,
	       "each fact has a place and a bit");

static bool hit_at(const struct lane_traveller *t, unsigned number, struct msg_hit *out)
{
	const struct lane_lookup *k = &t->lookups[number / HITS_MAX];
	if (number % HITS_MAX >= k->told) {
		return false;
	}
	*out = k->hits[number % HITS_MAX];
	return true;
}

/* Nobody is kept at a desk for fingers that cannot be had, but its officer has to know. */
static bool tolerates(const struct lane *l, enum check c)
{
	return policy_tolerates(&l->settings.policy, c, l->traveller.findings.of[c]) &&
	       (c != CHECK_FINGER_CHIP || !lane_desk_lacks_finger(l));
}

static struct msg_findings findings_of(const struct lane *l)
{
	const struct lane_traveller *t = &l->traveller;
	struct msg_findings f = {.findings = t->findings};
	for (size_t i = 0; i < MSG_FAULTS_SIZE; i++) {
		f.tolerated[i] = t->tolerated[i];
	}
	for (unsigned c = 0; c < CHECK_COUNT; c++) {
		f.excused[c / 8] |= (uint8_t)(tolerates(l, (enum check)c) ? 1u << c % 8 : 0);
	}
	return f;
}

bool lane_fact(const struct lane *l, unsigned place, struct msg *out)
{
	const struct lane_traveller *t = &l->traveller;
	if (place == PLACE_PAGE) {
		*out = msg_make(MSG_DOCUMENT, t->epoch);
		out->body.document = t->document;
		return t->document.kind != DOCUMENT_NONE;
	}
	if (place == PLACE_CHIP) {
		*out = msg_make(MSG_HOLDER, t->epoch);
		out->body.holder = t->chip;
		return t->holder;
	}
	if (place == PLACE_FINDINGS) {
		*out = msg_make(MSG_FINDINGS, t->epoch);
		out->body.findings = findings_of(l);
		return true;
	}
	*out = msg_make(MSG_HIT, t->epoch);
	return place < LANE_FACTS && hit_at(t, place - PLACE_HITS, &out->body.hit);
}

static bool told(const struct lane *l, unsigned place, const struct msg *m)
{
	bool same = place != PLACE_FINDINGS ||
		    rd_equal(rd_of(m, msg_length(m)),
			     rd_of(&l->findings_told, msg_length(&l->findings_told)));
	return (l->facts_told & 1u << place) != 0 && same;
}

void lane_facts_follow(struct lane *l)
{
	if (!lane_shows(l)) {
		l->facts_told = 0;
		return;
	}
	for (unsigned place = 0; place < LANE_FACTS; place++) {
		struct msg m;
		if (!lane_fact(l, place, &m) || told(l, place, &m)) {
			continue;
		}
		l->facts_told |= 1u << place;
		l->findings_told = place == PLACE_FINDINGS ? m : l->findings_told;
		l->ports.inform(l->ports.context, &m);
	}
}
