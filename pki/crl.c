/*
 * crl: one certificate revocation list as borrowed fields, its entries read one by one.
 * Knows the layout (RFC 5280, 5; Doc 9303-12, 7.1.4). Never knows whether the list is fresh, nor
 * who is trusted to issue it.
 */
#include "pki/crl.h"

#include "pki/algorithm.h"
#include "pki/name.h"

#define EXTENSIONS_MAX    32 /* the profile knows three; entries of RFC 5280 four */
#define NUMBER_OCTETS_MAX 20 /* RFC 5280, 5.2.3; serial numbers: 4.1.2.2 */

/* What the extensions of a list, or of one of its entries, are read into. */
struct into {
	struct crl *list;
	struct crl_entry *entry;
	bool of_changes;  /* deltaCRLIndicator */
	bool of_others;   /* indirectCRL, certificateIssuer */
	bool partitioned; /* issuingDistributionPoint */
};

struct known {
	uint8_t last; /* arc below id-ce, 2.5.29 */
	bool critical;
	bool forbidden; /* by Doc 9303-12, table 10 */
	bool (*read)(struct rd value, struct into *to);
};

static bool read_authority_key_id(struct rd value, struct into *to)
{
	struct rd body;
	struct rd id;
	bool has_id;
	if (!rd_expect(&value, 0x30, &body) || !rd_end(&value) ||
	    !rd_optional(&body, 0x80, &id, &has_id)) {
		return false;
	}
	to->list->authority_key_id = id;
	return true;
}

static bool read_number(struct rd value, struct into *to)
{
	struct rd number;
	uint8_t first = 0;
	uint8_t second = 0;
	if (!rd_expect(&value, 0x02, &number) || !rd_end(&value) || !rd_peek(&number, &first) ||
	    number.left > NUMBER_OCTETS_MAX || (first & 0x80) != 0) {
		return false;
	}
	if (first == 0 && rd_byte_at(&number, 1, &second) && (second & 0x80) == 0) {
		return false; /* X.690, 8.3.2 */
	}
	to->list->has_number = true;
	to->list->number = number;
	return number.left == 1 || first != 0 || rd_skip(&to->list->number, 1);
}

static bool read_delta(struct rd value, struct into *to)
{
	(void)value; /* such a list is refused whatever it says */
	to->of_changes = true;
	return true;
}

/* RFC 5280, 5.2.5: [0] point, [1] to [5] what the list is confined to, [4] indirectCRL. */
static bool read_distribution_point(struct rd value, struct into *to)
{
	struct rd body;
	to->partitioned = true;
	if (!rd_expect(&value, 0x30, &body) || !rd_end(&value)) {
		return false;
	}
	while (body.left > 0) {
		uint32_t tag;
		struct rd part;
		if (!rd_tlv(&body, &tag, &part)) {
			return false;
		}
		to->of_others = to->of_others || tag == 0x84;
	}
	return true;
}

static bool read_reason(struct rd value, struct into *to)
{
	struct rd code;
	uint8_t reason = 0;
	if (!rd_expect(&value, 0x0A, &code) || !rd_end(&value) || !rd_u8(&code, &reason) ||
	    !rd_end(&code) || reason > CRL_REASON_MAX) {
		return false;
	}
	to->entry->reason = reason;
	return true;
}

static bool read_invalidity(struct rd value, struct into *to)
{
	to->entry->has_invalidity =
		asn1_time_read(&value, &to->entry->invalid_since) && rd_end(&value);
	return to->entry->has_invalidity;
}

static bool read_certificate_issuer(struct rd value, struct into *to)
{
	(void)value; /* such a list is refused whatever it says */
	to->of_others = true;
	return true;
}

