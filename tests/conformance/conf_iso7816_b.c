/*
 * conf_iso7816_b: BAC and secure messaging (Doc 9303-11, 4.3 and 9.8).
 */
#include "conf.h"

#include "conf_store.h"

static void by_bac(struct conf_world *w, const char *quirks)
{
	w->order.pace.offered = false;
	conf_quirks(w, quirks);
}

static void bac_mac(struct conf_world *w)
{
	by_bac(w, "bac_mac_flipped");
}

static void bac_garbled(struct conf_world *w)
{
	by_bac(w, "bac_garbled");
}

static void bac_failure(struct conf_world *w)
{
	by_bac(w, "bac_token_refused=6300");
}

static void sm_refused(struct conf_world *w)
{
	by_bac(w, "sm_always_refused=2");
}

static void mac_missing(struct conf_world *w)
{
	by_bac(w, "sm_mac_missing");
}

static void cryptogram_missing(struct conf_world *w)
{
	by_bac(w, "sm_cryptogram_missing=2,sm_cryptogram_missing=3,sm_cryptogram_missing=4,"
		  "sm_cryptogram_missing=5,sm_cryptogram_missing=6");
}

static void status_missing(struct conf_world *w)
{
	by_bac(w, "sm_status_missing");
}

static void mac_wrong(struct conf_world *w)
{
	by_bac(w, "sm_mac_flipped");
}

static void cryptogram_wrong(struct conf_world *w)
{
	by_bac(w, "sm_garbled");
}

/* In a revocation list of its CA that is a day old. */
static void signer_revoked(struct conf_world *w)
{
	struct rd certificate;
	conf_signed_by(w, "pss:3072:sha256", "pss:2048:sha256");
	w->revocation = true;
	const struct forge_named *named = conf_store_signer(w, &certificate);
	const struct conf_crl crl = {.by = w->ca,
				     .serial = rd_of(named->serial, named->serial_size),
				     .from = -1,
				     .next = 30};
	conf_store_put_crl(w, &crl);
}

#define REFUSED(case_id, does, by, because, how)                                     \
	{                                                                            \
		.id = (case_id), .what = (does), .end = CONF_REFUSED, .check = (by), \
		.reason = (because), .prepare = (how)                                \
	}

static const struct conf_case cases[] = {
	REFUSED("ISO7816_B_01", "answers BAC with a wrong MAC", CHECK_ACCESS,
		REASON_SECURE_MESSAGING, bac_mac),
	REFUSED("ISO7816_B_02", "answers BAC with a wrong cryptogram under a right MAC",
		CHECK_ACCESS, REASON_SECURE_MESSAGING, bac_garbled),
	REFUSED("ISO7816_B_03", "refuses BAC with 6300", CHECK_ACCESS, REASON_WRONG_PASSWORD,
		bac_failure),
	REFUSED("ISO7816_B_04", "refuses every protected command once it is open", CHECK_FILES_READ,
		REASON_CHIP_REFUSED, sm_refused),
	REFUSED("ISO7816_B_05", "leaves the MAC out of protected answers", CHECK_FILES_READ,
		REASON_SECURE_MESSAGING, mac_missing),
	REFUSED("ISO7816_B_06", "leaves the cryptogram out of protected answers", CHECK_FILES_READ,
		REASON_BAD_FORMAT, cryptogram_missing),
	REFUSED("ISO7816_B_07", "leaves the status out of protected answers", CHECK_FILES_READ,
		REASON_SECURE_MESSAGING, status_missing),
	REFUSED("ISO7816_B_08", "protects answers with a wrong MAC", CHECK_FILES_READ,
		REASON_SECURE_MESSAGING, mac_wrong),
	REFUSED("ISO7816_B_09", "protects answers with a wrong cryptogram under a right MAC",
		CHECK_FILES_READ, REASON_SECURE_MESSAGING, cryptogram_wrong),
	{.id = "ISO7816_B_10",
	 .what = "was signed by a revoked document signer",
	 .end = CONF_REFUSED,
	 .signed_file = true,
	 .fault = FAULT_SIGNER_REVOKED,
	 .field = CONF_REFUSED,
	 .prepare = signer_revoked},
};

const struct conf_unit conf_iso7816_b = {"iso7816_b", cases, sizeof(cases) / sizeof(cases[0])};
