/*
 * face_show: what an officer is shown of a traveller: the portrait and the best live frame, small
 * and encoded anew.
 * Knows pictures, and which frame of a capture shows most. Never knows sockets, nor a score.
 */
#include "prog/face_show.h"

#include "biometrics/picture_encode.h"

/* A frame shows a face that the job took, one that it did not, or none. */
#define RANK_TAKEN (2u << 16)
#define RANK_FACE  (1u << 16)
#define RANK_FRAME 1u

void face_show_clear(struct face_show *s)
{
	picture_free(&s->best);
	s->rank = 0;
}

/* What the job took makes its collection longer, or begins a new one. */
static bool taken(const struct face_show *s, const struct face_job *j)
{
	return j->collection == s->collection ? j->count > s->count : j->count > 0;
}

void face_show_frame(struct face_show *s, struct picture *p, const struct face_observation *seen,
		     const struct face_job *j)
{
	bool took = taken(s, j);
	if (j->collection != s->collection) {
		face_show_clear(s); /* that was somebody else, or not somebody alone */
	}
	s->collection = j->collection;
	s->count = j->count;
	uint32_t rank = RANK_FRAME;
	if (seen != NULL) {
		rank = (took ? RANK_TAKEN : RANK_FACE) + seen->face.norm;
	}
	if (p->bgr != NULL && (rank > s->rank || (rank == s->rank && seen == NULL))) {
		picture_free(&s->best);
		s->best = *p;
		s->rank = rank;
		*p = (struct picture){0};
	}
}

static enum eg_err encode(const struct picture *p, enum face_picture which, struct msg *m,
			  struct bytes *jpeg)
{
	EG_AUTO(picture_free) struct picture small = {0};
	*m = msg_make(MSG_FACE_PICTURE, 0);
	EG_TRY(picture_shrink(p, FACE_PICTURE_WIDTH_MAX, FACE_PICTURE_HEIGHT_MAX, &small));
	EG_TRY(picture_encode_fitting(&small, false, FACE_PICTURE_SIZE_MAX, jpeg));
	m->body.face_picture = (struct msg_face_picture){
		.size = (uint32_t)jpeg->size,
		.width = (uint16_t)small.width,
		.height = (uint16_t)small.height,
		.which = (uint8_t)which,
	};
	return EG_OK;
}

enum eg_err face_show_portrait(const struct picture *p, struct msg *m, struct bytes *jpeg)
{
	if (p->bgr == NULL) {
		return EG_FAIL(EG_NOT_FOUND, "portrait was not decoded");
	}
	return encode(p, FACE_PICTURE_PORTRAIT, m, jpeg);
}

enum eg_err face_show_live(struct face_show *s, struct msg *m, struct bytes *jpeg)
{
	if (s->rank == 0) {
		return EG_FAIL(EG_NOT_FOUND, "no frame came");
	}
	enum eg_err err = encode(&s->best, FACE_PICTURE_LIVE, m, jpeg);
	face_show_clear(s);
	return err;
}
