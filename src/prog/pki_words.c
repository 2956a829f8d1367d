/*
 * pki_words: names, keys and times of certificates as words for people.
 * Knows how to show what others wrote, so that it harms no screen. Never judges it.
 */
#include "prog/pki_words.h"

#include "emrtd/lds_text.h"

#include <stdio.h>

#define DAY_S     INT64_C(86400)
#define SHOWN_MAX 96 /* octets of one part of a name */
#define BETWEEN   ", "
#define DOTS      "..."
#define TAG_BMP   0x1E

/* The types of a name's parts that country CAs use (X.520), by their last octet. */
static const char *part_word(struct rd oid)
{
	static const struct {
		const char *oid;
		const char *word;
	} parts[] = {
		{"\x55\x04\x03", "CN"}, {"\x55\x04\x05", "serialNumber"},
		{"\x55\x04\x06", "C"},  {"\x55\x04\x07", "L"},
		{"\x55\x04\x08", "ST"}, {"\x55\x04\x0A", "O"},
		{"\x55\x04\x0B", "OU"}, {"\x55\x04\x61", "organizationIdentifier"},
	};
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (rd_equal(oid, rd_cstr(parts[i].oid))) {
			return parts[i].word;
		}
	}
	return "?";
}

/* Characters of 16 bits (X.690, 8.23.8) as UTF-8; halves of pairs, which are none, as U+FFFD. */
static struct rd from_bmp(struct rd value, struct wr *to)
{
	while (value.left > 0) {
		uint16_t c = 0xFFFD;
		if (!rd_be16(&value, &c) || (c >= 0xD800 && c <= 0xDFFF)) {
			c = 0xFFFD; /* an odd octet at the end, too */
		}
		if (c < 0x80) {
			wr_u8(to, (uint8_t)c);
		} else if (c < 0x800) {
			wr_u8(to, (uint8_t)(0xC0 | c >> 6));
			wr_u8(to, (uint8_t)(0x80 | (c & 0x3F)));
		} else {
			wr_u8(to, (uint8_t)(0xE0 | c >> 12));
			wr_u8(to, (uint8_t)(0x80 | (c >> 6 & 0x3F)));
			wr_u8(to, (uint8_t)(0x80 | (c & 0x3F)));
		}
	}
	return wr_view(to);
}

/* The front of a value that is shown. UTF-8 is not cut within a character. */
static struct rd front_of(struct rd value, uint32_t tag)
{
	struct rd shown = value;
	size_t size = SHOWN_MAX;
	uint8_t next = 0;
	if (value.left <= size) {
		return value;
	}
	while (tag != TAG_BMP && size > SHOWN_MAX - 3 && rd_byte_at(&value, size, &next) &&
	       (next & 0xC0) == 0x80) {
		size--;
	}
	return rd_take(&value, size, &shown) ? shown : RD_EMPTY;
}

static void put_marked(struct wr *w, struct rd text)
{
	uint8_t c = 0;
	while (rd_u8(&text, &c)) {
		if (c == ',' || c == '+' || c == '\\') {
			wr_u8(w, '\\');
		}
		wr_u8(w, c);
	}
}

static void put_part(struct wr *w, struct rd oid, uint32_t tag, struct rd value)
{
	uint8_t wide[SHOWN_MAX / 2 * 3];
	uint8_t safe[sizeof(wide) * 3];
	struct wr converted = WR_ARRAY(wide);
	struct wr text_safe = WR_ARRAY(safe);
	uint32_t deviations = 0;
	struct rd shown = front_of(value, tag);
	size_t size = shown.left;
	struct lds_text text =
		lds_text_of(tag == TAG_BMP ? from_bmp(shown, &converted) : shown, 0, &deviations);
	lds_text_put(&text_safe, &text);
	wr_put(w, w->size > 0 ? RD_TEXT(BETWEEN) : RD_EMPTY);
	wr_put(w, rd_cstr(part_word(oid)));
	wr_put(w, RD_TEXT("="));
	put_marked(w, wr_view(&text_safe));
	wr_put(w, size < value.left ? RD_TEXT(DOTS) : RD_EMPTY);
}

/* Up to here, with dots for the rest; they find room in every text. */
static struct pki_text ended(const struct wr *w, const struct pki_text *t, bool whole)
{
	struct pki_text out = *t;
	struct wr end = wr_of(out.text, sizeof(out.text) - 1);
	end.size = w->size;
	if (!whole) {
		wr_put(&end, w->size > 0 ? RD_TEXT(BETWEEN DOTS) : RD_TEXT(DOTS));
	}
	out.text[end.size] = '\0';
	return out;
}

