/*
 * conf_own_lists: lists that an administrator is asked to import (Doc 9303-12, 5.3, 9 and 10;
 * TR-03129-2, 7): who may sign them, when, and what of them is left out. Each is imported into a
 * store that has the country's CA, and the answer is what the report tells of the file.
 */
#include "conf.h"

#include "pki/import.h"
#include "simulator/forge_known.h"
#include "simulator/forge_list.h"

#define CA_ALGORITHM     "ec:brainpoolP256r1:sha256"
#define SIGNER_ALGORITHM "ec:brainpoolP256r1:sha256"
#define FILE_MAX         16384
#define DAY_S            INT64_C(86400)

/* Imports files one after the other, each into the store that the one before has left. */
struct desk {
	struct bytes store;
	struct import_report report; /* of the last one */
};

static void desk_free(struct desk *d)
{
	bytes_free(&d->store);
	import_report_free(&d->report);
}

static void import(struct desk *d, enum store_kind kind, struct rd bytes, bool vouched)
{
	struct bytes fresh = {0};
	const struct import_file file = {.kind = kind, .bytes = bytes};
	const struct import_options options = {
		.take_certificates = vouched,
		.now_s = asn1_time_of_day(conf_today()) + DAY_S / 2,
	};
	import_report_free(&d->report);
	d->report = (struct import_report){0};
	conf_must(import_run(bytes_rd(&d->store), &file, 1, &options, &fresh, &d->report) == EG_OK,
		  "import");
	bytes_free(&d->store);
	d->store = fresh;
}

static void begin(struct desk *d)
{
	import(d, STORE_KIND_COUNTRY_CA, forge_ca_certificate(conf_country_ca(CA_ALGORITHM)), true);
}

/* What is told of the file; of one that was taken, what was left out of it, or is unusual. */
static struct conf_answer told(const struct desk *d)
{
	conf_must(d->report.result_count == 1, "result of a file");
	const struct store_event *e = &d->report.results[0];
	bool taken = e->outcome == STORE_TAKEN;
	if (!taken || d->report.note_count > 0) {
		conf_must(d->report.note_count > 0, "note about the file");
		return (struct conf_answer){taken, import_note_text(&d->report.notes[0])};
	}
	if ((e->source.marks & STORE_MARK_CA_SIGNED) != 0) {
		return (struct conf_answer){taken, "a country CA signed the list itself"};
	}
	for (unsigned s = 0; s < PASSIVE_STEP_COUNT; s++) {
		enum passive_fault f = faults_first(e->source.faults, (enum passive_step)s);
		if (f != FAULT_NONE) {
			return (struct conf_answer){taken, fault_text(f)};
		}
	}
	return (struct conf_answer){taken, "nothing to tell"};
}

/* A master list as the case wants it. */
struct master {
	const struct forge_ca *ca; /* its country CA */
	const char *signer;
	enum forge_list_by by;
	struct rd more; /* certificate beside the CA's */
	int signed_on;  /* days from today */
	bool spoilt;
};

static struct master usual(void)
{
	return (struct master){
		.ca = conf_country_ca(CA_ALGORITHM), .signer = SIGNER_ALGORITHM, .signed_on = -5};
}

static void import_master(struct desk *d, const struct master *m)
{
	EG_AUTO(forge_list_signer_free) struct forge_list_signer signer = {0};
	static uint8_t octets[FILE_MAX];
	struct wr out = WR_ARRAY(octets);
	struct forge_alg alg;
	const struct forge_validity validity = {forge_date_add(conf_today(), -365),
						forge_date_add(conf_today(), 365)};
	const struct rd certificates[] = {forge_ca_certificate(m->ca), m->more};
	conf_must(forge_alg_parse(m->signer, &alg) == EG_OK &&
			  forge_list_signer_new(&signer, m->ca, &alg, &validity, m->by) == EG_OK,
		  "signer of a list");
	const struct forge_list list = {
		.certificates = certificates,
		.count = m->more.left == 0 ? 1 : 2,
		.signer = &signer,
		.signed_on = forge_date_add(conf_today(), m->signed_on),
	};
	conf_must(forge_list(&out, &list) == EG_OK, "master list");
	octets[out.size - 1] ^= m->spoilt ? 0x01 : 0x00; /* the signature stands last */
	import(d, STORE_KIND_MASTER_LIST, wr_view(&out), false);
}

