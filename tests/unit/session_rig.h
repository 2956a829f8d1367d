/*
 * session_rig: a session of src/emrtd with a document of forge in simulator/chip, in one process.
 * The two sides were written apart; between them a meddler may sit.
 */
#ifndef EG_TESTS_SESSION_RIG_H
#define EG_TESTS_SESSION_RIG_H

#include "emrtd/session.h"
#include "simulator/chip.h"
#include "simulator/forge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define RIG_PORTRAIT_SIZE 15000
#define RIG_FILES         48
#define RIG_APDUS_LIMIT   4000

extern const uint8_t rig_challenge[EMRTD_CHALLENGE_SIZE];
/* A JPEG by its head only; as much of it as a test wants. */
#define RIG_PORTRAIT_MAX 55000
extern uint8_t rig_portrait[RIG_PORTRAIT_MAX];

/* What lies between reader and chip: sees each command, and may answer in the chip's place. */
struct meddler {
	/* True: *answer is the answer, the chip never sees the command. */
	bool (*instead)(struct meddler *m, struct rd command, struct wr *answer);
	/* True: the contact is lost with this command, which the chip has not seen; it is regained
	 * at once. */
	bool (*lose)(struct meddler *m, struct rd command);
	/* Changes what the chip has answered. */
	void (*after)(struct meddler *m, struct rd command, uint8_t *answer, size_t *size);
	unsigned count; /* for the meddler's own use */
	struct chip *chip;
};

struct rig_result {
	struct findings findings;
	struct emrtd_totals totals;
	struct bytes file[RIG_FILES];
	unsigned order[RIG_FILES];
	unsigned files;
	unsigned parts; /* pieces that came (EMRTD_PART) */
};
void rig_result_free(struct rig_result *r); /* cleanup */

/* One document, one chip, one session from the printed zone. */
struct rig_setting {
	struct chip_profile profile;
	struct meddler *meddler;
	bool allow_bac;
	const char *wrong_information; /* instead of the document's */
	struct emrtd_config config;    /* what is set here holds; no groups: those of a gate */
	/* Changes the document before its chip is made; what it puts in must be static. */
	void (*alter)(struct chip_document *d);
};

int rig_open(void **state); /* the country; group set-up */
int rig_close(void **state);
struct forge_order rig_order(void);
void rig_run(const struct forge_order *order, const struct rig_setting *s, struct rig_result *r);
/* The same with a document that lies there already. */
void rig_run_document(const struct chip_document *document, struct rd information,
		      const struct rig_setting *s, struct rig_result *r);

void rig_finding(const struct rig_result *r, enum check c, enum verdict v, enum reason why);
/* The session handed this file or proof out, be it empty. */
bool rig_gave(const struct rig_result *r, enum emrtd_file file);
void rig_pass(const struct rig_result *r, enum check c);
/* Every file came whole, DG2 last; the portrait is the one of the order. */
void rig_files(const struct rig_result *r, const struct forge_order *order);

#endif
