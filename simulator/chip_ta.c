/*
 * chip_ta: Terminal Authentication version 1 on the card's side (Doc 9303-11, 7.1).
 * Knows the trust points, the date as the chip believes it, and the rights of a session.
 * Never knows what the files behind the rights hold.
 *
 *   [MSE:Set DST -> PSO:Verify Certificate] for link, DV, terminal
 *   MSE:Set AT -> GET CHALLENGE -> EXTERNAL AUTHENTICATE
 */
#include "simulator/chip_internal.h"

#define TAG_BODY       0x7F4E
#define TAG_SIGNATURE  0x5F37
#define TAG_ISSUER     0x42
#define CHALLENGE_SIZE 8

/* For certificates. What the terminal signs itself is held to the letter. */
static chip_cvc_verify_fn *certificate_rule(const struct chip *c)
{
	return c->profile.ta_loose ? chip_cvc_verify_loose : chip_cvc_verify;
}

enum eg_err chip_ta_load(struct chip *c)
{
	const struct chip_document *d = c->document;
	if (d->current_date.left == 0) {
		return EG_OK;
	}
	if (!chip_cvc_date(d->current_date, &c->ta.today)) {
		return EG_FAIL(EG_BAD_DATA, "the chip's date is no day");
	}
	for (size_t i = 0; i < d->trust_point_count; i++) {
		EG_TRY(chip_cvc_parse_root(d->trust_points[i], certificate_rule(c),
					   &c->ta.trust[i]));
		c->ta.trust_count++;
	}
	return EG_OK;
}

void chip_ta_free(struct chip *c)
{
	chip_ta_forget(c);
	for (size_t i = 0; i < CHIP_TRUST_POINTS_MAX; i++) {
		chip_cvc_free(&c->ta.trust[i]);
	}
	c->ta = (struct chip_ta){0};
}

void chip_ta_forget(struct chip *c)
{
	chip_cvc_free(&c->ta.temporary);
	c->ta.has_temporary = false;
	c->ta.verifier = NULL;
	c->ta.terminal_set = false;
	c->ta.challenged = false;
}

/* Inside secure messaging, and bound to a chip that has shown itself genuine (7.1.2). */
static enum chip_sw may_begin(const struct chip *c)
{
	if (!c->sm.active || c->session.comp_ifd_size == 0) {
		return SW_SECURITY_STATUS;
	}
	return chip_has_eac_here(c) ? SW_OK : SW_CONDITIONS_OF_USE;
}

static bool is_root(const struct chip_cvc *k)
{
	return k->role == CHIP_CVC_CVCA;
}

enum chip_sw chip_ta_set_dst(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m)
{
	struct chip_ta *t = &c->ta;
	(void)a;
	enum chip_sw sw = may_begin(c);
	if (sw != SW_OK) {
		return sw;
	}
	t->verifier = NULL;
	t->terminal_set = false;
	if (m->reference.left == 0) {
		return SW_WRONG_DATA;
	}
	for (size_t i = 0; i < t->trust_count; i++) {
		if (chip_cvc_named(&t->trust[i].holder, m->reference)) {
			t->verifier = &t->trust[i];
			return SW_OK;
		}
	}
	if (t->has_temporary && t->temporary.role != CHIP_CVC_TERMINAL &&
	    chip_cvc_named(&t->temporary.holder, m->reference)) {
		t->verifier = &t->temporary;
		return SW_OK;
	}
	return SW_REFERENCE_NOT_FOUND;
}

/* One algorithm in a chain; only a link may go over to another (TR-03110-3, 2.3). */
static bool same_algorithm(const struct chip_cvc *a, const struct chip_cvc *b)
{
	return a->alg.scheme == b->alg.scheme && a->alg.hash == b->alg.hash;
}

