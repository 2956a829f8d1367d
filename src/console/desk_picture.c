/*
 * desk_picture: the faces of whoever is referred, in memory that no disk ever sees.
 * Knows sizes, and when bytes are wiped. Never knows what is to be seen.
 */
#include "console/desk_impl.h"

#include "base/secret.h"

#include <sys/mman.h>

static void let_go(struct desk_picture *p)
{
	if (p->bytes != NULL) {
		secret_wipe(p->bytes, p->size);
		(void)munmap(p->bytes,
			     p->size); /* fails only for an address that was never mapped */
	}
	*p = (struct desk_picture){0};
}

void desk_pictures_forget(struct desk_case *c)
{
	for (size_t i = 0; i < FACE_PICTURE_COUNT; i++) {
		let_go(&c->pictures[i]);
	}
}

/* In memory that is never written to a disk, nor into a core dump. */
static enum eg_err hold(struct rd bytes, struct desk_picture *out)
{
	size_t size = 0;
	uint8_t *at =
		mmap(NULL, bytes.left, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED) {
		return EG_FAIL(EG_NO_MEMORY, "a picture");
	}
	if (mlock(at, bytes.left) != 0 || madvise(at, bytes.left, MADV_DONTDUMP) != 0 ||
	    !rd_dump(bytes, at, bytes.left, &size)) {
		(void)munmap(at, bytes.left); /* nothing is in it */
		return EG_FAIL(EG_NO_MEMORY, "a picture cannot be locked in memory");
	}
	out->bytes = at;
	out->size = bytes.left;
	return EG_OK;
}

enum eg_err desk_case_picture(struct desk *d, struct desk_lane *l, struct desk_case *c,
			      const struct msg_face_picture *p, struct rd bytes)
{
	struct desk_picture fresh = {0};
	if (p->which >= FACE_PICTURE_COUNT || bytes.left != p->size || bytes.left == 0 ||
	    bytes.left > FACE_PICTURE_SIZE_MAX) {
		return EG_FAIL(EG_BAD_DATA, "a picture of another size than told");
	}
	EG_TRY(hold(bytes, &fresh));
	struct desk_picture *kept = &c->pictures[p->which];
	fresh.count = kept->count + 1;
	let_go(kept);
	*kept = fresh;
	if (c->state != CASE_NONE) {
		desk_touch_case(d, l, c);
	}
	return EG_OK;
}

/* How often one has come stays known: browsers ask for the next one by that. */
void desk_case_live_over(struct desk *d, struct desk_lane *l, struct desk_case *c)
{
	struct desk_picture *live = &c->pictures[FACE_PICTURE_LIVE];
	uint32_t count = live->count;
	if (live->bytes != NULL) {
		let_go(live);
		live->count = count;
		desk_touch_case(d, l, c);
	}
}

bool desk_picture(const struct desk *d, const char *id, enum face_picture which, struct rd *out)
{
	unsigned lane = 0;
	const struct desk_case *c = desk_case_seen(d, id, &lane);
	*out = RD_EMPTY;
	if (c == NULL || (unsigned)which >= FACE_PICTURE_COUNT ||
	    c->pictures[which].bytes == NULL) {
		return false;
	}
	*out = rd_of(c->pictures[which].bytes, c->pictures[which].size);
	return true;
}
