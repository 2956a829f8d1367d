/*
 * cms_attributes: the signed attributes of one SignerInfo (RFC 5652, 5.3 and 11).
 * Internal to pki/cms*.c. Knows which count, their order in DER. Never knows a key.
 */
#include "pki/cms_attributes.h"

#define OID_CONTENT_TYPE   RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03")
#define OID_MESSAGE_DIGEST RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04")
#define OID_SIGNING_TIME   RD_TEXT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x05")

/* One of the attributes that count: RFC 5652, 11.1 to 11.3 has it once, with one value. */
struct kind {
	bool given;
	struct rd value; /* whole */
};

static bool read_attribute(struct rd *list, struct cms_signer *s, struct kind kinds[3])
{
	const struct rd oids[3] = {OID_CONTENT_TYPE, OID_MESSAGE_DIGEST, OID_SIGNING_TIME};
	struct rd one;
	struct rd oid;
	struct rd values;
	struct rd value;
	struct rd whole;
	uint32_t tag;
	if (!rd_expect(list, 0x30, &one) || !rd_expect(&one, 0x06, &oid) ||
	    !rd_expect(&one, 0x31, &values) || !rd_end(&one)) {
		return false;
	}
	for (size_t i = 0; i < 3; i++) {
		if (!rd_equal(oid, oids[i])) {
			continue;
		}
		whole = RD_EMPTY; /* one of no value is given, and says nothing */
		if (values.left > 0 && !rd_tlv_whole(&values, &tag, &value, &whole)) {
			return false;
		}
		if (kinds[i].given || values.left > 0) {
			faults_add(&s->faults, FAULT_ATTRIBUTE_TWICE);
		} else {
			kinds[i] = (struct kind){true, whole};
		}
	}
	return true;
}

/* X.690, 11.6: compared octet by octet, the shorter one padded with zeros behind. */
static int compare(struct rd a, struct rd b)
{
	while (a.left > 0 || b.left > 0) {
		uint8_t x = 0;
		uint8_t y = 0;
		if ((a.left > 0 && !rd_u8(&a, &x)) || (b.left > 0 && !rd_u8(&b, &y))) {
			break;
		}
		if (x != y) {
			return x < y ? -1 : 1;
		}
	}
	return 0;
}

static bool in_order(struct rd list)
{
	struct rd before = RD_EMPTY;
	struct rd value;
	struct rd whole;
	uint32_t tag;
	while (list.left > 0 && rd_tlv_whole(&list, &tag, &value, &whole)) {
		if (compare(before, whole) > 0) {
			return false;
		}
		before = whole;
	}
	return true;
}

static void note_kinds(struct cms_signer *s, const struct kind kinds[3])
{
	struct rd value = kinds[0].value;
	if (kinds[0].given && (!rd_expect(&value, 0x06, &s->attribute_type) || !rd_end(&value))) {
		s->attribute_type = RD_EMPTY; /* no content's type equals it */
	}
	value = kinds[1].value;
	if (!kinds[1].given || !rd_expect(&value, 0x04, &s->attribute_digest) || !rd_end(&value) ||
	    s->attribute_digest.left == 0) {
		s->attribute_digest = RD_EMPTY;
		faults_add(&s->faults, FAULT_ATTRIBUTE_DIGEST);
	}
	value = kinds[2].value;
	if (kinds[2].given) {
		s->has_signing_time = asn1_time_read(&value, &s->signing_time) && rd_end(&value);
		if (!s->has_signing_time || !s->signing_time.usual) {
			faults_add(&s->faults, FAULT_SIGNING_TIME);
		}
	}
}

bool cms_read_attributes(struct cms_signer *s)
{
	struct kind kinds[3] = {0};
	struct rd list = s->attributes;
	if (!s->has_attributes || list.left == 0) {
		s->has_attributes = false;
		faults_add(&s->faults, FAULT_ATTRIBUTES_MISSING);
		return true;
	}
	if (list.left > CMS_ATTRIBUTES_SIZE_MAX) {
		return false;
	}
	for (int i = 0; list.left > 0; i++) {
		if (i == CMS_ATTRIBUTES_COUNT_MAX || !read_attribute(&list, s, kinds)) {
			return false;
		}
	}
	note_kinds(s, kinds);
	s->attributes_in_order = in_order(s->attributes);
	return true;
}

void cms_write_sorted(struct rd attributes, struct wr *out)
{
	struct rd all[CMS_ATTRIBUTES_COUNT_MAX];
	size_t count = 0;
	struct rd value;
	struct rd whole;
	uint32_t tag;
	while (count < CMS_ATTRIBUTES_COUNT_MAX && attributes.left > 0 &&
	       rd_tlv_whole(&attributes, &tag, &value, &whole)) {
		size_t at = count++;
		for (; at > 0 && compare(all[at - 1], whole) > 0; at--) {
			all[at] = all[at - 1];
		}
		all[at] = whole;
	}
	size_t mark = wr_open(out, 0x31);
	for (size_t i = 0; i < count; i++) {
		wr_put(out, all[i]);
	}
	wr_close(out, mark);
}