/* A CVCA signs CVCAs and DVs, a DV signs terminals (2.1, 2.2); nobody else signs. */
static bool may_issue(const struct chip_ta *t, const struct chip_cvc *issuer,
		      const struct chip_cvc *made)
{
	if (!is_root(made) && !same_algorithm(issuer, made)) {
		return false;
	}
	if (!is_root(issuer)) {
		return made->role == CHIP_CVC_TERMINAL;
	}
	if (made->role == CHIP_CVC_TERMINAL) {
		return false;
	}
	/* Expired trust points go on for links only (7.1.4.3.4). */
	return is_root(made) || date_compare(issuer->until, t->today) >= 0;
}

static void write_ef_cvca(struct chip_ta *t)
{
	struct wr w = WR_ARRAY(t->ef_cvca);
	for (size_t i = 0; i < t->trust_count; i++) {
		wr_tlv(&w, TAG_ISSUER, rd_of(t->trust[i].holder.text, t->trust[i].holder.size));
	}
	wr_fill(&w, 0, sizeof(t->ef_cvca) - w.size);
	t->moved = true;
}

/* Of more than two the one with the least recent date goes (7.1.4.3.4, step 3). */
static void enable(struct chip_ta *t, struct chip_cvc *fresh)
{
	size_t at = t->trust_count;
	while (at > 0 && date_compare(t->trust[at - 1].from, fresh->from) <= 0) {
		t->trust[at] = t->trust[at - 1];
		at--;
	}
	t->trust[at] = *fresh;
	t->trust_count++;
	*fresh = (struct chip_cvc){0};
	if (t->trust_count > CHIP_TRUST_POINTS_MAX) {
		t->trust_count--;
		/* Its key goes; every place behind the count is empty. */
		chip_cvc_free(&t->trust[t->trust_count]);
	}
	write_ef_cvca(t);
}

/* A name that the chip knows already is not imported again (7.1.4.3.7). */
static bool known(const struct chip_ta *t, const struct chip_cvc_name *name)
{
	for (size_t i = 0; i < t->trust_count; i++) {
		if (chip_cvc_named(&t->trust[i].holder, rd_of(name->text, name->size))) {
			return true;
		}
	}
	return false;
}

/* Only who is trusted to know the day moves the chip's date (7.1.4.3.3). */
static bool accurate(const struct chip_cvc *issuer, const struct chip_cvc *made)
{
	return made->role != CHIP_CVC_TERMINAL || issuer->role == CHIP_CVC_DV_DOMESTIC;
}

static void import(struct chip_ta *t, const struct chip_cvc *issuer, struct chip_cvc *made)
{
	if (accurate(issuer, made) && date_compare(t->today, made->from) < 0) {
		t->today = made->from;
	}
	if (is_root(made)) {
		enable(t, made);
		return;
	}
	made->rights &= issuer->rights; /* effective: of the whole chain (7.1.4.3.6) */
	chip_cvc_free(&t->temporary);
	t->temporary = *made;
	t->has_temporary = true;
	*made = (struct chip_cvc){0};
}

static enum eg_err verify(struct chip_ta *t, chip_cvc_verify_fn *fits, struct rd data)
{
	EG_AUTO(chip_cvc_free) struct chip_cvc made = {0};
	const struct chip_cvc *issuer = t->verifier;
	struct rd body;
	struct rd value;
	struct rd signature;
	uint32_t tag;
	if (!rd_tlv_whole(&data, &tag, &value, &body) || tag != TAG_BODY ||
	    !rd_expect(&data, TAG_SIGNATURE, &signature) || !rd_end(&data)) {
		return EG_FAIL(EG_BAD_DATA, "PSO:Verify Certificate badly framed");
	}
	EG_TRY(fits(issuer, body, signature));
	EG_TRY(chip_cvc_parse(body, issuer, &made));
	if (!chip_cvc_named(&made.issuer, rd_of(issuer->holder.text, issuer->holder.size)) ||
	    !may_issue(t, issuer, &made) || known(t, &made.holder)) {
		return EG_FAIL(EG_DENIED, "certificate of another issuer or role");
	}
	if (!is_root(&made) && date_compare(made.until, t->today) < 0) {
		return EG_FAIL(EG_DENIED, "certificate has expired");
	}
	import(t, issuer, &made);
	return EG_OK;
}

