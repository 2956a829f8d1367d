/*
 * verify_job: the verify worker's job for one traveller: from the chip's files to findings.
 * Knows the order in which files may be believed. Never knows sockets, descriptors or policy.
 *
 * Nothing is parsed before its hash is verified. Files may come in any order; each may come once.
 *
 *   EF.SOD -> Passive Authentication
 *   EF.COM -> compared with EF.SOD
 *   DG1  -> hash -> MRZ -> MSG_HOLDER, compared with the printed zone and the signer's country
 *   DG14 -> hash -> hash algorithm of Active Authentication
 *   DG15 -> hash -> key of Active Authentication -> signature over the core's own challenge
 *   DG2  -> hash -> MSG_PORTRAIT
 *   DG3  -> hash -> MSG_FINGER (prog/verify_finger.h)
 */
#ifndef EG_PROG_VERIFY_JOB_H
#define EG_PROG_VERIFY_JOB_H

#include "emrtd/mrz.h"
#include "pki/passive.h"
#include "pki/trust.h"
#include "wire/msg.h"

/* Where messages go; bulk is empty for messages without. */
struct verify_sink {
	void *context;
	enum eg_err (*send)(void *context, const struct msg *m, struct rd bulk);
};

struct verify_job {
	const struct trust *trust;      /* borrowed */
	struct passive_profile profile; /* the field profile, until it is set */
	struct verify_sink sink;
	bool wants_fingers; /* false until it is set: nothing is said about the chip's */
	uint32_t epoch;     /* 0: no traveller yet */
	bool ended;
	struct msg_begin begin;
	struct mrz printed; /* of begin; empty if there is none that can be read */
	struct findings findings;
	struct passive *passive; /* owned; NULL until EF.SOD was judged well formed */
	bool sod_judged;
	struct rd files[CHIP_FILE_LIMIT]; /* by enum chip_file_id; borrowed */
	uint64_t here;                    /* bit for each that came */
	uint64_t judged;
};

bool verify_job_has(const struct verify_job *j, enum chip_file_id file);
/* A list says that this group's contents are not to be used (TR-03129-2, 7.3.2.1). */
bool verify_job_listed(const struct verify_job *j, unsigned group);
/* By what the signed files are judged; borrows from the job. */
struct passive_input verify_job_input(const struct verify_job *j);
/* What was passed over so far, by the profile or because a list explains it. */
struct faults verify_job_tolerated(const struct verify_job *j);
struct verify_job verify_job_new(const struct trust *t, struct verify_sink sink);
void verify_job_clear(struct verify_job *j); /* cleanup; wipes */
/* Takes the traveller of a MSG_BEGIN. EG_STATE if there is one already. */
EG_CHECK enum eg_err verify_job_begin(struct verify_job *j, const struct msg *begin);
/*
 * Takes one file and does what it makes possible. The bytes are borrowed until verify_job_clear.
 * EG_DENIED for a number that is no file, or a second one of its kind: the sender is hostile.
 */
EG_CHECK enum eg_err verify_job_file(struct verify_job *j, unsigned file, struct rd bytes);
/* No more files come: the last checks, MSG_FINDINGS. */
EG_CHECK enum eg_err verify_job_end(struct verify_job *j);

#endif
