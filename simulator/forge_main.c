/*
 * forge_main: egate-forge, mints an invented country and its documents.
 * Knows the command line. Never knows formats.
 */
#include "simulator/forge.h"

#include "base/log.h"
#include "simulator/chip_args.h"
#include "simulator/file.h"
#include "simulator/forge_apart.h"
#include "simulator/forge_args.h"
#include "simulator/forge_files.h"
#include "simulator/forge_fingers.h"
#include "simulator/forge_publish.h"
#include "simulator/forge_known.h"
#include "simulator/forge_terminal.h"
#include "simulator/forge_usage.h"
#include "simulator/forge_words.h"

#include <stdio.h>
#include <string.h>

static const char *const csca_keys[] = {"out",     "alg",   "today", "expired",
					"country", "state", "name",  NULL};
static const char *const link_keys[] = {"ca", "to", "out", "today", NULL};
static const char *const passport_keys[] = {
	"ca",     "out",   "name",           "portrait",    "kind", "code",
	"number", "state", "nationality",    "birth",       "sex",  "expiry",
	"can",    "today", "signer",         "digest",      "lds",  "pace",
	"aa",     "flaw",  "other-portrait", "other-given", "sod",  "chip-auth",
	"dg",     "trust", "card-security",  "dg2",         "card", "certificate",
	"files",  NULL};
static const char *const terminal_keys[] = {"out", "alg",     "generations", "access",
					    "dv",  "expired", "today",       NULL};

static enum eg_err mint_csca(const struct args *a)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	struct forge_alg alg;
	struct date today;
	bool expired;
	const char *out = args_text(a, "out", NULL);
	EG_TRY(chip_args_check(a, csca_keys));
	EG_TRY(forge_alg_parse(args_text(a, "alg", "ec:brainpoolP384r1:sha384"), &alg));
	EG_TRY(forge_args_today(a, &today));
	EG_TRY(chip_args_switch(a, "expired", false, &expired));
	struct forge_ca_order order = forge_ca_usual(&alg, today);
	order.subject.country = args_text(a, "country", order.subject.country);
	order.subject.state = args_text(a, "state", order.subject.state);
	order.subject.name = args_text(a, "name", order.subject.name);
	if (expired) {
		order.validity.last = forge_date_add(today, -30);
	}
	EG_TRY(forge_args_folder(out));
	EG_TRY(forge_ca_make(&ca, &order));
	return forge_ca_save(&ca, out);
}

static enum eg_err mint_link(const struct args *a)
{
	EG_AUTO(forge_ca_free) struct forge_ca old = {0};
	EG_AUTO(forge_ca_free) struct forge_ca fresh = {0};
	uint8_t octets[FORGE_CERT_MAX];
	struct wr link = WR_ARRAY(octets);
	struct date today;
	const char *from = args_text(a, "ca", NULL);
	const char *to = args_text(a, "to", NULL);
	const char *out = args_text(a, "out", NULL);
	EG_TRY(chip_args_check(a, link_keys));
	if (from == NULL || to == NULL) {
		return EG_FAIL(EG_CONFIG, "ca=DIR and to=DIR are needed");
	}
	EG_TRY(forge_args_today(a, &today));
	const struct forge_validity validity = {today, forge_date_add(today, 5 * 365)};
	EG_TRY(forge_args_folder(out));
	EG_TRY(forge_ca_load(&old, from));
	EG_TRY(forge_ca_load(&fresh, to));
	EG_TRY(forge_ca_link(&link, &old, &fresh, &validity));
	return forge_write_file(out, "link.cer", 0644, wr_view(&link));
}

