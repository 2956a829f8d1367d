/*
 * conf_lds_h_object: EF.SOD whose LDS security object is wrong in one place (Doc 9303-10, 4.6.2.3),
 * or does not go with the files of the chip.
 */
#include "conf.h"

#include "conf_lds_h.h"

/* DG3 as the plan has it: a whole file, which is not listed and which nobody may read. */
#define DG3 RD_TEXT("\x63\x03\x02\x01\x00")

static void spoil_dg2(struct conf_document *d)
{
	conf_octet(d, CONF_DG2, -1, 0x00);
}

static void dg2_spoiled(struct conf_world *w)
{
	conf_lds_h_keys(w);
	w->forge = spoil_dg2;
}

static void add_dg3(struct conf_document *d)
{
	conf_put(d, CONF_DG3, DG3);
}

static void with_dg3(struct conf_world *w)
{
	conf_lds_h_sod(w);
	w->forge = add_dg3;
}

static void lds_1_8(struct conf_world *w)
{
	conf_lds_h_sod(w);
	w->order.lds_version = 1;
}

static void card_security(struct conf_world *w)
{
	conf_lds_h_keys(w);
	w->order.pace.mapping = FORGE_CAM;
	w->order.card = FORGE_SOD_SIGNATURE_WRONG;
}

/* The portrait of a data group whose hash is wrong is shown to nobody (TR-03105-5.1, LDS_H_69). */
static bool portrait_was_kept_back(const struct conf_told *t)
{
	return findings_verdict(&t->findings, CHECK_DG2_HASH) == VERDICT_FAIL &&
	       findings_verdict(&t->findings, CHECK_PORTRAIT) != VERDICT_PASS;
}

/* In the field EF.COM may list less than is signed; but what is signed must be there. */
static const struct conf_finding dg10_withheld = {
	.fault = FAULT_COM_LESS, .check = CHECK_FILES_READ, .reason = REASON_NOT_PRESENT};

#define REFUSED_AS(number, does, how, why, others, in_field, done)                                \
	{                                                                                         \
		.id = "LDS_H_" #number, .what = (does), .end = CONF_REFUSED, .signed_file = true, \
		.fault = (why), .more = (others), .field = (in_field), .variant = (how),          \
		.prepare = (done)                                                                 \
	}
#define REFUSED(number, does, how, why, others, in_field) \
	REFUSED_AS(number, does, how, why, others, in_field, conf_lds_h_sod)

static const struct conf_case cases[] = {
	REFUSED(39, "says in the LDS security object that it is version 2",
		FORGE_SOD_OBJECT_VERSION, FAULT_OBJECT_VERSION, NULL, CONF_REFUSED),
	REFUSED(40, "has no version in the LDS security object", FORGE_SOD_OBJECT_VERSION_MISSING,
		FAULT_OBJECT_FORMAT, NULL, CONF_REFUSED),
	REFUSED(41, "hashes its data groups with MD5", FORGE_SOD_OBJECT_MD5, FAULT_OBJECT_HASH,
		NULL, CONF_REFUSED),
	REFUSED(42, "does not tell the hash algorithm of its data groups",
		FORGE_SOD_OBJECT_HASH_MISSING, FAULT_OBJECT_FORMAT, NULL, CONF_REFUSED),
	REFUSED(43, "has signed a wrong hash of data group 2", FORGE_SOD_DG2_HASH, FAULT_GROUP_HASH,
		NULL, CONF_REFUSED),
	REFUSED(44, "has signed no hash of data group 1", FORGE_SOD_DG1_UNSIGNED,
		FAULT_OBJECT_GROUP, NULL, CONF_REFUSED),
	{.id = "LDS_H_45",
	 .what = "has signed a hash of data group 10, which it does not have",
	 .end = CONF_REFUSED,
	 .signed_file = true,
	 .fault = FAULT_COM_LESS,
	 .field = CONF_REFUSED,
	 .field_finding = &dg10_withheld,
	 .variant = FORGE_SOD_DG10_SIGNED,
	 .prepare = conf_lds_h_sod},
	REFUSED(46, "has signed data group 1 under number 255", FORGE_SOD_DG1_NUMBER,
		FAULT_OBJECT_GROUP, NULL, CONF_REFUSED),
	REFUSED(47, "has signed a hash of data group 2 without its number",
		FORGE_SOD_DG2_NUMBER_MISSING, FAULT_OBJECT_FORMAT, NULL, CONF_REFUSED),
	{.id = "LDS_H_69",
	 .what = "has a data group 2 that was changed after it was signed",
	 .end = CONF_REFUSED,
	 .signed_file = true,
	 .fault = FAULT_GROUP_HASH,
	 .field = CONF_REFUSED,
	 .prepare = dg2_spoiled,
	 .also = portrait_was_kept_back},
	REFUSED_AS(87, "has an LDS security object of LDS 1.8 that says version 0",
		   FORGE_SOD_LDS_1_8_AS_0, FAULT_OBJECT_VERSION, NULL, CONF_REFUSED, lds_1_8),
	REFUSED(88, "has an LDS security object of LDS 1.7 that says version 1",
		FORGE_SOD_LDS_1_7_AS_1, FAULT_OBJECT_VERSION, NULL, CONF_REFUSED),
	REFUSED_AS(89, "has an LDS security object of LDS 1.9", FORGE_SOD_LDS_1_9,
		   FAULT_OBJECT_VERSION, NULL, CONF_REFUSED, lds_1_8),
	REFUSED_AS(90, "has signed a hash of data group 3, which EF.COM does not list",
		   FORGE_SOD_DG3_SIGNED, FAULT_COM_LESS, NULL, CONF_ACCEPTED, with_dg3),
	REFUSED(91, "lists data group 2 in EF.COM and has signed no hash of it",
		FORGE_SOD_DG2_UNSIGNED, FAULT_GROUP_NOT_SIGNED, "com-more", CONF_REFUSED),
	REFUSED_AS(92, "has signed a hash of data group 3 instead of 2, which EF.COM lists",
		   FORGE_SOD_DG3_FOR_DG2, FAULT_GROUP_NOT_SIGNED, "com-more com-less", CONF_REFUSED,
		   with_dg3),
	{.id = "LDS_H_93",
	 .what = "has an EF.CardSecurity with a wrong signature",
	 .end = CONF_REFUSED,
	 .check = CHECK_CARD_SECURITY,
	 .reason = REASON_SIGNATURE_WRONG,
	 .prepare = card_security},
};

const struct conf_unit conf_lds_h_object = {"lds_h_object", cases,
					    sizeof(cases) / sizeof(cases[0])};
