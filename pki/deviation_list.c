/*
 * deviation_list: what a state tells of its own documents that deviate (Doc 9303-3, 7; 9303-12,
 * 10). Knows the signed content of the list. Never knows its container, nor a document.
 *
 * DeviationList ::= SEQUENCE { version INTEGER, digestAlgorithm OPTIONAL, SET OF Deviation }
 * Deviation ::= SEQUENCE { DeviationDocuments, SET OF DeviationDescription }     (implicit tags)
 */
#include "pki/deviation_list.h"

#include "pki/algorithm.h"
#include "pki/asn1_time.h"

#define TAG_INTEGER     0x02
#define TAG_OID         0x06
#define TAG_PRINTABLE   0x13
#define TAG_GENERALIZED 0x18
#define TAG_SEQ         0x30
#define TAG_SET         0x31

#define GROUP_MAX     16u
#define GROUP_SOD     20u
#define GROUP_COM     21u
#define MRZ_FIELD_MAX 9u

enum parameter { PARAMETER_NONE, PARAMETER_CERT_FIELD, PARAMETER_GROUP, PARAMETER_MRZ_FIELD };

/* Types of Doc 9303-3, 7.3.5: arcs below id-icao-DeviationList. */
static const struct {
	uint8_t size;
	uint8_t arcs[2];
	enum known_what what;
	enum parameter parameter;
} types[] = {
	{1, {1}, KNOWN_CERT_OR_KEY, PARAMETER_NONE},
	{2, {1, 1}, KNOWN_SIGNER_SIGNATURE, PARAMETER_NONE},
	{2, {1, 2}, KNOWN_SIGNER_ENCODING, PARAMETER_CERT_FIELD},
	{2, {1, 3}, KNOWN_ISSUER_ENCODING, PARAMETER_CERT_FIELD},
	{2, {1, 4}, KNOWN_ACTIVE_AUTH_KEY, PARAMETER_NONE},
	{1, {2}, KNOWN_LDS, PARAMETER_NONE},
	{2, {2, 1}, KNOWN_GROUP_MALFORMED, PARAMETER_GROUP},
	{2, {2, 2}, KNOWN_GROUP_HASH, PARAMETER_GROUP},
	{2, {2, 3}, KNOWN_SOD_SIGNATURE, PARAMETER_NONE},
	{2, {2, 4}, KNOWN_COM, PARAMETER_NONE},
	{1, {3}, KNOWN_MRZ, PARAMETER_NONE},
	{2, {3, 1}, KNOWN_MRZ_DATA, PARAMETER_MRZ_FIELD},
	{2, {3, 2}, KNOWN_MRZ_DIGIT, PARAMETER_MRZ_FIELD},
	{1, {4}, KNOWN_CHIP, PARAMETER_NONE},
	{1, {5}, KNOWN_NATIONAL, PARAMETER_NONE},
};

static enum eg_err read_algorithm(struct rd *list, struct known_list *out)
{
	struct rd algorithm;
	if (!rd_optional(list, TAG_SEQ, &algorithm, &out->has_digest)) {
		return EG_FAIL(EG_BAD_DATA, "digest algorithm of the deviation list");
	}
	return out->has_digest ? algorithm_hash(algorithm, &out->digest) : EG_OK;
}

enum eg_err deviation_list_parse(struct rd content, struct known_list *out)
{
	struct known_list list = {.kind = KNOWN_DEVIATIONS};
	struct rd body;
	struct rd version;
	if (content.left > KNOWN_FILE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "deviation list");
	}
	if (!rd_expect(&content, TAG_SEQ, &body) || !rd_end(&content) ||
	    !rd_expect(&body, TAG_INTEGER, &version) || !rd_small_int(version, &list.version)) {
		return EG_FAIL(EG_BAD_DATA, "no deviation list");
	}
	if (list.version != 0) {
		return EG_FAIL(EG_UNSUPPORTED, "version of the deviation list");
	}
	EG_TRY(read_algorithm(&body, &list));
	if (!rd_expect(&body, TAG_SET, &list.entries) || !rd_end(&body)) {
		return EG_FAIL(EG_BAD_DATA, "deviations of the deviation list");
	}
	EG_TRY(known_list_check(&list));
	*out = list;
	return EG_OK;
}