static enum eg_err mint_terminal(const struct args *a)
{
	EG_AUTO(forge_terminal_free) struct forge_terminal made = {0};
	struct date today;
	int64_t generations;
	const char *out = args_text(a, "out", NULL);
	const char *dv = args_text(a, "dv", "domestic");
	EG_TRY(chip_args_check(a, terminal_keys));
	EG_TRY(forge_args_today(a, &today));
	struct forge_terminal_order order = forge_terminal_usual(today);
	EG_TRY(forge_alg_parse(args_text(a, "alg", "ec:brainpoolP256r1:sha256"), &order.alg));
	EG_TRY(args_number(a, "generations", 1, FORGE_GENERATIONS_MAX, 1, &generations));
	order.generations = (unsigned)generations;
	EG_TRY(forge_words_access(args_text(a, "access", "dg3+dg4"), &order.access));
	EG_TRY(chip_args_switch(a, "expired", false, &order.expired));
	order.foreign = strcmp(dv, "foreign") == 0;
	if (!order.foreign && strcmp(dv, "domestic") != 0) {
		return EG_FAIL(EG_CONFIG, "dv is domestic or foreign");
	}
	EG_TRY(forge_args_folder(out));
	EG_TRY(forge_terminal_new(&made, &order));
	return forge_terminal_save(&made, out);
}

static enum eg_err read_aa(const char *given, struct forge_order *o)
{
	if (strcmp(given, "none") == 0) {
		o->aa = CHIP_KEY_NONE;
		return EG_OK;
	}
	const char *alg = strcmp(given, "ec") == 0    ? "ec:brainpoolP256r1:sha256"
			  : strcmp(given, "rsa") == 0 ? "rsa:2048:sha256"
						      : given;
	EG_TRY(forge_alg_parse(alg, &o->aa_alg));
	o->aa = o->aa_alg.rsa ? CHIP_KEY_RSA : CHIP_KEY_EC;
	return EG_OK;
}

static enum eg_err read_flaw(const char *given, enum forge_flaw *out)
{
#define X(name, word, finding)          \
	if (strcmp(given, word) == 0) { \
		*out = name;            \
		return EG_OK;           \
	}
	FORGE_FLAWS(X)
#undef X
	return EG_FAIL(EG_CONFIG, "unknown flaw");
}

static enum eg_err read_encoding(const char *given, enum forge_encoding *out)
{
	*out = strcmp(given, "39794") == 0 ? FORGE_39794 : FORGE_19794;
	if (*out == FORGE_19794 && strcmp(given, "19794") != 0) {
		return EG_FAIL(EG_CONFIG, "dg2 is 19794 or 39794");
	}
	return EG_OK;
}

static enum eg_err read_forms(const struct args *a, struct forge_order *o)
{
	if (!forge_sod_form_parse(rd_cstr(args_text(a, "sod", "usual")), &o->sod) ||
	    !forge_sod_form_parse(rd_cstr(args_text(a, "card", "usual")), &o->card)) {
		return EG_FAIL(EG_CONFIG, "unknown form of a signed file");
	}
	return forge_cert_form_parse(rd_cstr(args_text(a, "certificate", "usual")), &o->certificate)
		       ? EG_OK
		       : EG_FAIL(EG_CONFIG, "unknown form of a certificate");
}

static enum eg_err read_technique(const struct args *a, struct forge_order *o)
{
	int64_t lds;
	EG_TRY(forge_alg_parse(args_text(a, "signer", "ec:brainpoolP256r1:sha256"), &o->signer));
	if (!forge_hash_parse(rd_cstr(args_text(a, "digest", "sha256")), &o->digest)) {
		return EG_FAIL(EG_CONFIG, "unknown digest");
	}
	EG_TRY(args_number(a, "lds", 0, 1, 1, &lds));
	o->lds_version = (uint32_t)lds;
	EG_TRY(forge_words_pace(args_text(a, "pace", "brainpoolP256r1:aes128"), o));
	EG_TRY(forge_words_chip_auth(args_text(a, "chip-auth", "none"), o));
	EG_TRY(chip_args_switch(a, "card-security", false, &o->card_security));
	EG_TRY(read_aa(args_text(a, "aa", "ec"), o));
	EG_TRY(read_flaw(args_text(a, "flaw", "none"), &o->flaw));
	EG_TRY(read_forms(a, o));
	EG_TRY(read_encoding(args_text(a, "dg2", "19794"), &o->dg2_encoding));
	o->can = args_text(a, "can", NULL);
	return EG_OK;
}

