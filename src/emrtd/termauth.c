/*
 * termauth: Terminal Authentication version 1, the reader's side: commands in their order.
 * Knows what is sent and signed. Never knows private keys, nor secure messaging.
 */
#include "emrtd/termauth.h"

#include "base/secret.h"

#include <stdlib.h>

#define TAG_REFERENCE 0x83 /* of a public key, TR-03110-3, B.3 */

#define SW_SIGNATURE_WRONG 0x6300 /* Doc 9303-11, 7.1.5.5 */

enum phase { SET_DST, VERIFY, SET_AT, CHALLENGE, AUTHENTICATE, ENDED };

struct termauth {
	const struct termauth_terminal *terminal; /* borrowed */
	struct cvc certificates[TERMAUTH_CERTIFICATES_MAX];
	size_t count;
	size_t place;
	enum phase phase;
	bool asked;   /* a command is out */
	bool retried; /* with another identifier */
	enum termauth_why why;
	uint8_t id_octets[TERMAUTH_ID_MAX];
	size_t id_size;
	uint8_t comp_octets[TERMAUTH_ID_MAX];
	size_t comp_size;
	uint8_t challenge[TERMAUTH_CHALLENGE_SIZE];
};

const char *termauth_why_text(enum termauth_why why)
{
	static const char *const texts[] = {
#define X(name, text) text,
		TERMAUTH_WHYS(X)
#undef X
	};
	return (size_t)why < sizeof(texts) / sizeof(texts[0]) ? texts[why] : "?";
}

void termauth_free(struct termauth **t)
{
	if (t != NULL && *t != NULL) {
		secret_wipe(*t, sizeof(**t));
		free(*t);
		*t = NULL;
	}
}

/* The terminal's certificates as parsed; the last must be a terminal's, each of the others not. */
static enum eg_err take_chain(struct termauth *t, struct rd car)
{
	struct rd certificates[TERMAUTH_CERTIFICATES_MAX];
	size_t count = 0;
	EG_TRY(t->terminal->chain(t->terminal->context, car, certificates,
				  TERMAUTH_CERTIFICATES_MAX, &count));
	if (count == 0 || count > TERMAUTH_CERTIFICATES_MAX) {
		return EG_FAIL(EG_NOT_FOUND, "chain of no certificates");
	}
	for (size_t i = 0; i < count; i++) {
		EG_TRY(cvc_parse(certificates[i], &t->certificates[i]));
		if ((t->certificates[i].role == CVC_IS) != (i + 1 == count)) {
			return EG_FAIL(EG_BAD_DATA, "chain does not end with the terminal's");
		}
	}
	t->count = count;
	return EG_OK;
}

static enum eg_err take_id(struct termauth *t, struct rd id_picc)
{
	if (id_picc.left == 0 ||
	    !rd_dump(id_picc, t->id_octets, sizeof(t->id_octets), &t->id_size)) {
		return EG_FAIL(EG_BAD_DATA, "identifier of the chip");
	}
	return EG_OK;
}

enum eg_err termauth_new(const struct termauth_terminal *terminal, struct rd car, struct rd id_picc,
			 struct rd comp_ifd, struct termauth **out)
{
	EG_AUTO(termauth_free) struct termauth *t = calloc(1, sizeof(*t));
	*out = NULL;
	if (t == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "Terminal Authentication");
	}
	t->terminal = terminal;
	if (!cvc_reference_valid(car)) {
		return EG_FAIL(EG_BAD_DATA, "reference of the chip's trust point");
	}
	EG_TRY(take_id(t, id_picc));
	if (comp_ifd.left == 0 ||
	    !rd_dump(comp_ifd, t->comp_octets, sizeof(t->comp_octets), &t->comp_size)) {
		return EG_FAIL(EG_BAD_DATA, "compressed key of the reader");
	}
	EG_TRY(take_chain(t, car));
	*out = t;
	t = NULL;
	return EG_OK;
}

