/*
 * chip_quirk_answer: quirks that change what the chip answers, before it is protected.
 * Knows data objects of an answer by their tags. Never knows secure messaging.
 */
#include "simulator/chip_internal.h"

#define TAG_DYNAMIC 0x7C
/* Answers with data objects: points, numbers of 2048 bits, signatures, and frames around them. */
#define ANSWER_MAX     2048
#define BAC_TOKEN_SIZE 32
#define BAC_MAC_SIZE   8

void chip_quirk_say(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		    enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	(void)out; /* the data stay as they are */
	if (*sw == SW_OK) {
		*sw = (enum chip_sw)q->number;
	}
}

void chip_quirk_note_chain(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			   enum chip_sw *sw, struct wr *out)
{
	enum chip_moment m = c->quirk.moment;
	(void)a;
	(void)q;
	(void)out;
	if (m >= MOMENT_PACE_NONCE && m <= MOMENT_PACE_TOKEN && *sw != SW_OK) {
		c->quirk.chain_open = true;
	}
}

void chip_quirk_shorten(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			enum chip_sw *sw, struct wr *out)
{
	(void)c;
	if (a->ins == 0xB0 && *sw == SW_OK && out->size > q->number) {
		out->size = q->number;
	}
}

/* More octets than Le asked for: what stands behind them in the file. */
void chip_quirk_lengthen(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			 enum chip_sw *sw, struct wr *out)
{
	uint32_t offset = (uint32_t)a->p1 << 8 | a->p2;
	if (a->ins != 0xB0 || *sw != SW_OK || c->current == NULL) {
		return;
	}
	struct rd file = c->current->contents;
	struct rd more;
	size_t start = ((a->p1 & 0x80) != 0 ? a->p2 : offset) + out->size;
	if (rd_skip(&file, start) &&
	    rd_take(&file, file.left < q->number ? file.left : q->number, &more)) {
		wr_put(out, more);
	}
}

void chip_quirk_empty(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		      enum chip_sw *sw, struct wr *out)
{
	(void)a;
	if (*sw == SW_OK && c->quirk.commands >= q->number) {
		out->size = 0;
	}
}

void chip_quirk_cut(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		    enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	if (*sw == SW_OK && out->size > q->number) {
		out->size = q->number;
	}
}

void chip_quirk_one_more(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			 enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	(void)q;
	if (*sw == SW_OK) {
		wr_u8(out, 0x5A);
	}
}

/* China: nothing at all for the largest extended Le. */
void chip_quirk_empty_at_max(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			     enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)q;
	if (*sw == SW_OK && a->le_max && a->le > 256) {
		out->size = 0;
	}
}

/* The last octets of a file come with a warning, however many were asked for. */
void chip_quirk_end_of_file(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw, struct wr *out)
{
	uint32_t offset = (uint32_t)a->p1 << 8 | a->p2;
	if (a->ins != 0xB0 || *sw != SW_OK || c->current == NULL) {
		return;
	}
	size_t start = (a->p1 & 0x80) != 0 ? a->p2 : offset;
	if (start + out->size == c->current->contents.left) {
		*sw = (enum chip_sw)q->number;
	}
}

/* number: which octet of the whole answer. */
void chip_quirk_flip_answer(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	if (*sw == SW_OK && out->size > 0) {
		out->base[q->number < out->size ? q->number : out->size - 1] ^= 0x01;
	}
}

/* How one data object inside 7C is written anew. */
struct change {
	uint32_t tag; /* of the object that is changed */
	uint32_t as;  /* its new tag; 0: it is left out */
	bool renew;   /* value is its new value */
	struct rd value;
	uint32_t flip; /* octet to flip a bit of, from 1 on; 0: none */
	bool shorter;  /* without its last octet */
};

static void put_object(struct wr *w, const struct change *change, struct rd value)
{
	if (change->as == 0) {
		return;
	}
	size_t mark = wr_open(w, change->as);
	size_t start = w->size;
	wr_put(w, change->renew ? change->value : value);
	if (change->shorter && w->size > start) {
		w->size--;
	}
	if (change->flip > 0 && w->size > start && !w->bad) {
		size_t size = w->size - start;
		w->base[start + (change->flip <= size ? change->flip : size) - 1] ^= 0x01;
	}
	wr_close(w, mark);
}

static void rewrite(enum chip_sw sw, struct wr *out, const struct change *change)
{
	uint8_t buffer[ANSWER_MAX];
	struct wr w = WR_ARRAY(buffer);
	struct rd whole = wr_view(out);
	struct rd inner;
	if (sw != SW_OK || !rd_expect_ber(&whole, TAG_DYNAMIC, &inner)) {
		return;
	}
	size_t frame = wr_open(&w, TAG_DYNAMIC);
	while (inner.left > 0) {
		uint32_t tag;
		struct rd value;
		if (!rd_tlv_ber(&inner, &tag, &value)) {
			return;
		}
		if (tag == change->tag) {
			put_object(&w, change, value);
		} else {
			wr_tlv(&w, tag, value);
		}
	}
	wr_close(&w, frame);
	if (!w.bad) {
		out->size = 0;
		wr_put(out, wr_view(&w));
	}
}