struct names {
	char surname[64];
	char given[64];
	char expiry[7];
};

/* "SURNAME,GIVEN" apart; the expiry that goes with a document issued last year. */
static enum eg_err read_holder(const struct args *a, struct forge_order *o, struct names *n)
{
	const char *name = args_text(a, "name", NULL);
	const char *comma = name == NULL ? NULL : strchr(name, ',');
	if (name == NULL) {
		return EG_FAIL(EG_CONFIG, "name=SURNAME,GIVEN is needed");
	}
	size_t surname = comma == NULL ? strlen(name) : (size_t)(comma - name);
	struct date end = forge_date_add(o->today, 9 * 365);
	(void)snprintf(n->surname, sizeof(n->surname), "%.*s",
		       (int)(surname < sizeof(n->surname) ? surname : sizeof(n->surname)), name);
	(void)snprintf(n->given, sizeof(n->given), "%s",
		       comma == NULL ? "" : comma + 1 + strspn(comma + 1, " "));
	(void)snprintf(n->expiry, sizeof(n->expiry), "%02u%02u%02u", end.year % 100U,
		       end.month % 100U, end.day % 100U); /* all three cut what is too long */
	o->kind = strcmp(args_text(a, "kind", "td3"), "td1") == 0 ? FORGE_TD1 : FORGE_TD3;
	o->other_given = args_text(a, "other-given", "MAX");
	o->holder = (struct forge_holder){
		.code = args_text(a, "code", o->kind == FORGE_TD1 ? "I" : "P"),
		.state = args_text(a, "state", "UTO"),
		.nationality = args_text(a, "nationality", "UTO"),
		.surname = n->surname,
		.given = n->given,
		.number = args_text(a, "number", "L898902C3"),
		.birth = args_text(a, "birth", "740812"),
		.expiry = args_text(a, "expiry", n->expiry),
		.sex = args_text(a, "sex", "<")[0],
	};
	return EG_OK;
}

/* Files that the order's readers look into. */
struct materials {
	struct bytes portrait;
	struct bytes other;
	struct bytes trust[CHIP_TRUST_POINTS_MAX];
	struct bytes groups[FORGE_GROUPS_MAX];
};

static void materials_free(struct materials *m)
{
	bytes_free(&m->portrait);
	bytes_free(&m->other);
	for (size_t i = 0; i < CHIP_TRUST_POINTS_MAX; i++) {
		bytes_free(&m->trust[i]);
	}
	for (size_t i = 0; i < FORGE_GROUPS_MAX; i++) {
		bytes_free(&m->groups[i]);
	}
}

static enum eg_err read_trust(const struct args *a, struct forge_order *o, struct materials *m)
{
	struct rd rest = rd_cstr(args_text(a, "trust", ""));
	while (rest.left > 0) {
		size_t i = o->trust_point_count;
		if (i == CHIP_TRUST_POINTS_MAX) {
			return EG_FAIL(EG_CONFIG, "a chip has two trust points at most");
		}
		EG_TRY(forge_args_file(rd_until(&rest, ","), FORGE_CVC_MAX, &m->trust[i]));
		o->trust_points[o->trust_point_count++] = bytes_rd(&m->trust[i]);
	}
	return EG_OK;
}

static enum eg_err read_groups(const struct args *a, struct forge_order *o, struct materials *m)
{
	struct rd rest = rd_cstr(args_text(a, "dg", ""));
	while (rest.left > 0) {
		size_t i = o->more_group_count;
		struct rd path;
		if (i == FORGE_GROUPS_MAX) {
			return EG_FAIL(EG_CONFIG, "more data groups than there can be");
		}
		EG_TRY(forge_words_group(rd_until(&rest, ","), &o->more_groups[i].number, &path));
		EG_TRY(forge_args_file(path, CHIP_DOCUMENT_MAX, &m->groups[i]));
		o->more_groups[o->more_group_count++].file = bytes_rd(&m->groups[i]);
	}
	return EG_OK;
}

