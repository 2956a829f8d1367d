/*
 * page_job_part: what the parts of page_job share. Private to src/prog/page_job*.c.
 */
#ifndef EG_PROG_PAGE_JOB_PART_H
#define EG_PROG_PAGE_JOB_PART_H

#include "prog/page_job.h"

/* What one picture came to. */
struct page_sight {
	struct mrz_read read;
	struct page_seen seen;
	bool good;   /* a document whose chip can be opened */
	uint8_t ask; /* enum page_prompt, of one that is not; NONE: nothing is seen to be wrong */
	char zone[MSG_MRZ_SIZE];
	size_t size;
	uint8_t key[PAGE_JOB_KEY_ROOM];
	size_t key_size;
};
void page_sight_clear(struct page_sight *s); /* cleanup; wipes */

/* Looks and reads; whatever is wrong with a picture is an answer. */
void page_job_judge(const struct page_job *j, const struct mrz_image *image, unsigned dpi,
		    struct page_sight *out);
/* MSG_DOCUMENT, and MSG_PAGE_PICTURE behind it, of a good sight; image: the shot's. It counts as
 * told from then on. */
EG_CHECK enum eg_err page_job_tell(struct page_job *j, const struct page_shot *shot,
				   const struct mrz_image *image, const struct page_sight *s);
/* Another document than the one that was told, whose end nobody saw. */
bool page_job_is_other(const struct page_job *j, const struct page_sight *s);
/* MSG_DOCUMENT_GONE, and what is told of the other one. */
EG_CHECK enum eg_err page_job_exchange(struct page_job *j, const struct page_shot *shot,
				       const struct mrz_image *image, const struct page_sight *s);
/* MSG_PAGE_GUIDE, unless it was said last. */
EG_CHECK enum eg_err page_job_say(struct page_job *j, unsigned prompt);
/* Nothing lies there any more: all of it is wiped. */
void page_job_lifted(struct page_job *j);
/* MSG_DOCUMENT_GONE. */
EG_CHECK enum eg_err page_job_gone(struct page_job *j);
/* A picture of a live camera. */
EG_CHECK enum eg_err page_job_live(struct page_job *j, const struct page_shot *shot,
				   int64_t now_us);

#endif