void chip_quirk_retag(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		      enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	rewrite(*sw, out, &(struct change){.tag = q->rule->tag, .as = q->rule->other});
}

void chip_quirk_drop(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		     enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	rewrite(*sw, out, &(struct change){.tag = q->rule->tag});
}

void chip_quirk_flip(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		     enum chip_sw *sw, struct wr *out)
{
	uint32_t tag = q->rule->tag;
	(void)c;
	(void)a;
	rewrite(*sw, out, &(struct change){.tag = tag, .as = tag, .flip = q->number});
}

void chip_quirk_void(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		     enum chip_sw *sw, struct wr *out)
{
	uint32_t tag = q->rule->tag;
	(void)c;
	(void)a;
	rewrite(*sw, out, &(struct change){.tag = tag, .as = tag, .renew = true});
}

void chip_quirk_shorter(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			enum chip_sw *sw, struct wr *out)
{
	uint32_t tag = q->rule->tag;
	(void)c;
	(void)a;
	rewrite(*sw, out, &(struct change){.tag = tag, .as = tag, .shorter = true});
}

/* One more object behind the others: sixteen octets that mean nothing. */
void chip_quirk_add(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		    enum chip_sw *sw, struct wr *out)
{
	uint8_t buffer[ANSWER_MAX];
	struct wr w = WR_ARRAY(buffer);
	struct rd whole = wr_view(out);
	struct rd inner;
	(void)c;
	(void)a;
	if (*sw != SW_OK || !rd_expect_ber(&whole, TAG_DYNAMIC, &inner)) {
		return;
	}
	size_t frame = wr_open(&w, TAG_DYNAMIC);
	wr_put(&w, inner);
	size_t extra = wr_open(&w, q->rule->other);
	wr_fill(&w, 0x5A, 16);
	wr_close(&w, extra);
	wr_close(&w, frame);
	if (!w.bad) {
		out->size = 0;
		wr_put(out, wr_view(&w));
	}
}

/* The terminal's own public value (object other of the command) given back as the chip's. */
void chip_quirk_echo(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		     enum chip_sw *sw, struct wr *out)
{
	uint32_t tag = q->rule->tag;
	struct rd data = a->data;
	struct rd inner;
	struct rd value;
	(void)c;
	if (rd_expect_ber(&data, TAG_DYNAMIC, &inner) &&
	    rd_expect_ber(&inner, q->rule->other, &value)) {
		rewrite(*sw, out,
			&(struct change){.tag = tag, .as = tag, .renew = true, .value = value});
	}
}

/* The frame itself has another tag. */
void chip_quirk_frame(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
		      enum chip_sw *sw, struct wr *out)
{
	(void)c;
	(void)a;
	if (*sw == SW_OK && out->size > 0) {
		out->base[0] = (uint8_t)q->rule->other;
	}
}

/* BAC: a cryptogram made with a wrong key under a right MAC (Doc 9303-11, 4.3.1). */
void chip_quirk_bac_garbled(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			    enum chip_sw *sw, struct wr *out)
{
	EG_AUTO(secret_clear) struct secret key = {0};
	uint8_t digest[CRYPT_HASH_MAX];
	uint8_t mac[BAC_MAC_SIZE];
	(void)a;
	(void)q;
	if (*sw != SW_OK || out->size != BAC_TOKEN_SIZE + BAC_MAC_SIZE) {
		return;
	}
	out->base[0] ^= 0x01;
	out->size = BAC_TOKEN_SIZE;
	if (chip_mrz_hash(c, digest) != EG_OK ||
	    chip_kdf(CRYPT_3DES, rd_of(digest, 16), CHIP_KDF_MAC, &key) != EG_OK ||
	    chip_mac(CRYPT_3DES, &key, wr_view(out), mac) != EG_OK) {
		*sw = SW_INTERNAL;
		return;
	}
	wr_put(out, RD_ARRAY(mac));
}

/* Portugal: an ECDSA signature as a SEQUENCE of two INTEGERs instead of r and s side by side. */
void chip_quirk_signature_der(struct chip *c, const struct chip_apdu *a, const struct chip_quirk *q,
			      enum chip_sw *sw, struct wr *out)
{
	uint8_t buffer[ANSWER_MAX];
	struct wr w = WR_ARRAY(buffer);
	struct rd plain = wr_view(out);
	struct rd r;
	(void)a;
	(void)q;
	if (*sw != SW_OK || c->aa_ec == NULL || !rd_take(&plain, out->size / 2, &r)) {
		return;
	}
	size_t frame = wr_open(&w, 0x30);
	wr_uint(&w, r);
	wr_uint(&w, plain);
	wr_close(&w, frame);
	if (!w.bad) {
		out->size = 0;
		wr_put(out, wr_view(&w));
	}
}
