/*
 * core_picture: when the two faces of a traveller and their page are kept, and when an officer is
 * shown them.
 * Knows when each may come and who may see it. Never knows a picture's bytes, nor descriptors: both
 * are behind ports.
 *
 * A face worker shows a picture behind what it belongs to, so that no crossing waits for it: the
 * portrait once, after MSG_PORTRAIT_READY; a live one after each MSG_FACE_RESULT. Any other is a
 * violation, so a worker that was taken over can send no more of them than the lane has asked for
 * results. A page worker shows its page once, after MSG_BEGIN, where its reader gives pictures:
 * documents that nobody begins with are shown to nobody.
 */
#include "prog/core_lane.h"

static unsigned bit(unsigned which)
{
	return 1u << which;
}

void lane_picture_due(struct lane *l, enum face_picture which)
{
	l->traveller.due = (uint8_t)(l->traveller.due | bit(which));
}

/* Only referrals: whoever goes through needs nobody who looks at them. */
bool lane_shows(const struct lane *l)
{
	return l->gate.epoch != 0 && gate_refers(l->gate.state);
}

bool lane_picture(struct lane *l, enum role from, const struct msg *m, int bulk_fd)
{
	struct lane_traveller *t = &l->traveller;
	enum face_picture which = (enum face_picture)m->body.face_picture.which;
	if (!permit_picture(from, which) || (t->due & bit(which)) == 0) {
		return false;
	}
	t->due = (uint8_t)(t->due & ~bit(which));
	enum eg_err err = l->ports.keep(l->ports.context, m, bulk_fd);
	if (err != EG_OK) {
		return err == EG_IO; /* ours, and no fault of the traveller */
	}
	if (which == FACE_PICTURE_LIVE && t->captures > 0) {
		/* An officer has ordered another since: who is seen in it may have left. */
		l->ports.forget(l->ports.context, which);
	} else if (l->shows) {
		l->ports.show(l->ports.context, which);
	}
	return true;
}

void lane_pictures_follow(struct lane *l)
{
	bool shows = lane_shows(l);
	for (unsigned which = 0; shows && !l->shows && which < FACE_PICTURE_COUNT; which++) {
		l->ports.show(l->ports.context, (enum face_picture)which);
	}
	l->shows = shows;
}

void lane_pictures_doubt(struct lane *l, enum role from)
{
	for (unsigned which = 0; which < FACE_PICTURE_COUNT; which++) {
		if (permit_picture(from, (enum face_picture)which)) {
			l->ports.forget(l->ports.context, (enum face_picture)which);
		}
	}
}

void lane_pictures_forget(struct lane *l)
{
	for (unsigned which = 0; which < FACE_PICTURE_COUNT; which++) {
		l->ports.forget(l->ports.context, (enum face_picture)which);
	}
}
