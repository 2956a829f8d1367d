/*
 * known_apply: what follows from one saying of a list (TR-03135-1, 5.8.2; Doc 9303-3, 7.3.5).
 * Knows which faults a saying explains, and which it adds. Never knows whom it means.
 */
#include "pki/known_apply.h"

#define ALL_GROUPS  0x1FFFEu
#define GROUP_SOD   (1u << 20)
#define GROUP_COM   (1u << 21)
#define PROPRIETARY 32u
#define FIELDS      10u /* CertificateBodyField: 0 generic, 1 version ... 9 subjectUniqueID */

/* Lists end with FAULT_NONE. */
typedef enum passive_fault fault_list[20];

static const fault_list sod_encoding = {FAULT_CMS_FORMAT,
					FAULT_FILE_TAG,
					FAULT_FILE_LENGTH,
					FAULT_BER,
					FAULT_CMS_VERSION,
					FAULT_DIGEST_LIST,
					FAULT_CONTENT_TYPE,
					FAULT_SIGNER_INFO_VERSION,
					FAULT_ATTRIBUTE_TYPE,
					FAULT_ATTRIBUTES_ORDER,
					FAULT_SIGNING_TIME,
					FAULT_ALGORITHM_PARAMETERS,
					FAULT_OBJECT_FORMAT,
					FAULT_OBJECT_VERSION,
					FAULT_NONE};

/*
 * By the field that is wrong. What is said of the key (7) does not make it usable, only the reason
 * known. The bounds of what a key may sign are no matter of encoding and are never explained.
 */
static const fault_list signer_fields[FIELDS] = {
	{FAULT_CERT_FORMAT, FAULT_CERT_VERSION, FAULT_CERT_SERIAL, FAULT_CERT_ALGORITHMS,
	 FAULT_CERT_NAME, FAULT_CERT_PERIOD, FAULT_CERT_TIME_FORM, FAULT_KEY_PARAMETERS,
	 FAULT_KEY_ID_MISSING, FAULT_KEY_USAGE_MISSING, FAULT_CRITICAL_UNKNOWN,
	 FAULT_EXTENSION_FORMAT, FAULT_EXTENSION_CRITICALITY, FAULT_DOCUMENT_TYPE_LIST, FAULT_NONE},
	{FAULT_CERT_VERSION, FAULT_NONE},
	{FAULT_CERT_SERIAL, FAULT_NONE},
	{FAULT_CERT_ALGORITHMS, FAULT_NONE},
	{FAULT_CERT_NAME, FAULT_NONE},
	{FAULT_CERT_PERIOD, FAULT_CERT_TIME_FORM, FAULT_NONE},
	{FAULT_CERT_NAME, FAULT_NONE},
	{FAULT_KEY_PARAMETERS, FAULT_NONE},
	{FAULT_CERT_FORMAT, FAULT_NONE},
	{FAULT_CERT_FORMAT, FAULT_NONE},
};
static const fault_list signer_extension = {FAULT_KEY_ID_MISSING,
					    FAULT_KEY_USAGE_MISSING,
					    FAULT_CRITICAL_UNKNOWN,
					    FAULT_EXTENSION_FORMAT,
					    FAULT_EXTENSION_CRITICALITY,
					    FAULT_DOCUMENT_TYPE_LIST,
					    FAULT_NONE};
static const fault_list issuer_encoding = {FAULT_ISSUER_PROFILE, FAULT_ISSUER_NAMED,
					   FAULT_ISSUER_KEY_ID, FAULT_NONE};
/* EF.COM lists what is not signed: such a group cannot be verified, which is not its failure. */
static const fault_list com_lists = {FAULT_COM_MORE, FAULT_COM_LESS, FAULT_COM_VERSION,
				     FAULT_GROUP_NOT_SIGNED, FAULT_NONE};
static const fault_list issuer_period = {FAULT_ISSUER_EXPIRED, FAULT_ISSUER_NOT_YET, FAULT_NONE};
static const fault_list signer_period = {FAULT_SIGNER_EXPIRED, FAULT_SIGNER_NOT_YET,
					 FAULT_CERT_PERIOD, FAULT_SIGNING_TIME, FAULT_NONE};

static void heal(struct known_effects *e, const fault_list list)
{
	for (size_t i = 0; list[i] != FAULT_NONE; i++) {
		faults_add(&e->healed, list[i]);
	}
}

