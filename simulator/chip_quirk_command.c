/*
 * chip_quirk_command: quirks that answer in place of the chip: refusals, limits, lost sessions.
 * Knows commands by their header and state. Never knows data or keys.
 */
#include "simulator/chip_internal.h"

bool chip_quirk_refuse(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		       enum chip_sw *sw)
{
	(void)c;
	(void)a;
	*sw = (enum chip_sw)q->number;
	return true;
}

bool chip_quirk_refuse_data(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw)
{
	return a->data.left > 0 && chip_quirk_refuse(c, a, q, sw);
}

bool chip_quirk_refuse_bare(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw)
{
	return a->data.left == 0 && chip_quirk_refuse(c, a, q, sw);
}

bool chip_quirk_refuse_short_id(struct chip *c, const struct chip_apdu *a,
				const struct chip_quirk *q, enum chip_sw *sw)
{
	return a->ins == 0xB0 && (a->p1 & 0x80) != 0 && chip_quirk_refuse(c, a, q, sw);
}

/* Old Ukrainian documents: DO'84' is wanted although only one set of parameters is offered. */
bool chip_quirk_refuse_without_parameter(struct chip *c, const struct chip_apdu *a,
					 const struct chip_quirk *q, enum chip_sw *sw)
{
	struct rd data = a->data;
	uint32_t tag;
	struct rd value;
	while (data.left > 0 && rd_tlv_ber(&data, &tag, &value)) {
		if (tag == 0x84) {
			return false;
		}
	}
	return chip_quirk_refuse(c, a, q, sw);
}

/* number: most octets; the status word is the rule's. */
bool chip_quirk_refuse_long(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw)
{
	(void)c;
	*sw = (enum chip_sw)q->rule->other;
	return a->le > q->number;
}

/* Le reaches over the end of the file; 6C00 stands for 6Cxx with the octets that are left. */
bool chip_quirk_refuse_end(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			   enum chip_sw *sw)
{
	uint32_t offset = (a->p1 & 0x80) != 0 ? a->p2 : (uint32_t)a->p1 << 8 | a->p2;
	const struct chip_file *f = chip_file_at(c, c->in_application, c->quirk.fid);
	*sw = (enum chip_sw)q->number;
	if (a->ins != 0xB0 || f == NULL || offset > f->contents.left ||
	    f->contents.left - offset >= a->le) {
		return false;
	}
	size_t left = f->contents.left - offset;
	if (q->number == 0x6C00) {
		*sw = left == 0 ? SW_WRONG_OFFSET : (enum chip_sw)(0x6C00 | (left & 0xFF));
	}
	return true;
}

/* The terminal's public key in MSE:Set KAT (91) or GENERAL AUTHENTICATE (7C 80); empty: none. */
static struct rd terminal_key(const struct chip *c, const struct chip_apdu *a)
{
	struct rd data = a->data;
	struct rd value;
	if (c->quirk.moment == MOMENT_CA_GA) {
		struct rd inner;
		return rd_expect_ber(&data, 0x7C, &inner) && rd_expect_ber(&inner, 0x80, &value)
			       ? value
			       : RD_EMPTY;
	}
	return c->quirk.moment == MOMENT_CA_KAT && rd_expect_ber(&data, 0x91, &value) ? value
										      : RD_EMPTY;
}

/* Ephemeral keys are for one use (6.2.1): a chip that remembers the last one. */
bool chip_quirk_refuse_old_key(struct chip *c, const struct chip_apdu *a,
			       const struct chip_quirk *q, enum chip_sw *sw)
{
	struct rd key = terminal_key(c, a);
	if (key.left == 0) {
		return false;
	}
	if (rd_equal(key, rd_of(c->quirk.key, c->quirk.key_size))) {
		return chip_quirk_refuse(c, a, q, sw);
	}
	return !rd_dump(key, c->quirk.key, sizeof(c->quirk.key), &c->quirk.key_size) &&
	       chip_quirk_refuse(c, a, q, sw);
}

