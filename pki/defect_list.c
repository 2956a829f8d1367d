/*
 * defect_list: production errors of documents, and signers revoked, by document signer (TR-03129-2,
 * 7, versions 1 and 2; TR-03129-3, annex A).
 * Knows the signed content of the list. Never knows its container, nor a document.
 *
 * DefectList ::= SEQUENCE { version INTEGER, hashAlg OID, SET OF Defect }
 * Defect ::= SEQUENCE { SignerIdentifier OPTIONAL, hash OCTET STRING OPTIONAL, SET OF KnownDefect,
 *                       description UTF8String OPTIONAL }
 * The guideline does not say whether its own tags are explicit; in version 2 both are read.
 */
#include "pki/defect_list.h"

#define TAG_INTEGER    0x02
#define TAG_OCTETS     0x04
#define TAG_OID        0x06
#define TAG_ENUMERATED 0x0A
#define TAG_UTF8       0x0C
#define TAG_PRINTABLE  0x13
#define TAG_SEQ        0x30
#define TAG_SET        0x31
#define TAG_KEY_ID     0x80
#define TAG_CONTEXT0   0xA0
#define TAG_CONTEXT1   0xA1

#define VERSION_1 0u
#define VERSION_2 1u

#define CATEGORY_EID     3u
#define GROUP_MAX        16u
#define SOD_CODE_MAX     4u
#define PROPRIETARY      32u
#define COUNTRY_SIZES(n) ((n) == 2 || (n) == 3)

enum parameter {
	PARAMETER_NONE,
	PARAMETER_CODE,
	PARAMETER_CODE_OPTIONAL,
	PARAMETER_CERTIFICATE,
	PARAMETER_GROUPS,
	PARAMETER_LISTS,
	PARAMETER_SIGNER,
	PARAMETER_COUNTRY,
	PARAMETER_SIGNED_DATA
};

/* Types of TR-03129-2, 7.3: category and arc below id-DefectList. */
static const struct {
	uint8_t arcs[2];
	enum known_what what;
	enum parameter parameter;
} types[] = {
	{{1, 1}, KNOWN_REVOKED, PARAMETER_CODE},
	{{1, 2}, KNOWN_REPLACED, PARAMETER_CERTIFICATE},
	{{1, 3}, KNOWN_CHIP_AUTH_KEY, PARAMETER_NONE},
	{{1, 4}, KNOWN_ACTIVE_AUTH_KEY, PARAMETER_NONE},
	{{1, 5}, KNOWN_AUTH_FAILS, PARAMETER_CODE},
	{{1, 6}, KNOWN_PERIOD, PARAMETER_CODE},
	{{2, 1}, KNOWN_GROUP_MALFORMED, PARAMETER_GROUPS},
	{{2, 2}, KNOWN_SOD_INVALID, PARAMETER_CODE_OPTIONAL},
	{{2, 3}, KNOWN_COM, PARAMETER_LISTS},
	{{2, 4}, KNOWN_SIGNER_ID, PARAMETER_SIGNER},
	{{2, 5}, KNOWN_COUNTRY, PARAMETER_COUNTRY},
	{{4, 1}, KNOWN_CARD_SECURITY, PARAMETER_SIGNED_DATA},
	{{4, 2}, KNOWN_CHIP_SECURITY, PARAMETER_NONE},
	{{4, 3}, KNOWN_POWER_DOWN, PARAMETER_NONE},
	{{4, 4}, KNOWN_SIGNER_MALFORMED, PARAMETER_CODE},
};

static void find_hash(struct rd oid, struct known_list *list)
{
	for (int h = CRYPT_SHA1; h <= CRYPT_SHA512; h++) {
		if (rd_equal(oid, crypt_hash_oid((enum crypt_hash)h))) {
			list->digest = (enum crypt_hash)h;
			list->has_digest = true;
		}
	}
}

enum eg_err defect_list_parse(struct rd content, struct known_list *out)
{
	struct known_list list = {.kind = KNOWN_DEFECTS};
	struct rd body;
	struct rd version;
	struct rd hash;
	if (content.left > KNOWN_FILE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "defect list");
	}
	if (!rd_expect(&content, TAG_SEQ, &body) || !rd_end(&content) ||
	    !rd_expect(&body, TAG_INTEGER, &version) || !rd_small_int(version, &list.version)) {
		return EG_FAIL(EG_BAD_DATA, "no defect list");
	}
	if (list.version != VERSION_1 && list.version != VERSION_2) {
		return EG_FAIL(EG_UNSUPPORTED, "version of the defect list");
	}
	if (!rd_expect(&body, TAG_OID, &hash) || !rd_expect(&body, TAG_SET, &list.entries) ||
	    !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "defects of the defect list");
	}
	find_hash(hash, &list);
	EG_TRY(known_list_check(&list));
	*out = list;
	return EG_OK;
}

/* Contents of IssuerAndSerialNumber. */
static bool read_name(struct rd name, struct rd *issuer, struct rd *serial)
{
	return rd_expect(&name, TAG_SEQ, issuer) && rd_expect(&name, TAG_INTEGER, serial) &&
	       rd_end(&name) && serial->left > 0;
}