enum eg_err termauth_new_any(const struct termauth_terminal *terminal,
			     const struct termauth_cars *cars, struct rd id_picc,
			     struct rd comp_ifd, struct termauth **out)
{
	*out = NULL;
	for (size_t i = 0; i < cars->count; i++) {
		enum eg_err err = termauth_new(terminal, cars->car[i], id_picc, comp_ifd, out);
		if (err != EG_NOT_FOUND) {
			return err;
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "no chain for the chip's trust points");
}

/* sIFD = Sign(SKIFD, IDIC || rIC || Comp(PKDH,IFD)), Doc 9303-11, 7.1.2 */
static enum eg_err sign(struct termauth *t, struct wr *data)
{
	uint8_t octets[2 * TERMAUTH_ID_MAX + TERMAUTH_CHALLENGE_SIZE];
	struct wr message = WR_ARRAY(octets);
	struct rd written;
	wr_put(&message, rd_of(t->id_octets, t->id_size));
	wr_put(&message, RD_ARRAY(t->challenge));
	wr_put(&message, rd_of(t->comp_octets, t->comp_size));
	EG_TRY(wr_done(&message, &written));
	enum eg_err err = t->terminal->sign(t->terminal->context, written, data);
	if (err != EG_OK) {
		t->why = TERMAUTH_NO_SIGNATURE;
		t->phase = ENDED;
	}
	return err;
}

enum eg_err termauth_next(struct termauth *t, struct apdu *c, struct wr *data, bool *done)
{
	struct rd written;
	const struct cvc *current = &t->certificates[t->place];
	*done = t->phase == ENDED && t->why == TERMAUTH_DONE;
	if (*done) {
		return EG_OK;
	}
	if (t->asked) {
		return EG_FAIL(EG_STATE, "the chip has not answered");
	}
	switch (t->phase) {
	case SET_DST:
		*c = (struct apdu){.ins = 0x22, .p1 = 0x81, .p2 = 0xB6};
		wr_tlv(data, TAG_REFERENCE, current->authority);
		break;
	case VERIFY:
		*c = (struct apdu){.ins = 0x2A, .p1 = 0x00, .p2 = 0xBE};
		wr_put(data, current->content);
		break;
	case SET_AT:
		*c = (struct apdu){.ins = 0x22, .p1 = 0x81, .p2 = 0xA4};
		wr_tlv(data, TAG_REFERENCE, current->holder);
		break;
	case CHALLENGE:
		*c = (struct apdu){.ins = 0x84, .le = TERMAUTH_CHALLENGE_SIZE};
		break;
	case AUTHENTICATE:
		*c = (struct apdu){.ins = 0x82};
		EG_TRY(sign(t, data));
		break;
	case ENDED:
		return EG_FAIL(EG_STATE, "Terminal Authentication has ended");
	}
	t->asked = true;
	return wr_done(data, &written);
}

/* Whose certificate it was that the chip refused. */
static enum termauth_why refused_certificate(const struct termauth *t)
{
	const struct cvc *c = &t->certificates[t->place];
	if (c->role == CVC_CVCA) {
		return TERMAUTH_LINK_REFUSED;
	}
	return c->role == CVC_IS ? TERMAUTH_IS_REFUSED : TERMAUTH_DV_REFUSED;
}

static enum termauth_why refusal(const struct termauth *t, uint16_t sw)
{
	switch (t->phase) {
	case SET_DST:
		return TERMAUTH_ISSUER_REFUSED;
	case VERIFY:
		return refused_certificate(t);
	case SET_AT:
		return TERMAUTH_KEY_REFUSED;
	case CHALLENGE:
		return TERMAUTH_NO_CHALLENGE;
	case AUTHENTICATE:
		return sw == SW_SIGNATURE_WRONG ? TERMAUTH_SIGNATURE_REFUSED
						: TERMAUTH_STATE_REFUSED;
	case ENDED:
		break;
	}
	return t->why;
}

static enum eg_err take_challenge(struct termauth *t, struct rd data)
{
	if (data.left != TERMAUTH_CHALLENGE_SIZE ||
	    !rd_copy(&data, t->challenge, sizeof(t->challenge))) {
		t->phase = ENDED;
		t->why = TERMAUTH_BAD_CHALLENGE;
		return EG_FAIL(EG_BAD_DATA, "challenge of the chip is not 8 octets");
	}
	return EG_OK;
}

/* What comes after an accepted command. */
static enum phase after(struct termauth *t)
{
	switch (t->phase) {
	case SET_DST:
		return VERIFY;
	case VERIFY:
		if (t->place + 1 < t->count) {
			t->place++;
			return SET_DST;
		}
		return SET_AT;
	case SET_AT:
		return CHALLENGE;
	case CHALLENGE:
		return AUTHENTICATE;
	case AUTHENTICATE:
		t->why = TERMAUTH_DONE;
		return ENDED;
	case ENDED:
		break;
	}
	return ENDED;
}

enum eg_err termauth_take(struct termauth *t, struct rd data, uint16_t sw)
{
	if (!t->asked) {
		return EG_FAIL(EG_STATE, "nothing was asked of the chip");
	}
	t->asked = false;
	if (sw != SW_OK) {
		t->why = refusal(t, sw);
		t->phase = ENDED;
		return EG_FAIL(EG_DENIED, "the chip refused Terminal Authentication");
	}
	if (t->phase == CHALLENGE) {
		EG_TRY(take_challenge(t, data));
	}
	t->phase = after(t);
	return EG_OK;
}

enum termauth_why termauth_why(const struct termauth *t)
{
	return t->why;
}

uint8_t termauth_access(const struct termauth *t)
{
	uint8_t access = CVC_READ_DG3 | CVC_READ_DG4;
	for (size_t i = 0; i < t->count; i++) {
		access &= t->certificates[i].access;
	}
	return access;
}

size_t termauth_place(const struct termauth *t)
{
	return t->place;
}

enum eg_err termauth_retry(struct termauth *t, struct rd id_picc)
{
	if (t->why != TERMAUTH_SIGNATURE_REFUSED || t->retried) {
		return EG_FAIL(EG_STATE, "no second try of Terminal Authentication");
	}
	EG_TRY(take_id(t, id_picc));
	t->retried = true;
	t->why = TERMAUTH_GOING_ON;
	t->phase = SET_AT;
	return EG_OK;
}