static enum eg_err read_materials(const struct args *a, struct forge_order *o, struct materials *m)
{
	const char *portrait = args_text(a, "portrait", NULL);
	const char *other = args_text(a, "other-portrait", NULL);
	if (portrait == NULL) {
		return EG_FAIL(EG_CONFIG, "portrait=FILE is needed");
	}
	EG_TRY(file_read(portrait, FORGE_PORTRAIT_MAX, &m->portrait));
	o->portrait = bytes_rd(&m->portrait);
	if (other != NULL) {
		EG_TRY(file_read(other, FORGE_PORTRAIT_MAX, &m->other));
		o->other_portrait = bytes_rd(&m->other);
	}
	EG_TRY(read_trust(a, o, m));
	return read_groups(a, o, m);
}

static enum eg_err mint_deviations(const struct args *a)
{
	return forge_known_command(a, false);
}

static enum eg_err mint_defects(const struct args *a)
{
	return forge_known_command(a, true);
}

static enum eg_err mint_passport(const struct args *a)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(forge_document_free) struct forge_document document = {0};
	EG_AUTO(materials_free) struct materials materials = {0};
	struct names names;
	struct date today;
	const char *ca_folder = args_text(a, "ca", NULL);
	const char *out = args_text(a, "out", NULL);
	const char *files = args_text(a, "files", NULL);
	EG_TRY(chip_args_check(a, passport_keys));
	if (ca_folder == NULL) {
		return EG_FAIL(EG_CONFIG, "ca=DIR is needed");
	}
	EG_TRY(forge_args_today(a, &today));
	struct forge_order order = forge_order_usual(today);
	EG_TRY(read_holder(a, &order, &names));
	EG_TRY(read_technique(a, &order));
	EG_TRY(forge_args_folder(out));
	EG_TRY(read_materials(a, &order, &materials));
	EG_TRY(forge_ca_load(&ca, ca_folder));
	EG_TRY(forge_document(&document, &ca, &order));
	EG_TRY(forge_document_save(&document, order.kind, out));
	if (files == NULL) {
		return EG_OK;
	}
	EG_TRY(forge_args_folder(files));
	return forge_apart(&document, files);
}

int main(int argc, char *argv[])
{
	const struct args a = args_of(argc - 1, argv + 1); /* behind the command */
	enum eg_err err = EG_CONFIG;
	log_open(LOG_WORD("forge"), LOG_INFO);
	if (argc < 2) {
		forge_usage();
		return 2;
	}
	static const struct {
		const char *word;
		enum eg_err (*make)(const struct args *a);
	} commands[] = {
		{"csca", mint_csca},          {"link", mint_link},
		{"passport", mint_passport},  {"terminal", mint_terminal},
		{"crl", forge_publish_crl},   {"masterlist", forge_publish_master_list},
		{"ldif", forge_publish_ldif}, {"deviations", mint_deviations},
		{"defects", mint_defects},    {"fingers", forge_fingers_command},
	};
	size_t i = 0;
	while (i < sizeof(commands) / sizeof(commands[0]) &&
	       strcmp(argv[1], commands[i].word) != 0) {
		i++;
	}
	err = i < sizeof(commands) / sizeof(commands[0])
		      ? commands[i].make(&a)
		      : EG_FAIL(EG_CONFIG, "first word is none of the commands");
	if (err == EG_OK) {
		return 0;
	}
	log_fault(LOG_ERROR, LOG_WORD("failed"));
	if (err == EG_CONFIG) {
		forge_usage();
		return 2;
	}
	return 1;
}
