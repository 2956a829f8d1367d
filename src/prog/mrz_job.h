/*
 * mrz_job: one file with a picture of a page, decoded and read behind the sandbox.
 * Knows the order of the steps and what each may take. Never knows a file's name.
 */
#ifndef EG_PROG_MRZ_JOB_H
#define EG_PROG_MRZ_JOB_H

#include "prog/mrz_answer.h"

/* What is asked for. */
struct mrz_order {
	const char *path;
	bool found;   /* in a folder, so that no link is followed */
	unsigned dpi; /* of the picture, as the caller knows it; 0: it does not */
};

/*
 * Forks; the child alone sees the file's octets. The answer tells also why there is none: a->err.
 */
void mrz_job(const struct mrz_order *order, struct mrz_answer *a);

#endif
