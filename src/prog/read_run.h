/*
 * read_run: one document read from its laying on to the last finding, in one process.
 * Knows reader, session, clock, and the verify worker's job, which it calls as the worker does.
 * Never knows how a result is shown.
 */
#ifndef EG_PROG_READ_RUN_H
#define EG_PROG_READ_RUN_H

#include "emrtd/session.h"
#include "gate/policy.h"
#include "hal/reader.h"
#include "pki/trust.h"
#include "prog/read_key.h"
#include "prog/read_numbers.h"
#include "prog/read_suite.h"
#include "prog/read_terminal.h"

#define READ_FILES_MAX 32

struct read_order {
	const struct reader_backend *backend;
	struct reader *reader; /* open, borrowed */
	struct reader *record; /* the same if it is a recording, else NULL */
	struct reader *replay; /* the same if it is a transcript, else NULL */
	const struct read_key *key;
	uint32_t groups; /* EMRTD_GROUP bits */
	bool bac_after_pace;
	bool strict;               /* every file must be what its standard says, to the letter */
	const struct trust *trust; /* NULL: nothing is judged */
	struct date today;
	uint32_t wait_ms;   /* for a document to be laid on */
	uint32_t regain_ms; /* for a document that was lost to be laid on again; 0: never */
	const struct termauth_terminal *terminal; /* NULL: DG3 and DG4 are not read */
};

/* What was said over the link for one purpose. */
struct read_part {
	uint32_t apdus;
	uint32_t bytes_up;
	uint32_t bytes_down;
	int64_t link_us; /* waiting for the chip */
};

struct read_file {
	enum emrtd_file file;
	struct bytes content; /* owned */
	struct read_part part;
};

struct read_result {
	struct findings findings;
	struct emrtd_totals totals;
	struct read_suite suite;
	struct read_file files[READ_FILES_MAX]; /* as they came */
	size_t count;
	struct read_part access; /* from the first command after EF.CardAccess to open messaging */
	struct read_part terminal; /* Terminal Authentication, EF.CVCA apart */
	struct read_part rest;     /* what led to no file */
	struct read_part whole;
	int64_t whole_us; /* from the first command to the last finding */
	int64_t own_us;   /* of it, not waiting for the chip */
	int64_t cpu_us;   /* CPU time of this process meanwhile */
	bool judged;      /* there was a trust list */
};

/*
 * Reads and judges. EG_TIMEOUT: no document; EG_MISMATCH: a replay does not fit its transcript; all
 * that a chip does wrong is in the findings. The result is the caller's to clear, whatever comes.
 */
EG_CHECK enum eg_err read_run(const struct read_order *order, struct read_result *out);
void read_result_clear(struct read_result *r); /* cleanup; wipes */
/* The content of a file; empty if it was not read. */
struct rd read_content(const struct read_result *r, enum emrtd_file file);
/* "EF.SOD", "DG1", "Active Authentication". Static. */
const char *read_file_name(unsigned file);
/*
 * True if a finding speaks against the document: a failure, or a check that could not be told for
 * another reason than that what it needs is not at hand. strict: also tolerated deviations and
 * whatever could not be told; for files to the letter see read_order.
 */
bool read_found(const struct read_result *r, bool strict);

#endif
