/*
 * cardaccess: what EF.CardAccess announces for PACE (Doc 9303-11, 9.2.1), best first.
 * Knows which variants are supported here and how they rank. Never knows whether an announcement is
 * genuine: EF.CardAccess is unsigned by design.
 */
#include "emrtd/cardaccess.h"

#define PACE_VERSION 2 /* Doc 9303-11, 9.2.1 */
#define STRENGTH_CAP 128

/* First arc below id-PACE (9.2.3). */
static const struct {
	uint8_t arc;
	enum pace_mapping mapping;
	bool dh;
} mechanisms[] = {
	{1, PACE_GM, true},  {2, PACE_GM, false},  {3, PACE_IM, true},
	{4, PACE_IM, false}, {6, PACE_CAM, false},
};
#define MECHANISMS (sizeof(mechanisms) / sizeof(mechanisms[0]))

/* Standardised domain parameters: bits of security (SP 800-57-1, table 2), and octets of a public
 * key, which is what they cost. */
static const struct group_info {
	uint8_t parameter;
	bool dh;
	uint8_t strength;
	uint16_t size;
} groups[] = {
	{CRYPT_DH_1024_160, true, 80, 128},  {CRYPT_DH_2048_224, true, 112, 256},
	{CRYPT_DH_2048_256, true, 112, 256}, {CRYPT_P192, false, 96, 49},
	{CRYPT_BP192R1, false, 96, 49},      {CRYPT_P224, false, 112, 57},
	{CRYPT_BP224R1, false, 112, 57},     {CRYPT_P256, false, 128, 65},
	{CRYPT_BP256R1, false, 128, 65},     {CRYPT_BP320R1, false, 160, 81},
	{CRYPT_P384, false, 192, 97},        {CRYPT_BP384R1, false, 192, 97},
	{CRYPT_BP512R1, false, 255, 129},    {CRYPT_P521, false, 255, 133},
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static const struct group_info *group_of(uint32_t parameter)
{
	for (size_t i = 0; i < GROUPS; i++) {
		if (groups[i].parameter == parameter) {
			return &groups[i];
		}
	}
	return NULL;
}

bool pace_suite_of(enum pace_mapping mapping, enum crypt_cipher cipher, uint8_t parameter,
		   struct pace_suite *out)
{
	const struct group_info *group = group_of(parameter);
	*out = (struct pace_suite){0};
	if (group == NULL || (mapping == PACE_CAM && cipher == CRYPT_3DES) ||
	    /* its p is 1 mod 4, and the point encoding wants 3 mod 4: 9.5.1 */
	    (mapping == PACE_IM && parameter == CRYPT_P224)) {
		return false;
	}
	for (size_t i = 0; i < MECHANISMS; i++) {
		if (mechanisms[i].mapping == mapping && mechanisms[i].dh == group->dh) {
			*out = (struct pace_suite){
				.oid = {0x04, 0x00, 0x7F, 0x00, 0x07, 0x02, 0x02, SECINFO_PACE,
					mechanisms[i].arc, (uint8_t)(cipher + 1)},
				.mapping = mapping,
				.dh = group->dh,
				.cipher = cipher,
				.parameter = parameter,
			};
			return true;
		}
	}
	return false;
}

/* What a PACEInfo says; explicit is true for PACEDomainParameterInfo, which is passed over. */
struct announced {
	uint8_t mechanism;
	uint8_t cipher;
	uint32_t parameter;
	bool has_parameter;
	bool current; /* version 2 */
};

static bool read_info(const struct security_info *info, struct announced *out)
{
	uint8_t family;
	uint32_t version;
	*out = (struct announced){0};
	if (!security_info_arcs(info->protocol, &family, &out->mechanism, &out->cipher) ||
	    family != SECINFO_PACE || out->mechanism == 0) {
		return false;
	}
	out->has_parameter =
		info->optional_tag == 0x02 && rd_small_int(info->optional, &out->parameter);
	out->current = info->required_tag == 0x02 && rd_small_int(info->required, &version) &&
		       version == PACE_VERSION;
	return true;
}

static bool supported(const struct announced *a, struct pace_suite *out)
{
	enum crypt_cipher cipher;
	if (!a->current || !a->has_parameter || a->parameter > UINT8_MAX ||
	    !security_info_cipher(a->cipher, &cipher)) {
		return false;
	}
	for (size_t i = 0; i < MECHANISMS; i++) {
		if (mechanisms[i].arc == a->mechanism) {
			return pace_suite_of(mechanisms[i].mapping, cipher, (uint8_t)a->parameter,
					     out) &&
			       out->dh == mechanisms[i].dh;
		}
	}
	return false;
}

/*
 * Security first: the weaker of group and cipher counts (3DES has 112 bits), and more than 128 bits
 * count as 128: the secret that PACE protects is a printed password, and a larger curve costs the
 * chip seconds. Then cost: fields after curves (ten seconds are seen in the field); Chip
 * Authentication Mapping before the others, because it spares the round trips of Chip
 * Authentication; generic before integrated mapping, because every reader of the field has tried
 * it; then the smaller group and the shorter key. Smaller is better.
 */
static uint32_t rank(const struct pace_suite *s)
{
	static const uint8_t mappings[] = {[PACE_CAM] = 0, [PACE_GM] = 1, [PACE_IM] = 2};
	const struct group_info *group = group_of(s->parameter);
	uint32_t strength = group == NULL ? 0 : group->strength;
	uint32_t size = group == NULL ? 0 : group->size;
	if (s->cipher == CRYPT_3DES && strength > 112) {
		strength = 112;
	}
	if (strength > STRENGTH_CAP) {
		strength = STRENGTH_CAP;
	}
	return (STRENGTH_CAP - strength) << 20 | (s->dh ? 1U : 0U) << 19 |
	       (uint32_t)mappings[s->mapping] << 16 | size << 4 | (uint32_t)s->cipher;
}

static void insert(struct card_access *a, const struct pace_suite *s)
{
	if (a->count == CARD_ACCESS_SUITES_MAX && rank(s) >= rank(&a->suites[a->count - 1])) {
		return;
	}
	size_t at = a->count < CARD_ACCESS_SUITES_MAX ? a->count++ : (size_t)(a->count - 1);
	for (; at > 0 && rank(&a->suites[at - 1]) > rank(s); at--) {
		a->suites[at] = a->suites[at - 1];
	}
	a->suites[at] = *s;
}

enum eg_err card_access_parse(struct rd file, struct card_access *out)
{
	struct rd set;
	struct announced first = {0};
	*out = (struct card_access){0};
	if (!rd_expect_ber(&file, 0x31, &set)) {
		return EG_FAIL(EG_BAD_DATA, "EF.CardAccess is not one SET");
	}
	struct card_access a = {0};
	while (set.left > 0) {
		struct security_info info;
		struct announced said;
		struct pace_suite suite;
		if (!security_info_next(&set, &info)) {
			return EG_FAIL(EG_BAD_DATA, "SecurityInfo in EF.CardAccess");
		}
		if (!read_info(&info, &said)) {
			continue;
		}
		if (said.cipher == 0) { /* explicit parameters stand beside the standard ones */
			a.several_parameters = true;
			continue;
		}
		a.offered = a.offered < UINT8_MAX ? (uint8_t)(a.offered + 1) : UINT8_MAX;
		/* 4.4.4.1: DO'84' where more than one set is available for PACE. */
		if (said.current && said.has_parameter) {
			a.several_parameters = a.several_parameters ||
					       (first.current && said.parameter != first.parameter);
			first = said;
		}
		if (supported(&said, &suite)) {
			insert(&a, &suite);
		}
	}
	*out = a;
	return EG_OK;
}