/* DocumentSignerIdentifier: [1] issuer and serial, [2] key id, [3] hash of the certificate. */
static enum eg_err read_signer(const struct known_list *list, struct rd *documents,
			       struct known_entry *e)
{
	struct rd name;
	bool by_name = false;
	bool by_key_id = false;
	bool by_digest = false;
	if (!rd_optional(documents, 0xA1, &name, &by_name) ||
	    (by_name && (!rd_expect(&name, TAG_SEQ, &e->issuer) ||
			 !rd_expect(&name, TAG_INTEGER, &e->serial) || !rd_end(&name) ||
			 e->serial.left == 0)) ||
	    (!by_name && (!rd_optional(documents, 0x82, &e->key_id, &by_key_id) ||
			  (by_key_id && e->key_id.left == 0))) ||
	    (!by_name && !by_key_id && !rd_optional(documents, 0x83, &e->digest, &by_digest))) {
		return EG_FAIL(EG_BAD_DATA, "document signer of a deviation");
	}
	if (by_digest && (!list->has_digest || e->digest.left != crypt_hash_size(list->digest))) {
		return EG_FAIL(EG_BAD_DATA, "hash of a deviation without its algorithm");
	}
	e->digest_hash = list->digest;
	e->by |= (by_name ? KNOWN_BY_NAME : 0) | (by_key_id ? KNOWN_BY_KEY_ID : 0) |
		 (by_digest ? KNOWN_BY_DIGEST : 0);
	return EG_OK;
}

static enum eg_err read_period(struct rd *documents, struct known_entry *e)
{
	struct rd period;
	bool present;
	uint32_t first_tag = 0;
	struct asn1_time first = {0};
	struct asn1_time last = {0};
	if (!rd_optional(documents, 0xA4, &period, &present)) {
		return EG_FAIL(EG_BAD_DATA, "issuing date of a deviation");
	}
	if (!present) {
		return EG_OK;
	}
	if (!rd_next_tag(&period, &first_tag) || first_tag != TAG_GENERALIZED ||
	    !asn1_time_read(&period, &first) || !rd_next_tag(&period, &first_tag) ||
	    first_tag != TAG_GENERALIZED || !asn1_time_read(&period, &last) || !rd_end(&period) ||
	    date_compare(first.day, last.day) > 0) {
		return EG_FAIL(EG_BAD_DATA, "issuing date of a deviation");
	}
	e->first = first.day;
	e->last = last.day;
	e->by |= KNOWN_BY_PERIOD;
	return EG_OK;
}

static enum eg_err read_documents(const struct known_list *list, struct rd documents,
				  struct known_entry *e)
{
	bool has_type;
	bool has_numbers;
	if (!rd_optional(&documents, 0x80, &e->type, &has_type) ||
	    (has_type && (e->type.left < 1 || e->type.left > 2))) {
		return EG_FAIL(EG_BAD_DATA, "document type of a deviation");
	}
	EG_TRY(read_signer(list, &documents, e));
	EG_TRY(read_period(&documents, e));
	/* An empty SET of numbers would mean no document, or all: nobody can tell. */
	if (!rd_optional(&documents, 0xA5, &e->numbers, &has_numbers) || !rd_end(&documents) ||
	    (has_numbers && e->numbers.left == 0)) {
		return EG_FAIL(EG_BAD_DATA, "documents of a deviation");
	}
	e->by |= (has_type ? KNOWN_BY_TYPE : 0) | (has_numbers ? KNOWN_BY_NUMBER : 0);
	return EG_OK;
}