static const struct known of_list[] = {
	{35, false, false, read_authority_key_id},
	{20, false, false, read_number},
	{18, false, false, NULL}, /* issuerAltName: former names, not processed (7.1.4, note 1) */
	{27, true, true, read_delta},
	{28, true, true, read_distribution_point},
	{46, false, true, NULL}, /* freshestCRL */
};
static const struct known of_entry[] = {
	{21, false, false, read_reason},
	{24, false, false, read_invalidity},
	{23, false, false, NULL}, /* holdInstructionCode */
	{29, true, false, read_certificate_issuer},
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct extension {
	struct rd oid;
	bool critical;
	struct rd value;
};

/* Extension ::= SEQUENCE { OID, critical BOOLEAN DEFAULT FALSE, OCTET STRING } */
static bool read_extension(struct rd *list, struct extension *out, struct faults *faults)
{
	struct rd one;
	struct rd flag;
	bool has_flag;
	uint8_t critical = 0;
	if (!rd_expect(list, 0x30, &one) || !rd_expect(&one, 0x06, &out->oid) ||
	    !rd_optional(&one, 0x01, &flag, &has_flag) || !rd_expect(&one, 0x04, &out->value) ||
	    !rd_end(&one) || (has_flag && (!rd_u8(&flag, &critical) || !rd_end(&flag)))) {
		return false;
	}
	out->critical = critical != 0;
	if (has_flag && critical != 0xFF) {
		faults_add(faults, FAULT_CRL_PROFILE); /* a default, or a truth not as DER has it */
	}
	return true;
}

static const struct known *find_known(struct rd oid, const struct known *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const uint8_t known[] = {0x55, 0x1D, table[i].last};
		if (rd_equal(oid, RD_ARRAY(known))) {
			return &table[i];
		}
	}
	return NULL;
}

/* False only where the frame is broken. */
static bool read_extensions(struct rd list, const struct known *table, size_t count,
			    struct into *to, struct faults *faults)
{
	uint32_t seen = 0;
	if (list.left == 0) {
		faults_add(faults, FAULT_EXTENSION_FORMAT); /* RFC 5280, 5.1.1.3: one or more */
	}
	for (int i = 0; list.left > 0; i++) {
		struct extension e;
		if (i == EXTENSIONS_MAX || !read_extension(&list, &e, faults)) {
			return false;
		}
		const struct known *k = find_known(e.oid, table, count);
		if (k == NULL) {
			if (e.critical) {
				faults_add(faults, FAULT_CRITICAL_UNKNOWN);
			}
			continue;
		}
		uint32_t bit = 1u << (size_t)(k - table);
		if ((seen & bit) != 0 || (k->read != NULL && !k->read(e.value, to))) {
			faults_add(faults, FAULT_EXTENSION_FORMAT);
		}
		seen |= bit;
		if (k->critical != e.critical) {
			faults_add(faults, FAULT_EXTENSION_CRITICALITY);
		}
		if (k->forbidden) {
			faults_add(faults, FAULT_CRL_PROFILE);
		}
	}
	return true;
}

/* Version, absent is v1; extensions need v2 (RFC 5280, 5.1.2.1). */
static bool read_version(struct rd *tbs, struct crl *c)
{
	struct rd number;
	bool present;
	uint32_t version = 0;
	if (!rd_optional(tbs, 0x02, &number, &present) ||
	    (present && (!rd_small_int(number, &version) || version > 1))) {
		return false;
	}
	if (version != 1) {
		faults_add(&c->faults, FAULT_CERT_VERSION);
	}
	return true;
}

static bool read_times(struct rd *tbs, struct crl *c)
{
	uint32_t tag = 0;
	if (!asn1_time_read(tbs, &c->this_update)) {
		return false;
	}
	bool next = rd_next_tag(tbs, &tag) && (tag == 0x17 || tag == 0x18);
	if (next && !asn1_time_read(tbs, &c->next_update)) {
		return false;
	}
	c->has_next_update = next;
	if (!c->this_update.usual || (next && !c->next_update.usual)) {
		faults_add(&c->faults, FAULT_CERT_TIME_FORM);
	}
	if (next && c->next_update.unix_s < c->this_update.unix_s) {
		faults_add(&c->faults, FAULT_CERT_PERIOD);
	}
	if (!next) {
		faults_add(&c->faults, FAULT_CRL_PROFILE);
	}
	return true;
}

static bool read_entries(struct rd *tbs, struct crl *c)
{
	bool present;
	if (!rd_optional(tbs, 0x30, &c->entries, &present)) {
		return false;
	}
	if (present && c->entries.left == 0) {
		faults_add(&c->faults, FAULT_CRL_PROFILE); /* an empty list has to be left out */
	}
	return true;
}

static bool read_tbs(struct rd tbs, struct into *to)
{
	struct crl *c = to->list;
	struct rd wrapped;
	struct rd list;
	bool present;
	if (!read_version(&tbs, c) || !rd_expect(&tbs, 0x30, &c->algorithm) ||
	    !rd_expect(&tbs, 0x30, &c->issuer) || !read_times(&tbs, c) || !read_entries(&tbs, c) ||
	    !rd_optional(&tbs, 0xA0, &wrapped, &present) || !rd_end(&tbs)) {
		return false;
	}
	if (present && (!rd_expect(&wrapped, 0x30, &list) || !rd_end(&wrapped) ||
			!read_extensions(list, of_list, COUNT(of_list), to, &c->faults))) {
		return false;
	}
	return true;
}

