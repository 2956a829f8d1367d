/*
 * cert_extension: the extensions of one certificate (RFC 5280, 4.2; Doc 9303-12, 7.1.1).
 * Internal to pki/cert*.c. Knows their layout. Never knows which of them a role asks for.
 */
#include "pki/cert_extension.h"

#include "base/wr.h"

#define EXTENSIONS_MAX 64 /* the most seen in 919 country CAs is 14 */

#define TAG_BOOLEAN     0x01
#define TAG_INTEGER     0x02
#define TAG_BITS        0x03
#define TAG_OCTETS      0x04
#define TAG_OID         0x06
#define TAG_UTF8        0x0C
#define TAG_PRINTABLE   0x13
#define TAG_IA5         0x16
#define TAG_GENERALIZED 0x18
#define TAG_SEQUENCE    0x30
#define TAG_SET         0x31

#define KEY_USAGE_BITS 9
#define TYPE_SIZE_MAX  2 /* letters of a document type */

/* BIT STRING, its first bit the highest of the first octet. */
static bool read_key_usage(struct rd value, struct cert *c)
{
	struct rd bits;
	uint8_t unused = 0;
	if (!rd_expect(&value, TAG_BITS, &bits) || !rd_end(&value) || !rd_u8(&bits, &unused) ||
	    unused > 7 || bits.left == 0) {
		return false;
	}
	for (unsigned bit = 0; bit < KEY_USAGE_BITS; bit++) {
		uint8_t octet = 0;
		if (rd_byte_at(&bits, bit / 8, &octet) && (octet & 0x80u >> bit % 8) != 0) {
			c->key_usage |= 1u << bit;
		}
	}
	c->has_key_usage = true;
	c->key_usage_signs = (c->key_usage & CERT_USE_DIGITAL_SIGNATURE) != 0;
	c->key_usage_certifies = (c->key_usage & CERT_USE_KEY_CERT_SIGN) != 0;
	return true;
}

static bool read_basic_constraints(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd flag;
	struct rd path;
	bool has_flag;
	uint8_t is_ca = 0;
	c->has_basic_constraints = true;
	if (!rd_expect(&value, TAG_SEQUENCE, &body) || !rd_end(&value) ||
	    !rd_optional(&body, TAG_BOOLEAN, &flag, &has_flag) ||
	    !rd_optional(&body, TAG_INTEGER, &path, &c->has_path_length) || !rd_end(&body)) {
		return false;
	}
	if (has_flag && (!rd_u8(&flag, &is_ca) || !rd_end(&flag))) {
		return false;
	}
	c->ca = is_ca != 0;
	return !c->has_path_length || rd_small_int(path, &c->path_length);
}

/* Three Lithuanian CAs have the bare octets: they are what their signers name, too. */
static bool read_subject_key_id(struct rd value, struct cert *c)
{
	struct rd id;
	struct rd whole = value;
	bool wrapped = rd_expect(&value, TAG_OCTETS, &id) && rd_end(&value);
	c->subject_key_id = wrapped ? id : whole;
	return wrapped;
}

static bool read_authority_key_id(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd id;
	bool has_id;
	if (!rd_expect(&value, TAG_SEQUENCE, &body) || !rd_end(&value) ||
	    !rd_optional(&body, 0x80, &id, &has_id)) {
		return false;
	}
	c->authority_key_id = has_id ? id : RD_EMPTY;
	return true;
}

static void note_usage(struct cert *c, struct rd oid)
{
	/* Doc 9303-12, 7.1.1.3; TR-03129-2, 7.2. */
	if (rd_equal(oid, RD_TEXT("\x67\x81\x08\x01\x01\x03"))) {
		c->signs_master_lists = true;
	} else if (rd_equal(oid, RD_TEXT("\x67\x81\x08\x01\x01\x08"))) {
		c->signs_deviation_lists = true;
	} else if (rd_equal(oid, RD_TEXT("\x04\x00\x7F\x00\x07\x03\x0B\x02\x01\x02"))) {
		c->signs_defect_lists = true;
	}
}

static bool read_extended_usage(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd oid;
	c->has_extended_usage = true;
	if (!rd_expect(&value, TAG_SEQUENCE, &body) || !rd_end(&value)) {
		return false;
	}
	c->extended_usages = body;
	while (body.left > 0) {
		if (!rd_expect(&body, TAG_OID, &oid)) {
			return false;
		}
		note_usage(c, oid);
	}
	return true;
}

/* GeneralizedTime under a tag of its own. */
static bool read_private_time(struct rd text, struct asn1_time *out)
{
	uint8_t octets[64];
	struct wr w = WR_ARRAY(octets);
	wr_tlv(&w, TAG_GENERALIZED, text);
	struct rd again = wr_view(&w);
	return asn1_time_read(&again, out) && rd_end(&again);
}

static bool read_private_period(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd from;
	struct rd to;
	bool has_from;
	bool has_to;
	if (!rd_expect(&value, TAG_SEQUENCE, &body) || !rd_end(&value) ||
	    !rd_optional(&body, 0x80, &from, &has_from) ||
	    !rd_optional(&body, 0x81, &to, &has_to) || !rd_end(&body)) {
		return false;
	}
	c->has_private_from = has_from && read_private_time(from, &c->private_from);
	c->has_private_to = has_to && read_private_time(to, &c->private_to);
	return (has_from || has_to) && c->has_private_from == has_from &&
	       c->has_private_to == has_to;
}

static bool read_crl_distribution(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd point;
	if (!rd_expect(&value, TAG_SEQUENCE, &body) || !rd_end(&value)) {
		return false;
	}
	c->crl_distribution = body;
	while (body.left > 0) {
		if (!rd_expect(&body, TAG_SEQUENCE, &point)) {
			return false;
		}
	}
	return true;
}

