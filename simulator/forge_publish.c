/*
 * forge_publish: the commands of egate-forge that make what a PKD and states publish: revocation
 * lists, master lists, collections.
 * Knows their settings. Never knows formats.
 */
#include "simulator/forge_publish.h"

#include "simulator/chip_args.h"
#include "simulator/forge_args.h"
#include "simulator/forge_crl.h"
#include "simulator/forge_files.h"
#include "simulator/forge_ldif.h"
#include "simulator/forge_list.h"

#include <stdlib.h>
#include <string.h>

#define OBJECT_MAX     (64u * 1024u * 1024u)
#define ENTRIES_MAX    1024
#define SERIAL_MAX     64
#define LIST_FILES_MAX 2048
#define NUMBER_SIZE    4

static const char *const crl_keys[] = {"ca",   "out",    "by",   "number", "next",
				       "more", "revoke", "form", "today",  NULL};
static const char *const list_keys[] = {"ca",     "out", "certificates", "alg", "by",
					"signed", "cms", "today",        NULL};
static const char *const ldif_keys[] = {"out",  "country", "signers",     "cas",
					"crls", "lists",   "version",     "change",
					"dn",   "lines",   "conformance", NULL};

static bool hex_digit(uint8_t c, uint8_t *out)
{
	const char *digits = "0123456789abcdef";
	uint8_t lower = c >= 'A' && c <= 'F' ? (uint8_t)(c - 'A' + 'a') : c;
	const char *found = c == '\0' ? NULL : strchr(digits, lower);
	*out = found == NULL ? 0 : (uint8_t)(found - digits);
	return found != NULL;
}

static bool read_hex(struct rd text, struct wr *out)
{
	while (text.left > 0) {
		uint8_t high;
		uint8_t low;
		uint8_t c;
		if (!rd_u8(&text, &c) || !hex_digit(c, &high) || !rd_u8(&text, &c) ||
		    !hex_digit(c, &low)) {
			return false;
		}
		wr_u8(out, (uint8_t)(high << 4 | low));
	}
	return !out->bad && out->size > 0;
}

/* Certificates to revoke, with the octets of their serial numbers. */
struct revoked {
	struct forge_crl_entry entries[ENTRIES_MAX];
	uint8_t serials[ENTRIES_MAX][SERIAL_MAX];
	size_t count;
};

/* "HEX" or "HEX:REASON". */
static enum eg_err read_revoked(struct rd text, struct date day, struct revoked *r)
{
	struct rd serial = rd_until(&text, ":");
	uint8_t tens = '0';
	uint8_t ones;
	if (r->count == ENTRIES_MAX) {
		return EG_FAIL(EG_CONFIG, "more serial numbers than a command takes; see more=");
	}
	struct wr out = WR_ARRAY(r->serials[r->count]);
	uint8_t reason = FORGE_CRL_NO_REASON;
	if (text.left > 0) {
		if ((text.left == 2 && !rd_u8(&text, &tens)) || !rd_u8(&text, &ones) ||
		    !rd_end(&text) || tens < '0' || tens > '1' || ones < '0' || ones > '9') {
			return EG_FAIL(EG_CONFIG, "a reason is 0 to 10");
		}
		reason = (uint8_t)((tens - '0') * 10 + (ones - '0'));
	}
	if (!read_hex(serial, &out)) {
		return EG_FAIL(EG_CONFIG, "a serial number is hexadecimal");
	}
	r->entries[r->count++] = (struct forge_crl_entry){wr_view(&out), day, reason};
	return EG_OK;
}

static enum eg_err read_all_revoked(const struct args *a, struct date day, struct revoked *r)
{
	struct rd rest = rd_cstr(args_text(a, "revoke", ""));
	while (rest.left > 0) {
		EG_TRY(read_revoked(rd_until(&rest, ","), day, r));
	}
	return EG_OK;
}

static enum eg_err write_crl(const struct forge_crl *order, const char *folder)
{
	EG_AUTO(eg_free) uint8_t *octets = malloc(forge_crl_size(order));
	struct wr out = wr_of(octets, forge_crl_size(order));
	if (octets == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "revocation list");
	}
	EG_TRY(forge_crl(&out, order));
	return forge_write_file(folder, "csca.crl", 0644, wr_view(&out));
}

static enum eg_err load_ca(const struct args *a, const char *key, const char *fallback,
			   struct forge_ca *out)
{
	const char *folder = args_text(a, key, fallback);
	return folder == NULL ? EG_FAIL(EG_CONFIG, "ca=DIR is needed") : forge_ca_load(out, folder);
}

