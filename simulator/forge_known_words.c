/*
 * forge_known_words: the command lines "egate-forge deviations" and "egate-forge defects".
 * Knows their words. Never knows how a list is written.
 */
#include "simulator/forge_known.h"

#include "simulator/file.h"
#include "simulator/forge_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define REMARKS_MAX    8
#define PARAMETER_MAX  (8u * 1024u)
#define NUMBERS_MAX    64
#define TEXT_MAX       1024
#define INVENTED_MAX   1000000
#define LIST_FILE      "known.der"
#define TAG_INTEGER    0x02
#define TAG_OCTETS     0x04
#define TAG_ENUMERATED 0x0A
#define TAG_PRINTABLE  0x13
#define TAG_SEQ        0x30
#define TAG_SET        0x31

const char forge_known_usage[] =
	"egate-forge deviations ca=DIR out=DIR says=WORD[:VALUE][,...] [numbers=N,N,...]\n"
	"  [invented=COUNT] [type=P] [from=YYYY-MM-DD to=YYYY-MM-DD] [certificate=FILE]\n"
	"  [by=name|key-id|hash] [flaw=FLAW] [signer=ec:P-256] [today=YYYY-MM-DD]\n"
	"egate-forge defects ca=DIR out=DIR certificate=FILE says=WORD[:VALUE][,...]\n"
	"  [by=name|key-id|hash] [version=1|2] [with=FILE] [flaw=FLAW] [signer=...] [today=...]\n"
	"  both write DIR/known.der. certificate: of a document signer; with: of the one that\n"
	"  replaces it, or is the right one.\n"
	"  deviations say cert-or-key signer-signature signer-encoding issuer-encoding\n"
	"  active-auth-key lds group-malformed:GROUP group-hash:GROUP sod-signature com mrz\n"
	"  mrz-data:FIELD mrz-digit:FIELD chip other\n"
	"  defects say revoked:CODE replaced chip-auth-key active-auth-key auth-fails:CODE\n"
	"  period:CODE group-malformed:GROUP sod-invalid:CODE com signer-id country:LETTERS\n"
	"  chip-security power-down signer-malformed:CODE eid other\n";

enum value {
	VALUE_NONE,
	VALUE_INTEGER,
	VALUE_CODE,
	VALUE_GROUPS,
	VALUE_LETTERS,
	VALUE_CERTIFICATE,
	VALUE_SIGNER
};

struct word {
	const char *word;
	uint8_t size;
	uint8_t arcs[2];
	enum value value;
};

/* Doc 9303-12, 10.2 */
static const struct word deviations[] = {
	{"cert-or-key", 1, {1}, VALUE_NONE},
	{"signer-signature", 2, {1, 1}, VALUE_NONE},
	{"signer-encoding", 2, {1, 2}, VALUE_INTEGER},
	{"issuer-encoding", 2, {1, 3}, VALUE_INTEGER},
	{"active-auth-key", 2, {1, 4}, VALUE_NONE},
	{"lds", 1, {2}, VALUE_NONE},
	{"group-malformed", 2, {2, 1}, VALUE_INTEGER},
	{"group-hash", 2, {2, 2}, VALUE_INTEGER},
	{"sod-signature", 2, {2, 3}, VALUE_NONE},
	{"com", 2, {2, 4}, VALUE_NONE},
	{"mrz", 1, {3}, VALUE_NONE},
	{"mrz-data", 2, {3, 1}, VALUE_INTEGER},
	{"mrz-digit", 2, {3, 2}, VALUE_INTEGER},
	{"chip", 1, {4}, VALUE_NONE},
	{"other", 2, {2, 99}, VALUE_NONE},
	{NULL, 0, {0}, VALUE_NONE},
};

