/*
 * look: faces of many pictures, each decoded and looked at behind the sandbox.
 * Knows files, processes, time. Never knows whose pictures they are or what a score means.
 *
 *   this process                            jobs processes, forked, each in its sandbox
 *   reads a file's octets  -- look_link -->  decodes, makes worse, observes
 *   takes the numbers      <- look_link ---
 *
 * A process has its link open and nothing else. One that dies, does not end or answers what it was
 * not asked costs its picture alone: it is told, and another one starts.
 */
#ifndef EG_PROG_LOOK_H
#define EG_PROG_LOOK_H

#include "biometrics/condition.h"
#include "biometrics/portrait.h"
#include "prog/look_wire.h"

#define LOOK_JOBS_MAX 16
#define LOOK_SERVES                                                                   \
	10 /* pictures of one process; then a fresh one, which no picture has touched \
	    */

/* One picture, all borrowed. */
struct look_order {
	const char *path;
	bool found;     /* in a folder, not named by anybody: no link is followed to the file */
	unsigned looks; /* enum face_look */
	bool portrait;  /* looked at with a border if no face is found, as the gate does */
	uint64_t seed;  /* of the noise */
	const struct portrait_order *chip;   /* made into a chip's portrait first; NULL: as it is */
	const struct conditions *conditions; /* made worse first; NULL: as it is */
};

/* which: of the orders. The answer is borrowed for the call. */
typedef void look_take(void *context, size_t which, const struct look_answer *a);

/*
 * Looks at all, in any order. EG_OK also where pictures failed: their answers say so. EG_SANDBOX:
 * no process came into its sandbox; others: nothing more can be looked at.
 */
EG_CHECK enum eg_err look_all(struct face_engine *e, unsigned jobs, const struct look_order *orders,
			      size_t count, look_take *take, void *context);

#endif