static bool read_name_change(struct rd value, struct cert *c)
{
	struct rd null;
	c->name_change = true;
	return rd_expect(&value, 0x05, &null) && null.left == 0 && rd_end(&value);
}

/* The strings of a list; *usual stays only if all are PrintableStrings of one or two letters. */
static bool are_types(struct rd list, bool *usual)
{
	bool any = list.left > 0;
	while (list.left > 0) {
		struct rd text;
		uint32_t tag;
		if (!rd_tlv(&list, &tag, &text) ||
		    (tag != TAG_PRINTABLE && tag != TAG_UTF8 && tag != TAG_IA5)) {
			return false;
		}
		*usual = *usual && tag == TAG_PRINTABLE && text.left >= 1 &&
			 text.left <= TYPE_SIZE_MAX;
	}
	return any;
}

/*
 * DocumentTypeListSyntax ::= SEQUENCE { version INTEGER (0), docTypeList SET OF PrintableString }.
 * Several states write it otherwise: a SEQUENCE for the SET or a SET for the SEQUENCE, no version,
 * or the strings beside it without a SET. What can be meant is taken, and noted; what cannot is
 * noted and gives no types.
 */
static bool read_document_types(struct rd value, struct cert *c)
{
	struct rd body;
	struct rd number;
	struct rd list;
	uint32_t tag;
	uint32_t version = 0;
	bool has_version;
	if (!rd_tlv(&value, &tag, &body) || !rd_end(&value) ||
	    (tag != TAG_SEQUENCE && tag != TAG_SET)) {
		return false;
	}
	bool usual = tag == TAG_SEQUENCE;
	if (!rd_optional(&body, TAG_INTEGER, &number, &has_version)) {
		return false;
	}
	usual = usual && has_version && rd_small_int(number, &version) && version == 0;
	struct rd inner = body;
	if (rd_tlv(&inner, &tag, &list) && rd_end(&inner) &&
	    (tag == TAG_SET || tag == TAG_SEQUENCE)) {
		usual = usual && tag == TAG_SET;
	} else {
		usual = false;
		list = body;
	}
	if (!are_types(list, &usual)) {
		return false;
	}
	c->document_types = list;
	return usual;
}

/* By CERT_EXTENSIONS; NULL for those of which nothing is needed. */
typedef bool reader(struct rd value, struct cert *c);
static reader *const readers[CERT_EXT_COUNT] = {
	[CERT_EXT_KEY_USAGE] = read_key_usage,
	[CERT_EXT_BASIC_CONSTRAINTS] = read_basic_constraints,
	[CERT_EXT_SUBJECT_KEY_ID] = read_subject_key_id,
	[CERT_EXT_AUTHORITY_KEY_ID] = read_authority_key_id,
	[CERT_EXT_EXTENDED_USAGE] = read_extended_usage,
	[CERT_EXT_PRIVATE_KEY_PERIOD] = read_private_period,
	[CERT_EXT_CRL_DISTRIBUTION] = read_crl_distribution,
	[CERT_EXT_NAME_CHANGE] = read_name_change,
	[CERT_EXT_DOCUMENT_TYPES] = read_document_types,
};
static const struct {
	const char *octets;
	size_t size;
} oids[CERT_EXT_COUNT] = {
#define X(name, oid, critical) {oid, sizeof(oid) - 1},
	CERT_EXTENSIONS(X)
#undef X
};

static unsigned extension_of(struct rd oid)
{
	unsigned i = 0;
	while (i < CERT_EXT_COUNT && !rd_equal(oid, rd_of(oids[i].octets, oids[i].size))) {
		i++;
	}
	return i;
}

/* Extension ::= SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING } */
static bool read_extension(struct rd *list, struct cert *c)
{
	struct rd one;
	struct rd oid;
	struct rd flag;
	struct rd value;
	bool has_flag;
	uint8_t critical = 0;
	if (!rd_expect(list, TAG_SEQUENCE, &one) || !rd_expect(&one, TAG_OID, &oid) ||
	    !rd_optional(&one, TAG_BOOLEAN, &flag, &has_flag) ||
	    !rd_expect(&one, TAG_OCTETS, &value) || !rd_end(&one) ||
	    (has_flag && (!rd_u8(&flag, &critical) || !rd_end(&flag)))) {
		return false;
	}
	unsigned i = extension_of(oid);
	if (i == CERT_EXT_COUNT) {
		if (critical != 0) {
			faults_add(&c->faults, FAULT_CRITICAL_UNKNOWN);
		}
		return true;
	}
	if ((c->extensions & 1u << i) != 0) {
		return false; /* RFC 5280, 4.2: at most one of a kind */
	}
	c->extensions |= 1u << i;
	c->critical |= critical != 0 ? 1u << i : 0;
	if (readers[i] != NULL && !readers[i](value, c)) {
		faults_add(&c->faults, i == CERT_EXT_DOCUMENT_TYPES ? FAULT_DOCUMENT_TYPE_LIST
								    : FAULT_EXTENSION_FORMAT);
	}
	return true;
}

bool cert_read_extensions(struct rd wrapped, struct cert *c)
{
	struct rd list;
	if (!rd_expect(&wrapped, TAG_SEQUENCE, &list) || !rd_end(&wrapped)) {
		return false;
	}
	for (int i = 0; list.left > 0; i++) {
		if (i == EXTENSIONS_MAX || !read_extension(&list, c)) {
			return false;
		}
	}
	return true;
}