static const struct forge_ca *stranger(void)
{
	struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	order.subject = (struct forge_subject){"ZZ", "XXZ", "CSCA Elsewhere"};
	return conf_country_other("rogue", &order);
}

static const struct forge_ca *claimed(void)
{
	static struct forge_ca ca;
	const struct forge_ca_order order = conf_country_order(CA_ALGORITHM);
	struct forge_key key;
	forge_ca_free(&ca);
	conf_must(forge_key_claim(&conf_country_ca(CA_ALGORITHM)->key, &key) == EG_OK &&
			  forge_ca_with_key(&ca, &key, &order) == EG_OK,
		  "claimed CA");
	return &ca;
}

enum {
	ML_RIGHT,
	ML_ROLL_BACK,
	ML_UNLISTED,
	ML_BY_CA,
	ML_BY_DOCUMENT_SIGNER,
	ML_SPOILT,
	ML_NO_NULL,
	ML_GARBAGE,
	ML_CUBE_ROOT,
	ML_CLAIMED,
	ML_FUTURE
};

static struct conf_answer master_list(unsigned variant)
{
	EG_AUTO(desk_free) struct desk d = {0};
	struct master m = usual();
	begin(&d);
	if (variant == ML_ROLL_BACK) {
		import_master(&d, &m);
		m.signed_on = -100;
	}
	m.ca = variant == ML_UNLISTED ? stranger() : m.ca;
	m.by = variant == ML_BY_CA                ? FORGE_LIST_BY_CA
	       : variant == ML_BY_DOCUMENT_SIGNER ? FORGE_LIST_BY_DOCUMENT_SIGNER
						  : FORGE_LIST_BY_SIGNER;
	m.signer = variant == ML_NO_NULL     ? "rsa:2048:sha256:no-null"
		   : variant == ML_GARBAGE   ? "rsa:2048:sha256:garbage"
		   : variant == ML_CUBE_ROOT ? "rsa:2048:sha256:cube-root"
					     : m.signer;
	m.more = variant == ML_CLAIMED ? forge_ca_certificate(claimed()) : RD_EMPTY;
	m.spoilt = variant == ML_SPOILT;
	m.signed_on = variant == ML_FUTURE ? 30 : m.signed_on;
	import_master(&d, &m);
	return told(&d);
}

/* A deviation list, or with DEFECTS a defect list, with a flaw of forge_known.h. */
#define DEFECTS 0x100u

static struct conf_answer known_list(unsigned variant)
{
	EG_AUTO(desk_free) struct desk d = {0};
	EG_AUTO(bytes_free) struct bytes list = {0};
	const bool defects = (variant & DEFECTS) != 0;
	/* Deviation 2.3: the signature of EF.SOD is wrong; defect 2.2: EF.SOD is invalid. */
	static const uint8_t reason[] = {0x0A, 0x01, 0x01};
	const struct forge_remark remark = {.type = defects ? RD_TEXT("\x02\x02")
							    : RD_TEXT("\x02\x03"),
					    .parameter = defects ? RD_ARRAY(reason) : RD_EMPTY};
	static const uint8_t key_id[20] = {0x5A};
	const struct forge_known_entry entry = {
		.key_id = RD_ARRAY(key_id), .remarks = &remark, .remark_count = 1};
	struct forge_known order = {.defects = defects,
				    .version = 1,
				    .entries = &entry,
				    .entry_count = 1,
				    .flaw = (enum forge_known_flaw)(variant & ~DEFECTS),
				    .today = forge_date_add(conf_today(), -5)};
	conf_must(forge_alg_parse(SIGNER_ALGORITHM, &order.signer) == EG_OK, "signer's algorithm");
	conf_must(forge_known_list(&list, conf_country_ca(CA_ALGORITHM), &order) == EG_OK,
		  "list of deviations or defects");
	begin(&d);
	import(&d, defects ? STORE_KIND_DEFECTS : STORE_KIND_DEVIATIONS, bytes_rd(&list), false);
	return told(&d);
}

#define TAKEN(name, does, how, asked, answer)                                                    \
	{                                                                                        \
		.id = "OWN_LISTS_" name, .what = (does), .end = CONF_ACCEPTED, .note = (answer), \
		.ask = (asked), .variant = (how)                                                 \
	}