static void heal_one(struct known_effects *e, enum passive_fault f)
{
	faults_add(&e->healed, f);
}

static void heal_groups(struct known_effects *e, uint32_t groups)
{
	e->groups_hash |= groups & ALL_GROUPS;
	if (e->groups_hash != 0) {
		heal_one(e, FAULT_GROUP_HASH);
	}
}

static void heal_encoding(struct known_effects *e, uint32_t groups)
{
	if ((groups & GROUP_SOD) != 0) {
		heal(e, sod_encoding);
	}
	if ((groups & GROUP_COM) != 0) {
		heal_one(e, FAULT_COM_FORMAT);
	}
}

/* SodFaultStatusCode: 0 nothing told, 1 signature, 2 hash, 3 encoding, 4 hashes of data groups. */
static void heal_sod(struct known_effects *e, uint32_t code)
{
	if (code == 4) {
		heal_groups(e, ALL_GROUPS);
		heal_one(e, FAULT_OBJECT_GROUP);
		return;
	}
	heal_one(e, FAULT_SIGNATURE);
	if (code != 1) {
		heal_one(e, FAULT_ATTRIBUTE_DIGEST);
	}
	if (code != 1 && code != 2) {
		heal(e, sod_encoding);
	}
}

static void heal_signer_encoding(struct known_effects *e, uint32_t field, bool extension)
{
	if (extension) {
		heal(e, signer_extension);
	} else {
		heal(e, signer_fields[field < FIELDS ? field : 0]);
	}
}

/* StatusCode of AuthenticationProtocolFailure: which of the three are known to fail. */
static void set_fails(struct known_effects *e, uint32_t code)
{
	e->chip_auth_fails |= code == 0 || code == 2 || code == 4 || code == 6;
	e->active_auth_fails |= code == 1 || code == 2 || code == 5 || code == 6;
	e->pace_cam_fails |= code >= 3 && code <= KNOWN_FAILS_MAX;
}

static void heal_period(struct known_effects *e, uint32_t code)
{
	if (code != KNOWN_PERIOD_SIGNER) {
		heal(e, issuer_period);
	}
	if (code != KNOWN_PERIOD_ISSUER) {
		heal(e, signer_period);
	}
}

/* Whether the list that speaks now comes before the one that has given this correction. */
static bool comes_first(const struct known_applying *a, uint32_t *given_by)
{
	if (*given_by != 0 && *given_by <= a->list + 1) {
		return false;
	}
	*given_by = a->list + 1;
	return true;
}

static void set_signer(struct known_applying *a, const struct known_saying_record *s,
		       struct rd data)
{
	struct known_effects *e = a->effects;
	struct rd issuer = RD_EMPTY;
	struct rd serial = RD_EMPTY;
	if (!s->by_key_id && (!rd_expect(&data, 0x30, &issuer) ||
			      !rd_expect(&data, 0x02, &serial) || !rd_end(&data))) {
		return;
	}
	if (comes_first(a, &a->signer_by)) {
		e->right_key_id = s->by_key_id ? data : RD_EMPTY;
		e->right_issuer = issuer;
		e->right_serial = serial;
	}
}

