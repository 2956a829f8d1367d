/*
 * mrz_job: one file with a picture of a page, decoded and read behind the sandbox.
 * Knows the order of the steps and what each may take. Never knows a file's name.
 */
#ifndef EG_PROG_MRZ_JOB_H
#define EG_PROG_MRZ_JOB_H

#include "prog/mrz_answer.h"

/*
 * Forks; the child alone sees the file's octets. path is opened here. found: it was found in a
 * folder, so that no link is followed. The answer tells also why there is none: a->err.
 */
void mrz_job(const char *path, bool found, struct mrz_answer *a);

#endif
