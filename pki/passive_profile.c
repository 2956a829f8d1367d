/*
 * passive_profile: what Passive Authentication may pass over, and by which rules it judges time.
 * Knows the two profiles and the administrator's policy file. Never knows a document.
 */
#include "pki/passive_profile.h"

static struct faults of_class(enum fault_class class)
{
	struct faults set = {0};
	for (unsigned f = 0; f < FAULT_COUNT; f++) {
		if (fault_class((enum passive_fault)f) == class) {
			faults_add(&set, (enum passive_fault)f);
		}
	}
	return set;
}

struct passive_profile passive_profile_strict(void)
{
	struct passive_profile p = {.model = VALIDITY_NOW};
	faults_add(&p.tolerated, FAULT_HASH_DEPRECATED);
	faults_add(&p.tolerated, FAULT_DIGESTS_DIFFER); /* LDS_H_75 and 76 must succeed */
	/* So must a document whose fingers and irises were not opened: ISO7816_E_14 to 16. */
	faults_add(&p.tolerated, FAULT_GROUP_UNREAD);
	return p;
}

struct passive_profile passive_profile_field(void)
{
	struct passive_profile p = {.model = VALIDITY_NOW};
	p.tolerated = of_class(FAULT_CLASS_FIELD);
	return p;
}

/* One file as it is read. */
struct reading {
	struct passive_profile profile;
	struct passive_profile_flaw *flaw;
	bool ruled; /* a rule came */
};

static struct rd trimmed(struct rd text)
{
	uint8_t first;
	uint8_t last;
	while (rd_peek(&text, &first) && (first == ' ' || first == '\t')) {
		if (!rd_skip(&text, 1)) {
			return RD_EMPTY;
		}
	}
	while (text.left > 0 && rd_byte_at(&text, text.left - 1, &last) &&
	       (last == ' ' || last == '\t' || last == '\r')) {
		struct rd shorter;
		if (!rd_take(&text, text.left - 1, &shorter)) {
			return RD_EMPTY;
		}
		text = shorter;
	}
	return text;
}

static bool flawed(struct reading *r, struct rd word, const char *why)
{
	r->flaw->word = word;
	r->flaw->why = why;
	return false;
}

static void change(struct reading *r, enum passive_fault f, bool tolerate)
{
	struct faults one = {0};
	faults_add(&one, f);
	if (tolerate) {
		faults_join(&r->profile.tolerated, one);
	} else {
		r->profile.tolerated = faults_without(r->profile.tolerated, one);
	}
}

static bool set_faults(struct reading *r, struct rd words, bool tolerate)
{
	size_t count = 0;
	while (words.left > 0) {
		struct rd word = rd_until(&words, " \t");
		if (word.left == 0) {
			continue;
		}
		enum passive_fault f = fault_from_word(word);
		if (f == FAULT_NONE) {
			return flawed(r, word, "no fault of that name");
		}
		if (tolerate && fault_class(f) == FAULT_CLASS_NEVER) {
			return flawed(r, word, "a fault that is never passed over");
		}
		change(r, f, tolerate);
		count++;
	}
	return count > 0 || flawed(r, RD_EMPTY, "names no fault");
}

static bool set_tolerate(struct reading *r, struct rd value)
{
	return set_faults(r, value, true);
}

static bool set_forbid(struct reading *r, struct rd value)
{
	return set_faults(r, value, false);
}

static bool hex_digit(uint8_t c, uint8_t *value)
{
	bool decimal = c >= '0' && c <= '9';
	bool small = c >= 'a' && c <= 'f';
	bool capital = c >= 'A' && c <= 'F';
	*value = (uint8_t)(decimal ? c - '0' : small ? c - 'a' + 10 : c - 'A' + 10);
	return decimal || small || capital;
}

static bool read_hash(struct rd word, uint8_t out[PASSIVE_DISTRUSTED_SIZE])
{
	uint8_t c;
	uint8_t high = 0;
	uint8_t low = 0;
	for (size_t i = 0; i < PASSIVE_DISTRUSTED_SIZE; i++) {
		if (!rd_u8(&word, &c) || !hex_digit(c, &high) || !rd_u8(&word, &c) ||
		    !hex_digit(c, &low)) {
			return false;
		}
		out[i] = (uint8_t)(high << 4 | low);
	}
	return rd_end(&word);
}