enum eg_err forge_publish_crl(const struct args *a)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {.certificate_size = 0};
	EG_AUTO(forge_ca_free) struct forge_ca by = {.certificate_size = 0};
	EG_AUTO(eg_free) struct revoked *revoked = calloc(1, sizeof(*revoked));
	struct forge_cert_parts parts;
	struct forge_crl order = {.entries = revoked == NULL ? NULL : revoked->entries};
	uint8_t number_octets[NUMBER_SIZE];
	struct wr number = WR_ARRAY(number_octets);
	int64_t value;
	int64_t days;
	int64_t more;
	const char *out = args_text(a, "out", NULL);
	if (revoked == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "revocation list");
	}
	EG_TRY(chip_args_check(a, crl_keys));
	EG_TRY(forge_args_today(a, &order.this_update));
	EG_TRY(args_number(a, "number", 0, UINT32_MAX, 1, &value));
	EG_TRY(args_number(a, "next", -1, 36500, 90, &days));
	EG_TRY(args_number(a, "more", 0, 1000000, 0, &more));
	EG_TRY(read_all_revoked(a, order.this_update, revoked));
	if (!forge_crl_form_parse(rd_cstr(args_text(a, "form", "usual")), &order.form)) {
		return EG_FAIL(EG_CONFIG, "unknown form of a revocation list");
	}
	EG_TRY(load_ca(a, "ca", NULL, &ca));
	EG_TRY(load_ca(a, "by", args_text(a, "ca", NULL), &by));
	EG_TRY(forge_cert_read(forge_ca_certificate(&ca), &parts));
	EG_TRY(forge_args_folder(out));
	wr_be32(&number, (uint32_t)value);
	order.key = &by.key;
	order.issuer = parts.subject;
	order.number = wr_view(&number);
	order.count = revoked->count;
	order.more = (uint32_t)more;
	if (days >= 0) {
		order.next_update = forge_date_add(order.this_update, (int)days);
	}
	return write_crl(&order, out);
}

/* Files that a list is made of. */
struct files {
	struct bytes bytes[LIST_FILES_MAX];
	struct rd views[LIST_FILES_MAX];
	size_t count;
};

static void files_free(struct files **f)
{
	for (size_t i = 0; *f != NULL && i < (*f)->count; i++) {
		bytes_free(&(*f)->bytes[i]);
	}
	free(*f);
	*f = NULL;
}

static enum eg_err read_files(const struct args *a, const char *key, struct files *f)
{
	struct rd rest = rd_cstr(args_text(a, key, ""));
	while (rest.left > 0) {
		if (f->count == LIST_FILES_MAX) {
			return EG_FAIL(EG_CONFIG, "more files than a command takes");
		}
		EG_TRY(forge_args_file(rd_until(&rest, ","), OBJECT_MAX, &f->bytes[f->count]));
		f->views[f->count] = bytes_rd(&f->bytes[f->count]);
		f->count++;
	}
	return EG_OK;
}

static enum eg_err read_by(const char *word, enum forge_list_by *out)
{
	static const char *const words[] = {
		[FORGE_LIST_BY_SIGNER] = "signer",
		[FORGE_LIST_BY_DOCUMENT_SIGNER] = "document-signer",
		[FORGE_LIST_BY_CA] = "ca",
	};
	for (unsigned i = FORGE_LIST_BY_SIGNER; i <= FORGE_LIST_BY_CA; i++) {
		if (strcmp(word, words[i]) == 0) {
			*out = (enum forge_list_by)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "by is signer, document-signer or ca");
}

static enum eg_err write_list(const struct forge_list *order, const char *folder)
{
	EG_AUTO(eg_free) uint8_t *octets = malloc(forge_list_size(order));
	struct wr out = wr_of(octets, forge_list_size(order));
	if (octets == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "master list");
	}
	EG_TRY(forge_list(&out, order));
	return forge_write_file(folder, "list.ml", 0644, wr_view(&out));
}

enum eg_err forge_publish_master_list(const struct args *a)
{
	EG_AUTO(forge_ca_free) struct forge_ca ca = {.certificate_size = 0};
	EG_AUTO(forge_list_signer_free) struct forge_list_signer signer = {.ca = NULL};
	EG_AUTO(files_free) struct files *files = calloc(1, sizeof(*files));
	struct forge_alg alg;
	enum forge_list_by by;
	struct date today;
	struct forge_list order = {.signer = &signer};
	const char *out = args_text(a, "out", NULL);
	if (files == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "master list");
	}
	EG_TRY(chip_args_check(a, list_keys));
	EG_TRY(forge_args_today(a, &today));
	EG_TRY(forge_args_day(a, "signed", today, &order.signed_on));
	EG_TRY(forge_alg_parse(args_text(a, "alg", "ec:brainpoolP256r1:sha256"), &alg));
	EG_TRY(read_by(args_text(a, "by", "signer"), &by));
	if (!forge_sod_form_parse(rd_cstr(args_text(a, "cms", "by-key")), &order.form)) {
		return EG_FAIL(EG_CONFIG, "unknown form of a signed file");
	}
	EG_TRY(load_ca(a, "ca", NULL, &ca));
	EG_TRY(read_files(a, "certificates", files));
	if (files->count == LIST_FILES_MAX) {
		return EG_FAIL(EG_CONFIG, "more files than a command takes");
	}
	EG_TRY(forge_args_folder(out));
	/* Its own CSCA's certificate belongs into each list; a view was left for it. */
	files->views[files->count] = forge_ca_certificate(&ca);
	order.certificates = files->views;
	order.count = files->count + 1;
	const struct forge_validity validity = {forge_date_add(today, -2 * 365),
						forge_date_add(today, 365)};
	EG_TRY(forge_list_signer_new(&signer, &ca, &alg, &validity, by));
	return write_list(&order, out);
}

