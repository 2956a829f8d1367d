/*
 * conf_eac: documents with fingers and irises, and the terminals that come to read them.
 */
#include "conf_eac.h"

#include "conf_bio.h"

#define GROUP_MAX ((size_t)8 * 1024)

static const struct forge_alg algorithms[] = {
	[EAC_RSA_1] = {.rsa = true, .bits = 1024, .hash = CRYPT_SHA1},
	[EAC_RSA_256] = {.rsa = true, .bits = 1024, .hash = CRYPT_SHA256},
	[EAC_RSA_512] = {.rsa = true, .bits = 1024, .hash = CRYPT_SHA512},
	[EAC_PSS_1] = {.rsa = true, .pss = true, .bits = 1024, .hash = CRYPT_SHA1},
	[EAC_PSS_256] = {.rsa = true, .pss = true, .bits = 1024, .hash = CRYPT_SHA256},
	[EAC_PSS_512] = {.rsa = true, .pss = true, .bits = 1536, .hash = CRYPT_SHA512},
	[EAC_EC_1] = {.curve = CRYPT_P224, .hash = CRYPT_SHA1},
	[EAC_EC_224] = {.curve = CRYPT_P224, .hash = CRYPT_SHA224},
	[EAC_EC_256] = {.curve = CRYPT_BP256R1, .hash = CRYPT_SHA256},
	[EAC_EC_384] = {.curve = CRYPT_P384, .hash = CRYPT_SHA384},
	[EAC_EC_512] = {.curve = CRYPT_P521, .hash = CRYPT_SHA512},
};

static struct rd two_fingers(void)
{
	static uint8_t octets[GROUP_MAX];
	const struct forge_finger fingers[] = {
		{conf_picture(FORGE_IMAGE_RAW), FORGE_IMAGE_RAW, 2, CONF_PICTURE_WIDTH,
		 CONF_PICTURE_HEIGHT},
		{conf_picture(FORGE_IMAGE_RAW), FORGE_IMAGE_RAW, 7, CONF_PICTURE_WIDTH,
		 CONF_PICTURE_HEIGHT},
	};
	struct wr w = WR_ARRAY(octets);
	conf_must(forge_dg3(&w, fingers, 2, &(struct forge_how){0}) == EG_OK, "DG3");
	return wr_view(&w);
}

static struct rd two_irises(void)
{
	static uint8_t octets[GROUP_MAX];
	const struct forge_iris irises[] = {
		{conf_picture(FORGE_IMAGE_RAW), FORGE_IMAGE_RAW, 1, CONF_PICTURE_WIDTH,
		 CONF_PICTURE_HEIGHT},
		{conf_picture(FORGE_IMAGE_RAW), FORGE_IMAGE_RAW, 2, CONF_PICTURE_WIDTH,
		 CONF_PICTURE_HEIGHT},
	};
	struct wr w = WR_ARRAY(octets);
	conf_must(forge_dg4(&w, irises, 2, &(struct forge_how){0}) == EG_OK, "DG4");
	return wr_view(&w);
}

void conf_eac_meet(struct conf_world *w, const struct forge_terminal_order *order)
{
	w->order.pace.offered = false;
	w->order.aa = CHIP_KEY_NONE;
	w->order.dg3 = two_fingers();
	w->order.dg4 = two_irises();
	conf_terminal(w, order);
}

void conf_eac_usual(struct conf_world *w)
{
	const struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	conf_eac_meet(w, &order);
}

void conf_eac_algorithm(struct conf_world *w)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	order.alg = algorithms[w->variant];
	conf_eac_meet(w, &order);
}

void conf_eac_access(struct conf_world *w)
{
	struct forge_terminal_order order = forge_terminal_usual(w->order.today);
	order.access = (uint8_t)w->variant;
	conf_eac_meet(w, &order);
}

bool conf_eac_came(const struct conf_told *t, enum emrtd_file file)
{
	return (t->files >> file & 1) != 0;
}

static bool let_in(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_TERMINAL_AUTH) == VERDICT_PASS &&
	       findings_verdict(&t->findings, CHECK_CHIP_AUTH) == VERDICT_PASS;
}

static bool fingers_came(const struct conf_told *t)
{
	return conf_eac_came(t, EMRTD_DG3) &&
	       findings_verdict(&t->findings, CHECK_DG3_HASH) == VERDICT_PASS;
}

static bool irises_came(const struct conf_told *t)
{
	return conf_eac_came(t, EMRTD_DG4) &&
	       findings_verdict(&t->findings, CHECK_DG4_HASH) == VERDICT_PASS;
}

bool conf_eac_both(const struct conf_told *t)
{
	return let_in(t) && fingers_came(t) && irises_came(t);
}

bool conf_eac_irises(const struct conf_told *t)
{
	return let_in(t) && !conf_eac_came(t, EMRTD_DG3) && irises_came(t);
}

bool conf_eac_fingers(const struct conf_told *t)
{
	return let_in(t) && fingers_came(t) && !conf_eac_came(t, EMRTD_DG4);
}

bool conf_eac_neither(const struct conf_told *t)
{
	return let_in(t) && !conf_eac_came(t, EMRTD_DG3) && !conf_eac_came(t, EMRTD_DG4);
}

bool conf_eac_ended(const struct conf_told *t, enum termauth_why why)
{
	return t->findings.of[CHECK_TERMINAL_AUTH].detail == (uint8_t)why &&
	       findings_verdict(&t->findings, CHECK_CHIP_AUTH) == VERDICT_PASS &&
	       findings_verdict(&t->findings, CHECK_DG2_HASH) == VERDICT_PASS &&
	       !conf_eac_came(t, EMRTD_DG3) && !conf_eac_came(t, EMRTD_DG4);
}