enum eg_err deviation_list_next(const struct known_list *list, struct rd *entries,
				struct known_entry *out)
{
	struct known_entry e = {0};
	struct rd deviation;
	struct rd documents;
	if (!rd_expect(entries, TAG_SEQ, &deviation) ||
	    !rd_expect(&deviation, TAG_SEQ, &documents) ||
	    !rd_expect(&deviation, TAG_SET, &e.sayings) || !rd_end(&deviation)) {
		return EG_FAIL(EG_BAD_DATA, "deviation");
	}
	EG_TRY(read_documents(list, documents, &e));
	*out = e;
	return EG_OK;
}

/* CertField ::= CHOICE { INTEGER, OBJECT IDENTIFIER of an extension } */
static bool read_cert_field(struct rd *parameters, struct known_saying *s)
{
	uint32_t tag = 0;
	struct rd value;
	return rd_tlv(parameters, &tag, &value) &&
	       ((tag == TAG_INTEGER && rd_small_int(value, &s->code)) ||
		(tag == TAG_OID && rd_take(&value, value.left, &s->data)));
}

static bool read_group(struct rd *parameters, struct known_saying *s)
{
	struct rd value;
	uint32_t group = 0;
	if (!rd_expect(parameters, TAG_INTEGER, &value) || !rd_small_int(value, &group) ||
	    group == 0 || (group > GROUP_MAX && group != GROUP_SOD && group != GROUP_COM)) {
		return false;
	}
	s->groups = 1u << group;
	return true;
}

static bool read_parameter(enum parameter kind, struct rd parameters, bool present,
			   struct known_saying *s)
{
	struct rd value;
	switch (kind) {
	case PARAMETER_NONE: /* a NULL is no harm */
		return true;
	case PARAMETER_CERT_FIELD: /* without it nobody is told where */
		return !present || (read_cert_field(&parameters, s) && rd_end(&parameters));
	case PARAMETER_GROUP:
		return present && read_group(&parameters, s) && rd_end(&parameters);
	case PARAMETER_MRZ_FIELD:
		return !present ||
		       (rd_expect(&parameters, TAG_INTEGER, &value) && rd_end(&parameters) &&
			rd_small_int(value, &s->code) && s->code <= MRZ_FIELD_MAX);
	}
	return false;
}

static bool read_type(struct rd oid, struct rd parameters, bool present, struct known_saying *s)
{
	struct rd arcs = oid;
	s->what = KNOWN_OTHER;
	s->data = oid;
	if (!rd_begins(oid, DEVIATION_LIST_OID) || !rd_skip(&arcs, DEVIATION_LIST_OID.left)) {
		return oid.left > 0;
	}
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (rd_equal(arcs, rd_of(types[i].arcs, types[i].size))) {
			s->what = types[i].what;
			s->data = RD_EMPTY;
			return read_parameter(types[i].parameter, parameters, present, s);
		}
	}
	return true;
}

enum eg_err deviation_list_next_saying(struct rd *sayings, struct known_saying *out)
{
	struct known_saying s = {0};
	struct rd description;
	struct rd oid;
	struct rd parameters = RD_EMPTY;
	struct rd national;
	bool has_parameters;
	bool present;
	if (!rd_expect(sayings, TAG_SEQ, &description) ||
	    !rd_optional(&description, TAG_PRINTABLE, &s.text, &present) ||
	    !rd_expect(&description, TAG_OID, &oid) ||
	    !rd_optional(&description, 0xA0, &parameters, &has_parameters) ||
	    !rd_optional(&description, 0xA1, &national, &present) || !rd_end(&description)) {
		return EG_FAIL(EG_BAD_DATA, "description of a deviation");
	}
	if (!read_type(oid, parameters, has_parameters, &s)) {
		return EG_FAIL(EG_BAD_DATA, "parameters of a deviation");
	}
	*out = s;
	return EG_OK;
}
