/*
 * name: distinguished names as certificates of many states write them.
 * Knows RDNSequences (RFC 5280, 4.1.2.4). Never knows keys, nor whether a name is believed.
 */
#include "pki/name.h"

#define OID_COUNTRY   RD_TEXT("\x55\x04\x06")
#define TAG_PRINTABLE 0x13
#define RDNS_MAX      16

/* One character of a value: capitals small, runs of blanks one blank, blanks at the ends none. */
static bool next_character(struct rd *text, bool at_start, uint8_t *out)
{
	uint8_t ahead = 0;
	bool blank = false;
	while (rd_peek(text, &ahead) && ahead == ' ') {
		if (!rd_skip(text, 1)) {
			return false;
		}
		blank = true;
	}
	if (blank && !at_start && text->left > 0) {
		*out = ' ';
		return true;
	}
	if (!rd_u8(text, out)) {
		return false;
	}
	if (*out >= 'A' && *out <= 'Z') {
		*out = (uint8_t)(*out - 'A' + 'a');
	}
	return true;
}

static bool text_same(struct rd a, struct rd b)
{
	if (rd_equal(a, b)) {
		return true;
	}
	for (bool start = true;; start = false) {
		uint8_t x = 0;
		uint8_t y = 0;
		bool more_a = next_character(&a, start, &x);
		bool more_b = next_character(&b, start, &y);
		if (more_a != more_b || x != y) {
			return false;
		}
		if (!more_a) {
			return true;
		}
	}
}

/* One AttributeTypeAndValue from a SET. */
static bool next_attribute_typed(struct rd *set, struct rd *oid, uint32_t *tag, struct rd *value)
{
	struct rd attribute;
	return rd_expect(set, 0x30, &attribute) && rd_expect(&attribute, 0x06, oid) &&
	       rd_tlv(&attribute, tag, value) && rd_end(&attribute);
}

static bool next_attribute(struct rd *set, struct rd *oid, struct rd *value)
{
	uint32_t tag;
	return next_attribute_typed(set, oid, &tag, value);
}

static bool rdn_same(struct rd a, struct rd b)
{
	while (a.left > 0 && b.left > 0) {
		struct rd oid_a;
		struct rd oid_b;
		struct rd value_a;
		struct rd value_b;
		if (!next_attribute(&a, &oid_a, &value_a) ||
		    !next_attribute(&b, &oid_b, &value_b) || !rd_equal(oid_a, oid_b) ||
		    !text_same(value_a, value_b)) {
			return false;
		}
	}
	return rd_end(&a) && rd_end(&b);
}

bool name_same(struct rd a, struct rd b)
{
	if (rd_equal(a, b)) {
		return true;
	}
	while (a.left > 0 && b.left > 0) {
		struct rd set_a;
		struct rd set_b;
		if (!rd_expect(&a, 0x31, &set_a) || !rd_expect(&b, 0x31, &set_b) ||
		    !rdn_same(set_a, set_b)) {
			return false;
		}
	}
	return rd_end(&a) && rd_end(&b);
}

/* Takes from a set of RDNs one that says the same as this. */
static bool take_same(struct rd left[RDNS_MAX], size_t *count, struct rd rdn)
{
	for (size_t i = 0; i < *count; i++) {
		if (rdn_same(left[i], rdn)) {
			left[i] = left[--*count];
			return true;
		}
	}
	return false;
}

bool name_same_reordered(struct rd a, struct rd b)
{
	struct rd left[RDNS_MAX];
	size_t count = 0;
	struct rd rdn;
	while (a.left > 0) {
		if (count == RDNS_MAX || !rd_expect(&a, 0x31, &left[count])) {
			return false;
		}
		count++;
	}
	while (b.left > 0) {
		if (!rd_expect(&b, 0x31, &rdn) || !take_same(left, &count, rdn)) {
			return false;
		}
	}
	return count == 0 && rd_end(&a) && rd_end(&b);
}

uint64_t name_key(struct rd name)
{
	uint64_t key = 0; /* a sum: the order does not count */
	struct rd rest = name;
	struct rd set;
	while (rest.left > 0) {
		uint64_t rdn = RD_HASH_START;
		if (!rd_expect(&rest, 0x31, &set)) {
			return rd_hash(name, RD_HASH_START);
		}
		while (set.left > 0) {
			struct rd oid;
			struct rd value;
			if (!next_attribute(&set, &oid, &value)) {
				return rd_hash(name, RD_HASH_START);
			}
			rdn = rd_hash_text(value, rd_hash(oid, rdn));
		}
		key += rdn;
	}
	return key;
}

static bool copy_country(struct rd value, char country[4])
{
	if (value.left < 2 || value.left > 3) {
		return false;
	}
	for (size_t i = 0; value.left > 0; i++) {
		uint8_t c = 0;
		if (!rd_u8(&value, &c)) {
			return false;
		}
		c = c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 'A') : c;
		if (c < 'A' || c > 'Z') {
			return false;
		}
		country[i] = (char)c;
	}
	return true;
}

void name_country(struct rd name, char country[4])
{
	struct rd set;
	for (size_t i = 0; i < 4; i++) {
		country[i] = '\0';
	}
	while (name.left > 0 && rd_expect(&name, 0x31, &set)) {
		struct rd oid;
		struct rd value;
		while (set.left > 0 && next_attribute(&set, &oid, &value)) {
			char found[4] = {0};
			if (rd_equal(oid, OID_COUNTRY) && copy_country(value, found)) {
				for (size_t i = 0; i < 4; i++) {
					country[i] = found[i];
				}
				return;
			}
		}
	}
}

static bool is_two_capitals(struct rd value)
{
	size_t size = value.left;
	uint8_t c = 0;
	while (rd_u8(&value, &c)) {
		if (c < 'A' || c > 'Z') {
			return false;
		}
	}
	return size == 2;
}

bool name_country_usual(struct rd name)
{
	struct rd set;
	while (name.left > 0 && rd_expect(&name, 0x31, &set)) {
		struct rd oid;
		struct rd value;
		uint32_t tag;
		while (set.left > 0 && next_attribute_typed(&set, &oid, &tag, &value)) {
			if (rd_equal(oid, OID_COUNTRY)) {
				return tag == TAG_PRINTABLE && is_two_capitals(value);
			}
		}
	}
	return false;
}