/* TR-03129-2, 7.3 */
static const struct word defects[] = {
	{"revoked", 2, {1, 1}, VALUE_CODE},
	{"replaced", 2, {1, 2}, VALUE_CERTIFICATE},
	{"chip-auth-key", 2, {1, 3}, VALUE_NONE},
	{"active-auth-key", 2, {1, 4}, VALUE_NONE},
	{"auth-fails", 2, {1, 5}, VALUE_CODE},
	{"period", 2, {1, 6}, VALUE_CODE},
	{"group-malformed", 2, {2, 1}, VALUE_GROUPS},
	{"sod-invalid", 2, {2, 2}, VALUE_CODE},
	{"com", 2, {2, 3}, VALUE_NONE},
	{"signer-id", 2, {2, 4}, VALUE_SIGNER},
	{"country", 2, {2, 5}, VALUE_LETTERS},
	{"chip-security", 2, {4, 2}, VALUE_NONE},
	{"power-down", 2, {4, 3}, VALUE_NONE},
	{"signer-malformed", 2, {4, 4}, VALUE_CODE},
	{"eid", 2, {3, 1}, VALUE_NONE},
	{"other", 2, {4, 99}, VALUE_NONE},
	{NULL, 0, {0}, VALUE_NONE},
};

/* What an order borrows from. */
struct desk {
	struct forge_known order;
	struct forge_known_entry entry;
	struct forge_remark remarks[REMARKS_MAX];
	uint8_t parameters[PARAMETER_MAX];
	struct wr room; /* over parameters */
	char text[TEXT_MAX];
	const char *numbers[NUMBERS_MAX + 1];
	uint8_t digest[CRYPT_HASH_MAX];
	struct bytes certificate;
	struct bytes with;
};

static void desk_free(struct desk *d)
{
	bytes_free(&d->certificate);
	bytes_free(&d->with);
}

static bool read_digits(struct rd *from, size_t count, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t c;
		if (!rd_u8(from, &c) || c < '0' || c > '9') {
			return false;
		}
		*out = *out * 10 + (uint32_t)(c - '0');
	}
	return true;
}

static bool read_dash(struct rd *from)
{
	uint8_t c;
	return rd_u8(from, &c) && c == '-';
}