/* All of a text but the place of its dots. */
static struct wr writer_of(struct pki_text *t)
{
	return wr_of(t->text, sizeof(t->text) - sizeof(BETWEEN DOTS));
}

struct pki_text pki_name(struct rd name)
{
	struct pki_text t = {""};
	struct wr w = writer_of(&t);
	struct rd set;
	struct rd part;
	struct rd oid;
	struct rd value;
	uint32_t tag;
	while (name.left > 0 && rd_expect(&name, 0x31, &set)) {
		while (set.left > 0 && rd_expect(&set, 0x30, &part) &&
		       rd_expect(&part, 0x06, &oid) && rd_tlv(&part, &tag, &value)) {
			struct wr before = w;
			put_part(&w, oid, tag, value);
			if (w.bad) { /* too long: as far as it went */
				return ended(&before, &t, false);
			}
		}
	}
	return ended(&w, &t, true);
}

struct pki_text pki_key(const struct cert *c)
{
	static const struct {
		enum crypt_curve curve;
		const char *word;
	} curves[] = {
		{CRYPT_P192, "P-192"},
		{CRYPT_BP192R1, "brainpoolP192r1"},
		{CRYPT_P224, "P-224"},
		{CRYPT_BP224R1, "brainpoolP224r1"},
		{CRYPT_P256, "P-256"},
		{CRYPT_BP256R1, "brainpoolP256r1"},
		{CRYPT_BP320R1, "brainpoolP320r1"},
		{CRYPT_P384, "P-384"},
		{CRYPT_BP384R1, "brainpoolP384r1"},
		{CRYPT_BP512R1, "brainpoolP512r1"},
		{CRYPT_P521, "P-521"},
	};
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct pki_text t = {"?"};
	enum crypt_curve curve;
	enum eg_err err = cert_key(c, &key);
	if (err != EG_OK) {
		(void)snprintf(t.text, sizeof(t.text), "unusable key (%s)",
			       eg_fault_last().reason); /* cut is fine */
	} else if (crypt_pub_is_rsa(key)) {
		(void)snprintf(t.text, sizeof(t.text), "RSA-%zu", crypt_pub_bits(key)); /* fits */
	} else if (crypt_pub_curve(key, &curve) == EG_OK) {
		for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
			if (curves[i].curve == curve) {
				(void)snprintf(t.text, sizeof(t.text), "%s",
					       curves[i].word); /* fits */
			}
		}
	}
	return t;
}

struct pki_text pki_hex(struct rd octets, size_t max)
{
	static const char digits[] = "0123456789abcdef";
	struct pki_text t = {""};
	struct wr w = writer_of(&t);
	uint8_t octet = 0;
	for (size_t i = 0; i < max && w.cap - w.size >= 2 && rd_u8(&octets, &octet); i++) {
		wr_u8(&w, (uint8_t)digits[octet >> 4]);
		wr_u8(&w, (uint8_t)digits[octet & 15]);
	}
	if (octets.left > 0) {
		w.cap = sizeof(t.text) - 1;
		wr_put(&w, RD_TEXT(DOTS));
	}
	return ended(&w, &t, true);
}

struct pki_text pki_day(struct date d)
{
	struct pki_text t;
	(void)snprintf(t.text, sizeof(t.text), "%04u-%02u-%02u", (unsigned)d.year,
		       (unsigned)d.month, (unsigned)d.day); /* fits */
	return t;
}

/* Not by gmtime: it wants to read the machine's time zone first, which the sandbox forbids. */
struct pki_text pki_moment(int64_t unix_s)
{
	struct pki_text t;
	struct date d = date_from_unix(unix_s);
	int64_t of_day = ((unix_s % DAY_S) + DAY_S) % DAY_S;
	(void)snprintf(t.text, sizeof(t.text), "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)d.year,
		       (unsigned)d.month, (unsigned)d.day, (unsigned)(of_day / 3600),
		       (unsigned)(of_day / 60 % 60), (unsigned)(of_day % 60)); /* fits */
	return t;
}

struct pki_text pki_faults(struct faults f)
{
	struct pki_text t = {""};
	struct wr w = writer_of(&t);
	for (unsigned i = 0; i < FAULT_COUNT; i++) {
		struct wr before = w;
		if (faults_has(f, (enum passive_fault)i)) {
			wr_put(&w, w.size > 0 ? RD_TEXT(" ") : RD_EMPTY);
			wr_put(&w, rd_cstr(fault_word((enum passive_fault)i)));
		}
		if (w.bad) {
			return ended(&before, &t, false); /* never silently: there are more */
		}
	}
	return ended(&w, &t, true);
}
