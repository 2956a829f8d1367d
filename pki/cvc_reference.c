/*
 * cvc_reference: names of keys in the EAC PKI: country, mnemonic, sequence number (TR-03110-3,
 * A.7.1; TR-03139, 3.1).
 * Knows their parts and which one follows. Never knows keys.
 */
#include "pki/cvc_reference.h"

#define COUNTRY_SIZE  2
#define MNEMONIC_MAX  9
#define SEQUENCE_SIZE 5
#define REFERENCE_MAX (COUNTRY_SIZE + MNEMONIC_MAX + SEQUENCE_SIZE)

bool cvc_reference_split(struct rd reference, struct cvc_reference *out)
{
	struct rd rest = reference;
	*out = (struct cvc_reference){0};
	if (reference.bad || reference.left < COUNTRY_SIZE + SEQUENCE_SIZE ||
	    reference.left > REFERENCE_MAX) {
		return false;
	}
	out->identity = rd_of(reference.at, reference.left - SEQUENCE_SIZE);
	return rd_take(&rest, COUNTRY_SIZE, &out->country) &&
	       rd_take(&rest, rest.left - SEQUENCE_SIZE, &out->mnemonic) &&
	       rd_take(&rest, SEQUENCE_SIZE, &out->sequence);
}

static bool is_capital(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool all(struct rd text, bool capitals, bool digits)
{
	uint8_t c;
	while (text.left > 0 && rd_u8(&text, &c)) {
		if (!(capitals && is_capital(c)) && !(digits && is_digit(c))) {
			return false;
		}
	}
	return true;
}

bool cvc_reference_strict(struct rd reference)
{
	struct cvc_reference r;
	uint8_t c;
	if (!cvc_reference_split(reference, &r) || !all(r.country, true, false) ||
	    !all(r.sequence, true, true) || r.mnemonic.left == 0) {
		return false;
	}
	while (r.mnemonic.left > 0 && rd_u8(&r.mnemonic, &c)) {
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
			return false; /* D.2.1.4 */
		}
	}
	return true;
}

bool cvc_reference_same_holder(struct rd a, struct rd b)
{
	struct cvc_reference ra;
	struct cvc_reference rb;
	if (!cvc_reference_split(a, &ra) || !cvc_reference_split(b, &rb)) {
		return rd_equal(a, b);
	}
	return rd_equal(ra.identity, rb.identity);
}

/* The character after c; true if it came round. */
static bool step(uint8_t *c, bool capitals)
{
	if (*c == '9') {
		*c = capitals ? 'A' : '0';
		return !capitals;
	}
	if (*c == 'Z') {
		*c = '0';
		return true;
	}
	*c = (uint8_t)(*c + 1);
	return false;
}

enum eg_err cvc_reference_next(struct rd reference, struct wr *out)
{
	struct cvc_reference r;
	uint8_t text[SEQUENCE_SIZE];
	if (!cvc_reference_strict(reference) || !cvc_reference_split(reference, &r) ||
	    !rd_copy(&r.sequence, text, sizeof(text))) {
		return EG_FAIL(EG_BAD_DATA, "reference without a sequence number");
	}
	bool numeric = all(RD_ARRAY(text), false, true);
	size_t first = is_capital(text[0]) && is_capital(text[1]) ? COUNTRY_SIZE : 0;
	for (size_t at = SEQUENCE_SIZE; at > first && step(&text[at - 1], !numeric); at--) {
	}
	wr_put(out, r.identity);
	wr_put(out, RD_ARRAY(text));
	return out->bad ? EG_FAIL(EG_TOO_BIG, "reference does not fit") : EG_OK;
}

struct cvc_reference_text cvc_reference_text(struct rd reference)
{
	struct cvc_reference_text t = {""};
	struct wr w = wr_of(t.text, sizeof(t.text) - 1);
	uint8_t c;
	while (reference.left > 0 && w.size + 2 <= w.cap && rd_u8(&reference, &c)) {
		if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
			wr_u8(&w, '?');
		} else if (c < 0x80) {
			wr_u8(&w, c);
		} else {
			wr_u8(&w, (uint8_t)(0xC0 | c >> 6));
			wr_u8(&w, (uint8_t)(0x80 | (c & 0x3F)));
		}
	}
	return t;
}