static enum eg_err read_day(const struct args *a, const char *key, struct date *out)
{
	uint32_t year;
	uint32_t month;
	uint32_t day;
	const char *given = args_text(a, key, NULL);
	struct rd r = rd_cstr(given);
	if (given == NULL) {
		return EG_OK;
	}
	if (!read_digits(&r, 4, &year) || !read_dash(&r) || !read_digits(&r, 2, &month) ||
	    !read_dash(&r) || !read_digits(&r, 2, &day) || !rd_end(&r)) {
		return EG_FAIL(EG_CONFIG, "a day is YYYY-MM-DD");
	}
	*out = (struct date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
	return date_valid(*out) ? EG_OK : EG_FAIL(EG_CONFIG, "a day that there is not");
}

static enum eg_err put_signer(struct desk *d, struct wr *out)
{
	struct forge_cert_parts parts;
	EG_TRY(forge_cert_read(bytes_rd(&d->with), &parts));
	size_t name = wr_open(out, TAG_SEQ);
	wr_put(out, parts.issuer);
	wr_put(out, parts.serial);
	wr_close(out, name);
	return EG_OK;
}

/* One to four digits. */
static bool read_number(const char *value, uint32_t *out)
{
	struct rd r = rd_cstr(value);
	return r.left > 0 && r.left <= 4 && read_digits(&r, r.left, out);
}

static void put_integer(struct wr *out, uint32_t tag, uint32_t number)
{
	uint8_t octets[8];
	struct wr w = WR_ARRAY(octets);
	struct rd whole;
	struct rd value;
	uint32_t ignored;
	wr_small_int(&w, number);
	whole = wr_view(&w);
	if (rd_tlv(&whole, &ignored, &value)) {
		wr_tlv(out, tag, value);
	}
}

/* The parameter's whole TLV. */
static enum eg_err put_value(struct desk *d, const struct word *w, const char *value)
{
	struct wr *out = &d->room;
	uint32_t number = 0;
	bool wants_number =
		w->value == VALUE_INTEGER || w->value == VALUE_CODE || w->value == VALUE_GROUPS;
	if (wants_number && !read_number(value, &number)) {
		return EG_FAIL(EG_CONFIG, "this is said with a number behind a colon");
	}
	switch (w->value) {
	case VALUE_NONE:
		break;
	case VALUE_INTEGER:
		put_integer(out, TAG_INTEGER, number);
		break;
	case VALUE_CODE:
		put_integer(out, TAG_ENUMERATED, number);
		break;
	case VALUE_GROUPS: {
		size_t set = wr_open(out, TAG_SET);
		put_integer(out, TAG_INTEGER, number);
		wr_close(out, set);
		break;
	}
	case VALUE_LETTERS:
		wr_tlv(out, TAG_PRINTABLE, rd_cstr(value));
		break;
	case VALUE_CERTIFICATE:
		wr_tlv(out, TAG_OCTETS, bytes_rd(&d->with));
		break;
	case VALUE_SIGNER:
		return put_signer(d, out);
	}
	return EG_OK;
}

static enum eg_err read_remark(struct desk *d, char *said)
{
	char *colon = strchr(said, ':');
	struct forge_remark *remark = &d->remarks[d->entry.remark_count];
	const struct word *w = d->order.defects ? defects : deviations;
	if (d->entry.remark_count == REMARKS_MAX) {
		return EG_FAIL(EG_CONFIG, "too much is said");
	}
	if (colon != NULL) {
		*colon = '\0';
	}
	while (w->word != NULL && strcmp(w->word, said) != 0) {
		w++;
	}
	if (w->word == NULL) {
		return EG_FAIL(EG_CONFIG, "unknown word of says");
	}
	size_t start = d->room.size;
	EG_TRY(put_value(d, w, colon == NULL ? "" : colon + 1));
	if (d->room.bad) {
		return EG_FAIL(EG_TOO_BIG, "what is said does not fit");
	}
	remark->type = rd_of(w->arcs, w->size);
	remark->parameter = rd_of(d->parameters + start, d->room.size - start);
	d->entry.remark_count++;
	return EG_OK;
}

/* Comma-separated words of one setting, each ended with a NUL within d->text. */
static enum eg_err split(struct desk *d, const char *given, bool numbers)
{
	size_t size = strlen(given);
	size_t count = 0;
	if (size >= sizeof(d->text)) {
		return EG_FAIL(EG_TOO_BIG, "setting is too long");
	}
	(void)snprintf(d->text, sizeof(d->text), "%s", given); /* fits */
	char *word = d->text;
	while (word != NULL && *word != '\0') {
		char *comma = strchr(word, ',');
		if (comma != NULL) {
			*comma = '\0';
		}
		if (!numbers) {
			EG_TRY(read_remark(d, word));
		} else if (count == NUMBERS_MAX) {
			return EG_FAIL(EG_TOO_BIG, "too many numbers");
		} else {
			d->numbers[count++] = word;
		}
		word = comma == NULL ? NULL : comma + 1;
	}
	return EG_OK;
}

/* SubjectKeyIdentifier: contents of the OCTET STRING behind 2.5.29.14 in its extension. */
static enum eg_err find_key_id(struct rd certificate, struct rd *out)
{
	static const uint8_t extension[] = {0x06, 0x03, 0x55, 0x1D, 0x0E, 0x04, 0x16, 0x04, 0x14};
	while (certificate.left >= sizeof(extension) + 20) {
		if (rd_begins(certificate, RD_ARRAY(extension)) &&
		    rd_skip(&certificate, sizeof(extension)) && rd_take(&certificate, 20, out)) {
			return EG_OK;
		}
		if (!rd_skip(&certificate, 1)) {
			break;
		}
	}
	return EG_FAIL(EG_NOT_FOUND, "certificate without a key identifier of 20 octets");
}

static enum eg_err read_signer(const struct args *a, struct desk *d)
{
	const char *by = args_text(a, "by", "name");
	struct forge_cert_parts parts;
	struct rd certificate = bytes_rd(&d->certificate);
	if (certificate.left == 0) {
		return d->order.defects ? EG_FAIL(EG_CONFIG, "certificate=FILE is needed") : EG_OK;
	}
	EG_TRY(forge_cert_read(certificate, &parts));
	bool name = strcmp(by, "name") == 0;
	bool hash = strcmp(by, "hash") == 0;
	if (name || (hash && d->order.defects && d->order.version == 1)) {
		d->entry.issuer = parts.issuer;
		d->entry.serial = parts.serial;
	}
	if (hash) {
		EG_TRY(crypt_hash(CRYPT_SHA256, certificate, d->digest));
		d->entry.digest = rd_of(d->digest, crypt_hash_size(CRYPT_SHA256));
	}
	if (strcmp(by, "key-id") == 0) {
		return find_key_id(certificate, &d->entry.key_id);
	}
	return name || hash ? EG_OK : EG_FAIL(EG_CONFIG, "by is name, key-id or hash");
}

static enum eg_err read_file(const struct args *a, const char *key, struct bytes *out)
{
	const char *path = args_text(a, key, NULL);
	return path == NULL ? EG_OK : file_read(path, FORGE_CERT_MAX, out);
}

static enum eg_err read_flaw(const struct args *a, struct forge_known *o)
{
	const char *given = args_text(a, "flaw", "none");
#define X(name, word, text)             \
	if (strcmp(given, word) == 0) { \
		o->flaw = name;         \
		return EG_OK;           \
	}
	FORGE_KNOWN_FLAWS(X)
#undef X
	return EG_FAIL(EG_CONFIG, "unknown flaw of a list");
}

static enum eg_err read_documents(const struct args *a, struct desk *d)
{
	int64_t invented;
	EG_TRY(args_number(a, "invented", 0, INVENTED_MAX, 0, &invented));
	d->entry.invented_numbers = (uint32_t)invented;
	d->entry.type = args_text(a, "type", NULL);
	EG_TRY(read_day(a, "from", &d->entry.first));
	EG_TRY(read_day(a, "to", &d->entry.last));
	if ((d->entry.first.year == 0) != (d->entry.last.year == 0)) {
		return EG_FAIL(EG_CONFIG, "from and to go together");
	}
	if (args_text(a, "numbers", NULL) != NULL) {
		EG_TRY(split(d, args_text(a, "numbers", ""), true));
		d->entry.numbers = d->numbers;
	}
	return EG_OK;
}

static enum eg_err read_order(const struct args *a, struct desk *d)
{
	int64_t version;
	const char *says = args_text(a, "says", NULL);
	struct forge_known *o = &d->order;
	o->today = date_from_unix((int64_t)time(NULL));
	EG_TRY(read_day(a, "today", &o->today));
	EG_TRY(args_number(a, "version", 1, 2, 2, &version));
	o->version = (unsigned)version;
	EG_TRY(read_flaw(a, o));
	EG_TRY(forge_alg_parse(args_text(a, "signer", "ec:P-256"), &o->signer));
	EG_TRY(read_file(a, "certificate", &d->certificate));
	EG_TRY(read_file(a, "with", &d->with));
	if (says == NULL) {
		return EG_FAIL(EG_CONFIG, "says=WORD is needed");
	}
	EG_TRY(split(d, says, false));
	EG_TRY(read_signer(a, d));
	return o->defects ? EG_OK : read_documents(a, d);
}

enum eg_err forge_known_command(const struct args *a, bool is_defects)
{
	static const char *const deviation_keys[] = {
		"ca", "out", "says",        "numbers", "invented", "type",  "from",
		"to", "by",  "certificate", "flaw",    "signer",   "today", NULL};
	static const char *const defect_keys[] = {"ca",     "out",     "says",        "by",
						  "with",   "version", "certificate", "flaw",
						  "signer", "today",   NULL};
	EG_AUTO(desk_free) struct desk d = {.order.defects = is_defects};
	EG_AUTO(forge_ca_free) struct forge_ca ca = {0};
	EG_AUTO(bytes_free) struct bytes list = {0};
	const char *ca_folder = args_text(a, "ca", NULL);
	const char *out = args_text(a, "out", NULL);
	d.room = WR_ARRAY(d.parameters);
	d.entry.remarks = d.remarks;
	d.order.entries = &d.entry;
	d.order.entry_count = 1;
	EG_TRY(chip_args_check(a, is_defects ? defect_keys : deviation_keys));
	if (ca_folder == NULL || out == NULL) {
		return EG_FAIL(EG_CONFIG, "ca=DIR and out=DIR are needed");
	}
	EG_TRY(read_order(a, &d));
	if (mkdir(out, 0755) != 0 && errno != EEXIST) {
		return EG_FAIL(EG_IO, "folder cannot be made");
	}
	EG_TRY(forge_ca_load(&ca, ca_folder));
	EG_TRY(forge_known_list(&list, &ca, &d.order));
	return forge_write_file(out, LIST_FILE, 0644, bytes_rd(&list));
}