static bool set_distrust(struct reading *r, struct rd words)
{
	struct passive_profile *p = &r->profile;
	while (words.left > 0) {
		struct rd word = rd_until(&words, " \t");
		if (word.left == 0) {
			continue;
		}
		if (p->distrusted_count == PASSIVE_DISTRUSTED_MAX) {
			return flawed(r, word, "more than can be distrusted by name");
		}
		if (!read_hash(word, p->distrusted[p->distrusted_count])) {
			return flawed(r, word, "no SHA-256 of 64 hexadecimal digits");
		}
		p->distrusted_count++;
	}
	return true; /* a rule without a value does not come here */
}

static bool set_profile(struct reading *r, struct rd value)
{
	if (r->ruled) {
		return flawed(r, value, "the profile must be the first rule");
	}
	if (rd_equal(value, RD_TEXT("strict"))) {
		r->profile = passive_profile_strict();
		return true;
	}
	return rd_equal(value, RD_TEXT("field")) || flawed(r, value, "strict or field");
}

static bool set_validity(struct reading *r, struct rd value)
{
	static const struct {
		const char *word;
		enum validity_model model;
	} models[] = {
		{"now", VALIDITY_NOW},
		{"shell", VALIDITY_NOW},
		{"signing-time", VALIDITY_SIGNING_TIME},
		{"chain", VALIDITY_CHAIN},
	};
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (rd_equal(value, rd_cstr(models[i].word))) {
			r->profile.model = models[i].model;
			return true;
		}
	}
	return flawed(r, value, "now, shell, signing-time or chain");
}

static bool set_grace(struct reading *r, struct rd value)
{
	struct rd digits = value;
	uint32_t days = 0;
	uint8_t c = 0;
	bool number = digits.left > 0 && digits.left <= 3;
	while (number && digits.left > 0) {
		number = rd_u8(&digits, &c) && c >= '0' && c <= '9';
		days = days * 10 + (uint32_t)(c - '0');
	}
	if (!number || days > PASSIVE_GRACE_DAYS_MAX) {
		return flawed(r, value, "a number of days, 0 to 365");
	}
	r->profile.crl_grace_days = days;
	return true;
}

static bool set_crl_missing(struct reading *r, struct rd value)
{
	bool tolerate = rd_equal(value, RD_TEXT("tolerate"));
	if (!tolerate && !rd_equal(value, RD_TEXT("refer"))) {
		return flawed(r, value, "tolerate or refer");
	}
	change(r, FAULT_CRL_MISSING, tolerate);
	return true;
}

static bool set_listed(struct reading *r, struct rd value)
{
	bool heal = rd_equal(value, RD_TEXT("heal"));
	if (!heal && !rd_equal(value, RD_TEXT("tell"))) {
		return flawed(r, value, "heal or tell");
	}
	r->profile.listed = heal ? LISTED_HEAL : LISTED_TELL;
	return true;
}

static const struct {
	const char *key;
	bool (*set)(struct reading *r, struct rd value);
} rules[] = {
	{"crl-grace-days", set_grace}, {"crl-missing", set_crl_missing}, {"distrust", set_distrust},
	{"forbid", set_forbid},        {"listed", set_listed},           {"profile", set_profile},
	{"tolerate", set_tolerate},    {"validity", set_validity},
};

static bool read_line(struct reading *r, struct rd line)
{
	line = trimmed(line);
	if (line.left == 0 || rd_begins(line, RD_TEXT("#"))) {
		return true;
	}
	struct rd value = line;
	struct rd key = trimmed(rd_until(&value, "="));
	value = trimmed(value);
	if (key.left == 0 || value.left == 0) {
		return flawed(r, line, "no rule of the form: key = value");
	}
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (rd_equal(key, rd_cstr(rules[i].key))) {
			bool ok = rules[i].set(r, value);
			r->ruled = true;
			return ok;
		}
	}
	return flawed(r, key, "no rule of that name");
}

enum eg_err passive_profile_parse(struct rd text, struct passive_profile *out,
				  struct passive_profile_flaw *flaw)
{
	struct reading r = {.profile = passive_profile_field(), .flaw = flaw};
	*out = passive_profile_strict();
	*flaw = (struct passive_profile_flaw){.why = ""};
	if (text.left > PASSIVE_POLICY_SIZE_MAX) {
		flaw->why = "larger than a policy file can be";
		return EG_FAIL(EG_CONFIG, "policy file of Passive Authentication is too large");
	}
	while (text.left > 0) {
		flaw->line++;
		if (!read_line(&r, rd_until(&text, "\n"))) {
			return EG_FAIL(EG_CONFIG, "policy file of Passive Authentication");
		}
	}
	*out = r.profile;
	return EG_OK;
}
