/*
 * mrz_answer: what a process behind the sandbox tells of one picture of a page.
 * Knows the octets between the two. Never knows a file.
 *
 * Whoever decodes foreign bytes may have been taken over by them: nothing out of range comes in
 * here, and no text but that of zones and printable letters.
 */
#ifndef EG_PROG_MRZ_ANSWER_H
#define EG_PROG_MRZ_ANSWER_H

#include "document/page_look.h"

#include "base/wr.h"

#define MRZ_ANSWER_REASON_MAX 96 /* with NUL */

struct mrz_answer {
	enum eg_err err; /* EG_OK: the picture was decoded and looked at */
	char reason[MRZ_ANSWER_REASON_MAX];
	uint32_t width; /* pixels */
	uint32_t height;
	uint32_t decode_us; /* of the processor: the file becomes grey */
	uint32_t read_us;   /* of the processor: grey becomes text */
	uint32_t look_us;   /* of the processor: what is seen beside the text */
	struct mrz_read read;
	struct page_seen seen;
	unsigned dpi; /* of the order, not of the answer: 0: nobody told it */
};

void mrz_answer_write(const struct mrz_answer *a, struct wr *out);
/* EG_BAD_DATA: no answer that mrz_answer_write gives; out is empty. */
EG_CHECK enum eg_err mrz_answer_read(struct rd octets, struct mrz_answer *out);

#endif