static void set_country(struct known_applying *a, struct rd letters)
{
	char country[4] = {0};
	for (size_t i = 0; letters.left > 0 && i < 3; i++) {
		uint8_t c = 0;
		if (!rd_u8(&letters, &c)) {
			return;
		}
		country[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	if (rd_end(&letters) && comes_first(a, &a->country_by)) {
		for (size_t i = 0; i < sizeof(country); i++) {
			a->effects->right_country[i] = country[i];
		}
		a->effects->right_country_by = a->by;
	}
}

/* Table 5.54 of TR-03135-1; codes that it does not have are the worst. */
static void add_revoked(struct known_effects *e, uint32_t code)
{
	bool open = code == 1 || code == 5 || code >= PROPRIETARY;
	faults_add(&e->found, open ? FAULT_TRUST_BY_LIST : FAULT_REVOKED_BY_LIST);
}

/* What speaks against the document; what only informs has no effect but its mention. */
static void apply_against(struct known_effects *e, const struct known_saying_record *s)
{
	switch ((int)s->what) {
	case KNOWN_ACTIVE_AUTH_KEY:
		e->active_auth_revoked = true;
		break;
	case KNOWN_CHIP_AUTH_KEY:
		e->chip_auth_revoked = true;
		break;
	case KNOWN_GROUP_MALFORMED:
		e->groups_malformed |= s->groups & ALL_GROUPS;
		break;
	case KNOWN_REVOKED:
		add_revoked(e, s->code);
		break;
	case KNOWN_SIGNER_MALFORMED: /* 5.8.2.3.4: undetermined */
		faults_add(&e->found, FAULT_TRUST_BY_LIST);
		break;
	case KNOWN_FORBIDDEN:
		faults_add(&e->found, FAULT_KNOWN_DEFECT);
		break;
	default:
		break;
	}
}

static void heal_certificates(struct known_effects *e, const struct known_saying_record *s,
			      struct rd data)
{
	switch ((int)s->what) {
	case KNOWN_SIGNER_SIGNATURE:
		heal_one(e, FAULT_ISSUER_SIGNATURE);
		break;
	case KNOWN_SIGNER_ENCODING:
		heal_signer_encoding(e, s->code, data.left > 0);
		break;
	case KNOWN_ISSUER_ENCODING:
		heal(e, issuer_encoding);
		break;
	case KNOWN_SIGNER_MALFORMED:
		heal(e, signer_fields[0]);
		heal_one(e, FAULT_ISSUER_SIGNATURE);
		break;
	case KNOWN_PERIOD:
		heal_period(e, s->code);
		break;
	default:
		break;
	}
}

static void heal_files(struct known_effects *e, const struct known_saying_record *s)
{
	switch ((int)s->what) {
	case KNOWN_GROUP_MALFORMED:
		heal_encoding(e, s->groups);
		break;
	case KNOWN_GROUP_HASH:
		heal_groups(e, s->groups);
		break;
	case KNOWN_SOD_SIGNATURE:
		heal_one(e, FAULT_SIGNATURE);
		break;
	case KNOWN_SOD_INVALID:
		heal_sod(e, s->code);
		break;
	case KNOWN_COM:
		heal(e, com_lists);
		e->com_groups |= s->groups & ALL_GROUPS;
		e->sod_groups |= s->sod_groups & ALL_GROUPS;
		break;
	default:
		break;
	}
}

static void correct(struct known_applying *a, const struct known_saying_record *s, struct rd data)
{
	struct known_effects *e = a->effects;
	switch ((int)s->what) {
	case KNOWN_MRZ_DATA:
		e->mrz_fields |= 1u << (s->code & 31u);
		break;
	case KNOWN_MRZ_DIGIT:
		e->mrz_digits |= 1u << (s->code & 31u);
		break;
	case KNOWN_AUTH_FAILS:
		set_fails(e, s->code);
		break;
	case KNOWN_POWER_DOWN:
		e->power_down = true;
		break;
	case KNOWN_REPLACED:
		e->replacement = comes_first(a, &a->replaced_by) ? data : e->replacement;
		break;
	case KNOWN_SIGNER_ID:
		set_signer(a, s, data);
		break;
	case KNOWN_COUNTRY:
		set_country(a, data);
		break;
	case KNOWN_CARD_SECURITY:
		e->card_security = comes_first(a, &a->security_by) ? data : e->card_security;
		break;
	default:
		break;
	}
}

void known_apply(struct known_applying *a, const struct known_saying_record *saying, struct rd data)
{
	a->effects->said |= UINT64_C(1) << saying->what;
	apply_against(a->effects, saying);
	if (a->certain) {
		heal_certificates(a->effects, saying, data);
		heal_files(a->effects, saying);
		correct(a, saying, data);
	}
}

bool known_said(const struct known_effects *e, enum known_what w)
{
	return (unsigned)w < KNOWN_WHAT_COUNT && (e->said & UINT64_C(1) << w) != 0;
}

enum passive_status known_healed(enum passive_fault f)
{
	switch ((int)f) {
	case FAULT_SIGNER_EXPIRED:
	case FAULT_SIGNER_NOT_YET:
	case FAULT_ISSUER_EXPIRED:
	case FAULT_ISSUER_NOT_YET:
		return PASSIVE_STATUS_NOT_SUPPORTED;
	case FAULT_COM_MORE:
	case FAULT_COM_LESS:
	case FAULT_COM_VERSION:
		return PASSIVE_STATUS_SUCCESSFUL;
	default:
		return PASSIVE_STATUS_UNDETERMINED;
	}
}