#define REFUSED(name, does, how, asked, answer)                                                 \
	{                                                                                       \
		.id = "OWN_LISTS_" name, .what = (does), .end = CONF_REFUSED, .note = (answer), \
		.ask = (asked), .variant = (how)                                                \
	}

static const struct conf_case cases[] = {
	TAKEN("MASTER", "is a master list by a signer under a listed country CA", ML_RIGHT,
	      master_list, "nothing to tell"),
	REFUSED("MASTER_ROLL_BACK", "is a master list older than the one in the store",
		ML_ROLL_BACK, master_list, "older than the one of the same origin in the store"),
	REFUSED("MASTER_UNLISTED",
		"is a master list by a signer under a country CA that is not "
		"listed",
		ML_UNLISTED, master_list,
		"signer is issued by no anchor and by no listed country CA"),
	TAKEN("MASTER_BY_CA", "is a master list signed by the country CA itself", ML_BY_CA,
	      master_list, "a country CA signed the list itself"),
	REFUSED("MASTER_BY_DOCUMENT_SIGNER", "is a master list by a document signer",
		ML_BY_DOCUMENT_SIGNER, master_list,
		"certificate of the signer is not for such lists"),
	REFUSED("MASTER_SPOILT", "is a master list with a wrong signature", ML_SPOILT, master_list,
		"signature wrong"),
	TAKEN("MASTER_NO_NULL", "is a master list signed without NULL in the DigestInfo",
	      ML_NO_NULL, master_list, "DigestInfo without NULL in a PKCS#1 v1.5 signature"),
	REFUSED("MASTER_GARBAGE", "is a master list with anything behind the DigestInfo",
		ML_GARBAGE, master_list, "signature wrong"),
	REFUSED("MASTER_CUBE_ROOT", "is a master list signed with a cube root, without the key",
		ML_CUBE_ROOT, master_list, "signature wrong"),
	TAKEN("MASTER_CLAIMED",
	      "is a master list with a CA whose generator is of the forger's choice, left out",
	      ML_CLAIMED, master_list, "key on no named curve, or not on its curve, or no key"),
	REFUSED("MASTER_FUTURE", "is a master list signed in a month from now", ML_FUTURE,
		master_list, "dated in the future"),
	TAKEN("DEVIATIONS", "is a deviation list by a signer under a listed country CA",
	      FORGE_KNOWN_FLAWLESS, known_list, "nothing to tell"),
	REFUSED("DEVIATIONS_USAGE", "is a deviation list by a signer of master lists",
		FORGE_KNOWN_USAGE, known_list, "certificate of the signer is not for such lists"),
	REFUSED("DEVIATIONS_EXPIRED", "is a deviation list signed after its signer's time",
		FORGE_KNOWN_EXPIRED, known_list, "signed outside the period of the signer"),
	REFUSED("DEVIATIONS_UNLISTED", "is a deviation list by a signer under an unlisted CA",
		FORGE_KNOWN_OTHER_CA, known_list,
		"signer is issued by no anchor and by no listed country CA"),
	REFUSED("DEVIATIONS_SPOILT", "is a deviation list changed after it was signed",
		FORGE_KNOWN_SIGNATURE, known_list, "signature of the list wrong"),
	TAKEN("DEFECTS", "is a defect list by a signer under a listed country CA",
	      FORGE_KNOWN_FLAWLESS | DEFECTS, known_list, "nothing to tell"),
	REFUSED("DEFECTS_USAGE", "is a defect list by a signer of master lists",
		FORGE_KNOWN_USAGE | DEFECTS, known_list,
		"certificate of the signer is not for such lists"),
	REFUSED("DEFECTS_EXPIRED", "is a defect list signed after its signer's time",
		FORGE_KNOWN_EXPIRED | DEFECTS, known_list,
		"signed outside the period of the signer"),
	REFUSED("DEFECTS_UNLISTED", "is a defect list by a signer under an unlisted CA",
		FORGE_KNOWN_OTHER_CA | DEFECTS, known_list,
		"signer is issued by no anchor and by no listed country CA"),
	REFUSED("DEFECTS_SPOILT", "is a defect list changed after it was signed",
		FORGE_KNOWN_SIGNATURE | DEFECTS, known_list, "signature of the list wrong"),
};

const struct conf_unit conf_own_lists = {"own_lists", cases, sizeof(cases) / sizeof(cases[0])};
