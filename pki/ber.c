/*
 * ber: the Basic Encoding Rules said again in the distinguished ones (X.690).
 * Knows lengths and strings in pieces. Never knows what is encoded.
 */
#include "pki/ber.h"

#include "base/wr.h"

#define TAG_OCTETS             0x04
#define TAG_OCTETS_CONSTRUCTED 0x24
#define TAG_OCTETS_MAX         3
#define LENGTH_OCTETS_MAX      4

/* A level that is being read. */
struct level {
	struct rd in;    /* what is left of it; indefinite: of all that it may reach into */
	bool indefinite; /* ends with end-of-contents */
	bool joins;      /* an OCTET STRING in pieces: their octets count only */
	bool framed;     /* has a header of its own in the output */
	size_t mark;     /* of that header */
};

struct ber {
	struct level levels[BER_DEPTH_MAX];
	size_t depth; /* of the level that is read; 0 is all of the input */
	struct wr out;
};

static bool read_tag(struct rd *r, struct ber_header *h)
{
	uint8_t octet;
	if (!rd_u8(r, &octet)) {
		return false;
	}
	h->tag = octet;
	h->universal = (octet & 0xC0) == 0;
	h->constructed = (octet & 0x20) != 0;
	if ((octet & 0x1F) != 0x1F) {
		return true;
	}
	for (int i = 1; i < TAG_OCTETS_MAX; i++) {
		if (!rd_u8(r, &octet) || (i == 1 && (octet == 0x80 || octet == 0))) {
			return false;
		}
		h->tag = h->tag << 8 | octet;
		if ((octet & 0x80) == 0) {
			return true;
		}
	}
	return false;
}

bool ber_read_header(struct rd *r, struct ber_header *out)
{
	struct ber_header h = {.shortest = true};
	uint8_t first;
	uint32_t value = 0;
	if (!read_tag(r, &h) || !rd_u8(r, &first)) {
		return false;
	}
	h.length = first;
	if (first >= 0x80) {
		size_t octets = first & 0x7F;
		h.indefinite = octets == 0;
		if (octets > LENGTH_OCTETS_MAX || (octets > 0 && !rd_be(r, octets, &value))) {
			return false;
		}
		h.length = value;
		h.shortest = value >= 0x80 && (octets == 1 || value >> (8 * (octets - 1)) != 0);
	}
	*out = h;
	return true;
}

/* Universal types that are made of others: SEQUENCE, SET, EXTERNAL, EMBEDDED PDV. */
static bool may_be_constructed(const struct ber_header *h)
{
	return !h->universal || h->tag == 0x30 || h->tag == 0x31 || h->tag == 0x28 ||
	       h->tag == 0x2B || h->tag == TAG_OCTETS_CONSTRUCTED;
}

/* True at the first thing that DER writes otherwise; what is broken or too deep is none. */
static bool has_ber(struct rd in)
{
	struct rd levels[BER_DEPTH_MAX] = {in};
	size_t depth = 0;
	while (true) {
		struct ber_header h;
		struct rd value;
		if (levels[depth].left == 0) {
			if (depth-- == 0) {
				return false;
			}
			continue;
		}
		if (!ber_read_header(&levels[depth], &h)) {
			return false;
		}
		if (h.indefinite || !h.shortest || h.tag == TAG_OCTETS_CONSTRUCTED) {
			return true;
		}
		if (!rd_take(&levels[depth], h.length, &value)) {
			return false;
		}
		if (h.constructed) {
			if (depth + 1 == BER_DEPTH_MAX) {
				return false;
			}
			levels[++depth] = value;
		}
	}
}

/* Goes into a constructed value. */
static bool enter(struct ber *b, const struct ber_header *h)
{
	struct level *from = &b->levels[b->depth];
	struct level to = {.indefinite = h->indefinite, .joins = h->tag == TAG_OCTETS_CONSTRUCTED};
	if (b->depth + 1 == BER_DEPTH_MAX || !may_be_constructed(h) || (from->joins && !to.joins)) {
		return false;
	}
	if (h->indefinite) {
		to.in = from->in; /* given back when it ends */
	} else if (!rd_take(&from->in, h->length, &to.in)) {
		return false;
	}
	to.framed = !from->joins;
	if (to.framed) {
		to.mark = wr_open(&b->out, to.joins ? TAG_OCTETS : h->tag);
	}
	b->levels[++b->depth] = to;
	return true;
}

/* The level is read to its end: its length is put in place. */
static void leave(struct ber *b)
{
	const struct level *done = &b->levels[b->depth];
	if (done->framed) {
		wr_close(&b->out, done->mark);
	}
	b->depth--;
	if (done->indefinite) {
		b->levels[b->depth].in = done->in;
	}
}

static bool is_at_end(struct level *l)
{
	if (l->indefinite && rd_begins(l->in, RD_TEXT("\x00\x00"))) {
		return rd_skip(&l->in, 2);
	}
	return !l->indefinite && l->in.left == 0;
}

/* One step: an end, a primitive value, or the header of a constructed one. */
static bool step(struct ber *b, bool *done)
{
	struct level *l = &b->levels[b->depth];
	struct ber_header h;
	struct rd value;
	if (is_at_end(l)) {
		*done = b->depth == 0;
		if (!*done) {
			leave(b);
		}
		return true;
	}
	/* Tag 0 stands for an end-of-contents only. */
	if (!ber_read_header(&l->in, &h) || h.tag == 0) {
		return false;
	}
	if (h.constructed) {
		return enter(b, &h);
	}
	if (h.indefinite || !rd_take(&l->in, h.length, &value) ||
	    (l->joins && h.tag != TAG_OCTETS)) {
		return false;
	}
	if (l->joins) {
		wr_put(&b->out, value);
	} else {
		wr_tlv(&b->out, h.tag, value);
	}
	return true;
}

enum eg_err ber_to_der(struct rd in, struct bytes *out, bool *was_ber)
{
	EG_AUTO(bytes_free) struct bytes der = {0};
	struct ber b = {.levels = {{.in = in}}};
	bool done = false;
	*was_ber = !in.bad && has_ber(in);
	if (!*was_ber) {
		return EG_OK;
	}
	if (in.left > BER_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "BER");
	}
	/* Two octets more at most for a length of 64 kB or more instead of an end-of-contents. */
	size_t cap = in.left + 2 * BER_DEPTH_MAX * (in.left / 0x10000 + 1);
	EG_TRY(bytes_reserve(&der, cap, cap));
	b.out = wr_of(der.data, cap);
	while (!done) {
		if (!step(&b, &done)) {
			return EG_FAIL(EG_BAD_DATA, "BER broken or too deep");
		}
	}
	if (b.out.bad) {
		return EG_FAIL(EG_TOO_BIG, "BER");
	}
	der.size = b.out.size;
	bytes_free(out);
	*out = der;
	der = (struct bytes){0};
	return EG_OK;
}