struct collection {
	struct forge_ldif_entry entry; /* what all have in common */
	struct wr out;
};

static enum eg_err put_objects(const struct args *a, const char *key, enum forge_ldif_kind kind,
			       struct collection *c)
{
	EG_AUTO(files_free) struct files *files = calloc(1, sizeof(*files));
	if (files == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "collection");
	}
	EG_TRY(read_files(a, key, files));
	for (size_t i = 0; i < files->count; i++) {
		struct forge_ldif_entry e = c->entry;
		e.kind = kind;
		e.number = (uint32_t)i + 1;
		e.object = files->views[i];
		forge_ldif_put(&c->out, &e);
	}
	return c->out.bad ? EG_FAIL(EG_TOO_BIG, "collection does not fit") : EG_OK;
}

static enum eg_err read_change(const char *word, enum forge_ldif_change *out)
{
	static const char *const words[] = {
		[FORGE_LDIF_WHOLE] = "whole",
		[FORGE_LDIF_ADD] = "add",
		[FORGE_LDIF_REPLACE] = "replace",
		[FORGE_LDIF_DELETE] = "delete",
	};
	for (unsigned i = FORGE_LDIF_WHOLE; i <= FORGE_LDIF_DELETE; i++) {
		if (strcmp(word, words[i]) == 0) {
			*out = (enum forge_ldif_change)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "change is whole, add, replace or delete");
}

static enum eg_err write_ldif(const struct args *a, struct rd file, const char *folder)
{
	const char *lines = args_text(a, "lines", "lf");
	EG_AUTO(eg_free) uint8_t *octets = malloc(2 * file.left);
	struct wr out = wr_of(octets, 2 * file.left);
	if (octets == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "collection");
	}
	if (strcmp(lines, "crlf") == 0) {
		forge_ldif_crlf(&out, file);
		file = wr_view(&out);
	} else if (strcmp(lines, "lf") != 0) {
		return EG_FAIL(EG_CONFIG, "lines is lf or crlf");
	}
	return forge_write_file(folder, "pkd.ldif", 0644, file);
}

enum eg_err forge_publish_ldif(const struct args *a)
{
	static const struct {
		const char *key;
		enum forge_ldif_kind kind;
	} parts[] = {
		{"signers", FORGE_LDIF_SIGNER},
		{"cas", FORGE_LDIF_CA},
		{"crls", FORGE_LDIF_CRL},
		{"lists", FORGE_LDIF_MASTER_LIST},
	};
	EG_AUTO(eg_free) uint8_t *octets = malloc(3 * (size_t)OBJECT_MAX);
	struct collection c = {.out = wr_of(octets, 3 * (size_t)OBJECT_MAX)};
	const char *out = args_text(a, "out", NULL);
	const char *dn = args_text(a, "dn", "text");
	int64_t version;
	if (octets == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "collection");
	}
	EG_TRY(chip_args_check(a, ldif_keys));
	EG_TRY(args_number(a, "version", 0, UINT32_MAX, 1, &version));
	EG_TRY(read_change(args_text(a, "change", "whole"), &c.entry.change));
	EG_TRY(forge_args_folder(out));
	c.entry.country = args_text(a, "country", "UT");
	c.entry.name = "CN=CSCA Utopia,O=Ministry of Documents,C=UT";
	c.entry.version = (uint32_t)version;
	c.entry.coded_name = strcmp(dn, "base64") == 0;
	c.entry.conformance_code = args_text(a, "conformance", NULL);
	c.entry.conformance_text = "as the operator of the directory found";
	forge_ldif_head(&c.out);
	if (c.entry.change == FORGE_LDIF_WHOLE) {
		forge_ldif_tree(&c.out, c.entry.country);
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		EG_TRY(put_objects(a, parts[i].key, parts[i].kind, &c));
	}
	return write_ldif(a, wr_view(&c.out), out);
}