/* What a list of a country CA has to say and this one does not (Doc 9303-12, tables 9 and 10). */
static void note_missing(struct crl *c)
{
	if (c->authority_key_id.left == 0) {
		faults_add(&c->faults, FAULT_KEY_ID_MISSING);
	}
	if (!c->has_number) {
		faults_add(&c->faults, FAULT_CRL_PROFILE);
	}
	if (rd_cstr(c->country).left != 2) {
		faults_add(&c->faults, FAULT_CERT_NAME);
	}
}

enum eg_err crl_parse(struct rd der, struct crl *out)
{
	struct crl c = {.whole = der};
	struct into to = {.list = &c};
	struct rd all;
	struct rd tbs;
	struct rd outer;
	uint32_t tag;
	uint8_t unused = 0xFF;
	if (der.left > CRL_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "revocation list");
	}
	if (!rd_expect(&der, 0x30, &all) || !rd_end(&der) ||
	    !rd_tlv_whole(&all, &tag, &tbs, &c.tbs) || tag != 0x30 ||
	    !rd_expect(&all, 0x30, &outer) || !rd_expect(&all, 0x03, &c.signature) ||
	    !rd_end(&all) || !rd_u8(&c.signature, &unused) || unused != 0 || !read_tbs(tbs, &to)) {
		return EG_FAIL(EG_BAD_DATA, "revocation list");
	}
	if (to.of_changes || to.of_others) {
		return EG_FAIL(EG_UNSUPPORTED, "list of changes, or of several CAs");
	}
	if (to.partitioned) {
		/* RFC 5280, 5.2.5: who does not process what it is confined to may not use it. */
		faults_add(&c.faults, FAULT_CRITICAL_UNKNOWN);
	}
	if (!rd_equal(outer, c.algorithm)) {
		faults_add(&c.faults, FAULT_CERT_ALGORITHMS);
	}
	name_country(c.issuer, c.country);
	note_missing(&c);
	*out = c;
	return EG_OK;
}

/* RFC 5280, 5.1.2.6; serial numbers as those of certificates are. */
static void note_serial(struct crl_entry *e)
{
	uint8_t first = 0;
	if (!rd_peek(&e->serial, &first) || (first & 0x80) != 0 ||
	    e->serial.left > NUMBER_OCTETS_MAX || (first == 0 && e->serial.left == 1)) {
		faults_add(&e->faults, FAULT_CERT_SERIAL);
	}
}

bool crl_next_entry(struct rd *entries, struct crl_entry *out)
{
	struct crl_entry e = {.reason = CRL_REASON_UNSPECIFIED};
	struct into to = {.entry = &e};
	struct rd one;
	struct rd list;
	bool present = false;
	if (entries->left == 0 || !rd_expect(entries, 0x30, &one)) {
		return false;
	}
	if (!rd_expect(&one, 0x02, &e.serial) || e.serial.left == 0 ||
	    !asn1_time_read(&one, &e.revoked) || !rd_optional(&one, 0x30, &list, &present) ||
	    !rd_end(&one) ||
	    (present && !read_extensions(list, of_entry, COUNT(of_entry), &to, &e.faults))) {
		*entries = (struct rd){.bad = true};
		return false;
	}
	if (!e.revoked.usual) {
		faults_add(&e.faults, FAULT_CERT_TIME_FORM);
	}
	note_serial(&e);
	e.of_other_issuer = to.of_others;
	*out = e;
	return true;
}

enum eg_err crl_count(const struct crl *c, size_t *count)
{
	struct rd rest = c->entries;
	struct rd one;
	*count = 0;
	while (rest.left > 0) {
		if (*count == CRL_ENTRIES_MAX) {
			return EG_FAIL(EG_TOO_BIG, "entries of a revocation list");
		}
		if (!rd_expect(&rest, 0x30, &one)) {
			return EG_FAIL(EG_BAD_DATA, "entries of a revocation list");
		}
		(*count)++;
	}
	return EG_OK;
}

enum eg_err crl_issued_by(const struct crl *c, const struct cert *issuer)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	struct crypt_sigalg alg;
	EG_TRY(algorithm_signature(c->algorithm, NULL, &alg));
	EG_TRY(cert_key(issuer, &key));
	return crypt_verify(key, &alg, c->tbs, c->signature);
}