static enum eg_err read_signer(const struct known_list *list, struct rd *defect,
			       struct known_entry *e)
{
	struct rd name;
	bool by_name;
	bool by_key_id = false;
	bool by_digest;
	if (!rd_optional(defect, TAG_SEQ, &name, &by_name) ||
	    (by_name && !read_name(name, &e->issuer, &e->serial)) ||
	    (!by_name && !rd_optional(defect, TAG_KEY_ID, &e->key_id, &by_key_id)) ||
	    (by_key_id && e->key_id.left == 0)) {
		return EG_FAIL(EG_BAD_DATA, "signer of a defect");
	}
	if (!rd_optional(defect, TAG_OCTETS, &e->digest, &by_digest)) {
		return EG_FAIL(EG_BAD_DATA, "certificate hash of a defect");
	}
	if (by_digest && !list->has_digest) {
		return EG_FAIL(EG_UNSUPPORTED, "hash algorithm of the defect list");
	}
	if (by_digest && e->digest.left != crypt_hash_size(list->digest)) {
		return EG_FAIL(EG_BAD_DATA, "certificate hash of a defect");
	}
	/* Version 1 always names the signer; without any name a defect would mean all documents. */
	if (!by_name && !by_key_id && (list->version == VERSION_1 || !by_digest)) {
		return EG_FAIL(EG_BAD_DATA, "defect without a signer");
	}
	e->digest_hash = list->digest;
	e->by = (by_name ? KNOWN_BY_NAME : 0) | (by_key_id ? KNOWN_BY_KEY_ID : 0) |
		(by_digest ? KNOWN_BY_DIGEST : 0);
	return EG_OK;
}

enum eg_err defect_list_next(const struct known_list *list, struct rd *entries,
			     struct known_entry *out)
{
	struct known_entry e = {0};
	struct rd defect;
	bool described = false;
	if (!rd_expect(entries, TAG_SEQ, &defect)) {
		return EG_FAIL(EG_BAD_DATA, "defect");
	}
	EG_TRY(read_signer(list, &defect, &e));
	if (!rd_expect(&defect, TAG_SET, &e.sayings) ||
	    !rd_optional(&defect, TAG_UTF8, &e.text, &described) || !rd_end(&defect) ||
	    (described && list->version == VERSION_1)) {
		return EG_FAIL(EG_BAD_DATA, "defect");
	}
	*out = e;
	return EG_OK;
}

static bool read_code(struct rd any, struct known_saying *s)
{
	struct rd value;
	return rd_expect(&any, TAG_ENUMERATED, &value) && rd_end(&any) &&
	       rd_small_int(value, &s->code);
}

/* TR-03129-2 has the certificate in an OCTET STRING, TR-03129-3 as it is. */
static bool read_certificate(struct rd any, struct known_saying *s)
{
	uint32_t tag = 0;
	struct rd value;
	struct rd wrapped = any;
	if (!rd_next_tag(&any, &tag)) {
		return false;
	}
	if (tag == TAG_OCTETS && (!rd_expect(&any, TAG_OCTETS, &wrapped) || !rd_end(&any))) {
		return false;
	}
	s->data = wrapped;
	return rd_expect(&wrapped, TAG_SEQ, &value) && rd_end(&wrapped);
}

/* Contents of a SET OF INTEGER as bits. */
static bool read_bits(struct rd set, uint32_t *bits)
{
	*bits = 0;
	while (set.left > 0) {
		struct rd value;
		uint32_t group = 0;
		if (!rd_expect(&set, TAG_INTEGER, &value) || !rd_small_int(value, &group) ||
		    group == 0 || group > GROUP_MAX) {
			return false;
		}
		*bits |= 1u << group;
	}
	return rd_end(&set);
}

static bool read_groups(struct rd any, struct known_saying *s)
{
	struct rd set;
	return rd_expect(&any, TAG_SET, &set) && rd_end(&any) && read_bits(set, &s->groups);
}

static bool read_lists(struct rd any, struct known_saying *s)
{
	struct rd both;
	struct rd com;
	struct rd sod;
	return rd_expect(&any, TAG_SEQ, &both) && rd_end(&any) && rd_expect(&both, TAG_SET, &com) &&
	       rd_expect(&both, TAG_SET, &sod) && rd_end(&both) && read_bits(com, &s->groups) &&
	       read_bits(sod, &s->sod_groups);
}

static bool read_right_signer(struct rd any, struct known_saying *s)
{
	struct rd issuer;
	struct rd serial;
	if (!rd_optional(&any, TAG_KEY_ID, &s->data, &s->by_key_id)) {
		return false;
	}
	if (s->by_key_id) {
		return rd_end(&any) && s->data.left > 0;
	}
	return rd_expect(&any, TAG_SEQ, &s->data) && rd_end(&any) &&
	       read_name(s->data, &issuer, &serial);
}

static bool read_country(struct rd any, struct known_saying *s)
{
	struct rd letters;
	if (!rd_expect(&any, TAG_PRINTABLE, &s->data) || !rd_end(&any)) {
		return false;
	}
	letters = s->data;
	while (letters.left > 0) {
		uint8_t c;
		if (!rd_u8(&letters, &c) || ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z'))) {
			return false;
		}
	}
	return COUNTRY_SIZES(s->data.left);
}