enum chip_sw chip_verify_certificate(struct chip *c, const struct chip_apdu *a, size_t room,
				     struct wr *out)
{
	struct chip_ta *t = &c->ta;
	(void)room;
	(void)out; /* no answer data */
	if (t->trust_count == 0) {
		return SW_UNKNOWN_INS;
	}
	if (a->p1 != 0x00 || a->p2 != 0xBE) {
		return SW_WRONG_P1P2;
	}
	enum chip_sw sw = may_begin(c);
	if (sw != SW_OK) {
		return sw;
	}
	if (a->has_le) {
		return SW_WRONG_LENGTH;
	}
	if (t->verifier == NULL) {
		return SW_CONDITIONS_OF_USE;
	}
	enum eg_err err = verify(t, certificate_rule(c), a->data);
	t->verifier = NULL;
	t->terminal_set = false;
	return err == EG_OK ? SW_OK : err == EG_BAD_DATA ? SW_WRONG_DATA : SW_AUTH_FAILED;
}

enum chip_sw chip_ta_set_at(struct chip *c, const struct chip_apdu *a, const struct chip_mse *m)
{
	struct chip_ta *t = &c->ta;
	(void)a;
	enum chip_sw sw = may_begin(c);
	if (sw != SW_OK) {
		return sw;
	}
	t->challenged = false;
	t->terminal_set = t->has_temporary && t->temporary.role == CHIP_CVC_TERMINAL &&
			  chip_cvc_named(&t->temporary.holder, m->reference);
	return t->terminal_set ? SW_OK : SW_REFERENCE_NOT_FOUND;
}

enum chip_sw chip_ta_challenge(struct chip *c, const struct chip_apdu *a, size_t room,
			       struct wr *out)
{
	(void)room; /* eight bytes fit every answer */
	if (!c->ta.terminal_set) {
		return SW_CONDITIONS_OF_USE;
	}
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (a->data.left != 0 || !a->has_le || (!a->le_max && a->le != CHALLENGE_SIZE)) {
		return SW_WRONG_LENGTH;
	}
	if (chip_random(c, c->ta.challenge, CHALLENGE_SIZE) != EG_OK) {
		return SW_INTERNAL;
	}
	c->ta.challenged = true;
	wr_put(out, RD_ARRAY(c->ta.challenge));
	return SW_OK;
}

/* ID_IC || r_IC || Comp(PK_DH,IFD) under the terminal's key. */
static enum eg_err check_token(const struct chip *c, struct rd signature)
{
	uint8_t bytes[2 * CHIP_COMP_MAX + CHALLENGE_SIZE];
	struct wr message = WR_ARRAY(bytes);
	struct rd whole;
	wr_put(&message, rd_of(c->session.id_ic, c->session.id_ic_size));
	wr_put(&message, RD_ARRAY(c->ta.challenge));
	wr_put(&message, rd_of(c->session.comp_ifd, c->session.comp_ifd_size));
	EG_TRY(wr_done(&message, &whole));
	return chip_cvc_verify(&c->ta.temporary, whole, signature);
}

enum chip_sw chip_ta_authenticate(struct chip *c, const struct chip_apdu *a, size_t room,
				  struct wr *out)
{
	struct chip_ta *t = &c->ta;
	bool ready = t->terminal_set && t->challenged;
	(void)room;
	(void)out; /* no answer data */
	t->challenged = false;
	if (c->session.terminal_authenticated) {
		return SW_SECURITY_STATUS; /* once in a session */
	}
	if (!ready) {
		return SW_CONDITIONS_OF_USE;
	}
	if (a->p1 != 0 || a->p2 != 0) {
		return SW_WRONG_P1P2;
	}
	if (a->data.left == 0 || a->has_le) {
		return SW_WRONG_LENGTH;
	}
	if (check_token(c, a->data) != EG_OK) {
		return SW_AUTH_FAILED;
	}
	c->session.terminal_authenticated = true;
	c->session.rights = t->temporary.rights;
	chip_ta_forget(c);
	return SW_OK;
}