/* Terminal Authentication is judged with an identity that the chip has never shown. */
bool chip_quirk_other_identity(struct chip *c, const struct chip_apdu *a,
			       const struct chip_quirk *q, enum chip_sw *sw)
{
	(void)a;
	(void)q;
	(void)sw;
	c->session.id_ic[0] ^= 0x01;
	return false;
}

/* The same, telling the length that is possible. */
bool chip_quirk_refuse_long_exactly(struct chip *c, const struct chip_apdu *a,
				    const struct chip_quirk *q, enum chip_sw *sw)
{
	(void)c;
	*sw = (enum chip_sw)(0x6C00 | (q->number & 0xFF));
	return a->le > q->number;
}

bool chip_quirk_refuse_extended(struct chip *c, const struct chip_apdu *a,
				const struct chip_quirk *q, enum chip_sw *sw)
{
	return a->extended && chip_quirk_refuse(c, a, q, sw);
}

/* German documents: Le where no answer is due gets 6700, and BAC is off from then on. */
bool chip_quirk_refuse_after_le(struct chip *c, const struct chip_apdu *a,
				const struct chip_quirk *q, enum chip_sw *sw)
{
	bool silent = a->ins == 0xA4 || a->ins == 0x22; /* commands without answer data */
	if (silent && a->has_le) {
		c->quirk.poisoned = true;
	}
	return c->quirk.poisoned && c->quirk.moment == MOMENT_CHALLENGE &&
	       chip_quirk_refuse(c, a, q, sw);
}

/* The command after a PACE that failed is still taken for a part of its chain. */
bool chip_quirk_refuse_open_chain(struct chip *c, const struct chip_apdu *a,
				  const struct chip_quirk *q, enum chip_sw *sw)
{
	bool open = c->quirk.chain_open;
	c->quirk.chain_open = false;
	return open && chip_quirk_refuse(c, a, q, sw);
}

/* number: protected commands that are served; then each is refused with the rule's status. */
bool chip_quirk_refuse_late(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw)
{
	(void)a;
	*sw = (enum chip_sw)q->rule->other;
	return c->sm.active && c->quirk.commands > q->number;
}

static bool its_turn(const struct chip *c, const struct chip_quirk *q)
{
	return c->quirk.commands == q->number;
}

/* China: the chip goes on as if the command had never come. */
bool chip_quirk_naked_uncounted(struct chip *c, const struct chip_quirk *q, enum chip_sw *sw)
{
	struct rd saved = RD_ARRAY(c->quirk.ssc);
	*sw = (enum chip_sw)q->rule->other;
	return its_turn(c, q) && rd_copy(&saved, c->sm.ssc, sizeof(c->sm.ssc));
}

/* USA: the chip has counted the command, and the answer that it did not protect. */
bool chip_quirk_naked_counted(struct chip *c, const struct chip_quirk *q, enum chip_sw *sw)
{
	*sw = (enum chip_sw)q->rule->other;
	if (!its_turn(c, q)) {
		return false;
	}
	chip_sm_count(&c->sm);
	return true;
}

bool chip_quirk_naked_dropped(struct chip *c, const struct chip_quirk *q, enum chip_sw *sw)
{
	*sw = (enum chip_sw)q->rule->other;
	if (!its_turn(c, q)) {
		return false;
	}
	chip_sm_end(&c->sm);
	return true;
}

/* A file that is not there costs the session. */
bool chip_quirk_naked_absent(struct chip *c, const struct chip_quirk *q, enum chip_sw *sw)
{
	*sw = (enum chip_sw)q->number;
	if (c->quirk.moment != MOMENT_SELECT_FILE && c->quirk.moment != MOMENT_READ) {
		return false;
	}
	for (size_t i = 0; i < c->document->file_count; i++) {
		const struct chip_file *f = &c->document->files[i];
		if (f->fid == c->quirk.fid && f->in_application == c->in_application &&
		    !chip_quirk_hides(c, f)) {
			return false;
		}
	}
	chip_sm_end(&c->sm);
	return true;
}