static bool read_signed_data(struct rd any, struct known_saying *s)
{
	struct rd value;
	s->data = any;
	return rd_expect(&any, TAG_SEQ, &value) && rd_end(&any);
}

/* any: the parameters' whole TLV, empty if there are none. */
static bool read_parameter(enum parameter kind, struct rd any, struct known_saying *s)
{
	switch (kind) {
	case PARAMETER_NONE: /* a NULL is no harm */
		return true;
	case PARAMETER_CODE:
		return read_code(any, s);
	case PARAMETER_CODE_OPTIONAL:
		return any.left == 0 || read_code(any, s);
	case PARAMETER_CERTIFICATE:
		return read_certificate(any, s);
	case PARAMETER_GROUPS:
		return read_groups(any, s);
	case PARAMETER_LISTS:
		return any.left == 0 || read_lists(any, s);
	case PARAMETER_SIGNER:
		return read_right_signer(any, s);
	case PARAMETER_COUNTRY:
		return read_country(any, s);
	case PARAMETER_SIGNED_DATA:
		return read_signed_data(any, s);
	}
	return false;
}

/* A status code that has no meaning makes a defect of unknown interpretation. */
static bool code_means(const struct known_saying *s)
{
	switch ((int)s->what) {
	case KNOWN_AUTH_FAILS:
		return s->code <= KNOWN_FAILS_MAX;
	case KNOWN_PERIOD:
		return s->code <= KNOWN_PERIOD_BOTH;
	case KNOWN_SOD_INVALID:
		return s->code <= SOD_CODE_MAX || s->code >= PROPRIETARY;
	default:
		return true; /* an unknown kind of revocation is one */
	}
}

static bool read_type(struct rd oid, struct rd any, struct known_saying *s)
{
	struct rd arcs = oid;
	uint8_t category = 0;
	bool ours = rd_begins(oid, DEFECT_LIST_OID) && rd_skip(&arcs, DEFECT_LIST_OID.left) &&
		    rd_peek(&arcs, &category);
	for (size_t i = 0; ours && i < sizeof(types) / sizeof(types[0]); i++) {
		if (!rd_equal(arcs, RD_ARRAY(types[i].arcs))) {
			continue;
		}
		s->what = types[i].what;
		if (!read_parameter(types[i].parameter, any, s)) {
			return false;
		}
		if (code_means(s)) {
			return true;
		}
	}
	/* TR-03129-3, A.2.1 to A.2.4: what is not understood keeps the chip's data from use. */
	s->what = ours && category == CATEGORY_EID ? KNOWN_EID : KNOWN_FORBIDDEN;
	s->data = oid;
	return oid.left > 0;
}

/* [1] UTF8String, implicit or explicit. */
static bool read_text(struct rd *defect, struct rd *text)
{
	bool present;
	struct rd wrapped;
	if (!rd_optional(defect, 0x81, text, &present)) {
		return false;
	}
	if (present) {
		return true;
	}
	return rd_optional(defect, TAG_CONTEXT1, &wrapped, &present) &&
	       (!present || (rd_expect(&wrapped, TAG_UTF8, text) && rd_end(&wrapped)));
}

/* KnownDefectV2, the contents of [0]: its fields, or, with an explicit tag, their SEQUENCE. */
static bool read_second(struct rd *sayings, struct rd *oid, struct rd *any, struct rd *text)
{
	struct rd defect;
	struct rd fields;
	uint32_t tag = 0;
	bool present;
	if (!rd_expect(sayings, TAG_CONTEXT0, &defect) || !rd_next_tag(&defect, &tag)) {
		return false;
	}
	fields = defect;
	if (tag == TAG_SEQ && (!rd_expect(&defect, TAG_SEQ, &fields) || !rd_end(&defect))) {
		return false;
	}
	return rd_expect(&fields, TAG_OID, oid) &&
	       rd_optional(&fields, TAG_CONTEXT0, any, &present) && read_text(&fields, text) &&
	       rd_end(&fields);
}

enum eg_err defect_list_next_saying(const struct known_list *list, struct rd *sayings,
				    struct known_saying *out)
{
	struct known_saying s = {0};
	struct rd defect;
	struct rd oid;
	struct rd any = RD_EMPTY;
	uint32_t tag;
	struct rd value;
	if (list->version == VERSION_2) {
		if (!read_second(sayings, &oid, &any, &s.text)) {
			return EG_FAIL(EG_BAD_DATA, "known defect of version 2");
		}
	} else {
		if (!rd_expect(sayings, TAG_SEQ, &defect) || !rd_expect(&defect, TAG_OID, &oid)) {
			return EG_FAIL(EG_BAD_DATA, "known defect of version 1");
		}
		any = defect;
	}
	struct rd one = any;
	if (any.left > 0 && (!rd_tlv(&one, &tag, &value) || !rd_end(&one))) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a known defect");
	}
	if (!read_type(oid, any, &s)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a known defect");
	}
	*out = s;
	return EG_OK;
}
