/*
 * face_policy: which scores decide: false match rates of the configuration, looked up in the table
 * of the embedder that the lane uses. Knows both. Never knows a face; policy decides.
 *
 *   [face]    model = NAME|FILE    fmr = 1/N    refer-fmr = 1/N
 *   [policy]  face-match face-refer face-replay    said outright, these overrule the table
 *             page-match page-refer                likewise; else those of the live face: the
 *                                                  portrait on the page is scored by the same model
 */
#ifndef EG_PROG_FACE_POLICY_H
#define EG_PROG_FACE_POLICY_H

#include "biometrics/face_embedder.h"
#include "prog/config.h"

/* The rates where nobody asks for others: one match, one look of an officer, in so many. */
#define FACE_POLICY_FMR       1000 /* Frontex's guidelines for automated border control */
#define FACE_POLICY_REFER_FMR 100

struct face_policy {
	uint32_t model; /* face_embedder_model */
	int16_t match;  /* scores x 1000, as in gate/policy.h */
	int16_t refer;
	int16_t replay;
	int16_t page_match;
	int16_t page_refer;
	uint32_t one_in; /* the rate that the table promises at match; 0: it was said outright */
	uint32_t refer_one_in; /* the same of refer */
};

/*
 * EG_CONFIG with the reason where a rate and a score are both given, no threshold is known for a
 * rate, a match would let more than one in FACE_POLICY_WORST pass, or policy_check refuses.
 */
#define FACE_POLICY_WORST 300
EG_CHECK enum eg_err face_policy_choose(const struct config *c, const struct face_embedder *m,
					struct face_policy *out);
/* The same for a shipped model; of one with a path, which is not opened, only what needs no table.
 */
EG_CHECK enum eg_err face_policy_check(const struct config *c);
/* Loads the description, chooses, and adds the choice to the words of the core. *line as in
 * embedder_file_load. */
EG_CHECK enum eg_err face_policy_apply(struct config *c, struct face_policy *out, int *line);

#endif
