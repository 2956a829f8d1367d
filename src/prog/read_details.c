/*
 * read_details: what the files of a document say, as labels and values for people.
 * Knows which values are personal, and masks them unless told to reveal. Never knows how they are
 * shown.
 */
#include "prog/read_details.h"

#include "emrtd/lds.h"
#include "emrtd/lds_face.h"

#include <stdio.h>

#define TAIL_SHOWN 2 /* characters of a number: enough to tell two documents apart at a desk */

/* How a value is shown to those who did not ask for persons. */
enum mask {
	MASK_NONE, /* says nothing about whom the document is of */
	MASK_NAME, /* initials */
	MASK_TAIL, /* stars, and the last two characters */
	MASK_ALL   /* stars */
};

/* A fresh, empty detail; NULL when there is no more room: what comes later is left out. */
static struct read_detail *add(struct read_details *d, enum emrtd_file file, const char *label)
{
	if (d->count == DETAILS_MAX) {
		return NULL;
	}
	struct read_detail *one = &d->of[d->count++];
	*one = (struct read_detail){.file = file, .label = label};
	return one;
}

static uint8_t printable(uint8_t c)
{
	return c >= ' ' && c <= '~' ? c : '?';
}

static bool starts_name(uint8_t before)
{
	return before == '<' || before == ' ';
}

/* ERIKSSON<<ANNA<MARIA becomes "E. A. M.". */
static void put_initials(struct wr *w, struct rd text)
{
	uint8_t before = '<';
	uint8_t c;
	while (text.left > 0 && rd_u8(&text, &c)) {
		if (starts_name(before) && !starts_name(c)) {
			if (w->size > 0) {
				wr_u8(w, ' ');
			}
			wr_u8(w, printable(c));
			wr_u8(w, '.');
		}
		before = c;
	}
}

static void put_masked(struct wr *w, struct rd text, size_t shown)
{
	uint8_t c;
	while (text.left > 0) {
		bool hidden = text.left > shown;
		if (rd_u8(&text, &c)) {
			wr_u8(w, hidden ? '*' : printable(c));
		}
	}
}

static void put_value(struct read_details *d, struct read_detail *one, enum mask mask,
		      struct rd text)
{
	struct wr w = wr_of(one->value, sizeof(one->value) - 1);
	struct rd fitting = text;
	if (text.left > w.cap && !rd_take(&text, w.cap, &fitting)) {
		return;
	}
	switch (d->revealed ? MASK_NONE : mask) {
	case MASK_NONE:
		put_masked(&w, fitting, fitting.left);
		break;
	case MASK_NAME:
		put_initials(&w, fitting);
		break;
	case MASK_TAIL:
		/* Of a short number the tail would be all of it. */
		put_masked(&w, fitting, fitting.left > 2 * TAIL_SHOWN ? TAIL_SHOWN : 0);
		break;
	case MASK_ALL:
		put_masked(&w, fitting, 0);
		break;
	}
}

static void tell(struct read_details *d, enum emrtd_file file, const char *label, enum mask mask,
		 struct rd text)
{
	struct read_detail *one = text.left == 0 ? NULL : add(d, file, label);
	if (one != NULL) {
		put_value(d, one, mask, text);
	}
}

static void tell_word(struct read_details *d, enum emrtd_file file, const char *label,
		      const char *word)
{
	tell(d, file, label, MASK_NONE, rd_cstr(word));
}

static void tell_number(struct read_details *d, enum emrtd_file file, const char *label,
			size_t number, const char *unit)
{
	char text[64];
	(void)snprintf(text, sizeof(text), "%zu%s", number, unit); /* fits */
	tell_word(d, file, label, text);
}

static void not_understood(struct read_details *d, enum emrtd_file file)
{
	tell_word(d, file, "format", "not understood");
}

static void details_dg1(struct read_details *d, struct rd file)
{
	static const char *const kinds[] = {"?", "TD1", "TD2", "TD3"};
	struct mrz m;
	struct rd zone;
	if (lds_dg1(file, &m, &zone) != EG_OK) {
		not_understood(d, EMRTD_DG1);
		return;
	}
	const uint8_t sex[] = {(uint8_t)m.sex};
	tell_word(d, EMRTD_DG1, "kind", m.format <= MRZ_TD3 ? kinds[m.format] : kinds[0]);
	tell_word(d, EMRTD_DG1, "document code", m.document_code);
	tell_word(d, EMRTD_DG1, "issuing state", m.issuing_state);
	tell_word(d, EMRTD_DG1, "nationality", m.nationality);
	tell(d, EMRTD_DG1, "names", MASK_NAME, rd_cstr(m.names));
	tell(d, EMRTD_DG1, "number", MASK_TAIL, rd_cstr(m.document_number));
	tell(d, EMRTD_DG1, "birth", MASK_ALL, rd_cstr(m.birth));
	tell(d, EMRTD_DG1, "sex", MASK_ALL, RD_ARRAY(sex));
	tell_word(d, EMRTD_DG1, "expiry", m.expiry);
	if (d->revealed) {
		tell(d, EMRTD_DG1, "zone", MASK_NONE, zone);
	}
	secret_wipe(&m, sizeof(m));
}

static void details_dg2(struct read_details *d, struct rd file)
{
	struct lds_portrait portrait;
	if (lds_dg2(file, &portrait) != EG_OK) {
		not_understood(d, EMRTD_DG2);
		return;
	}
	tell_word(d, EMRTD_DG2, "picture", portrait.format == LDS_JPEG2000 ? "JPEG 2000" : "JPEG");
	tell_number(d, EMRTD_DG2, "picture size", portrait.bytes.left, " bytes");
}

/* A public key for people: its kind and size say nothing about whom the document is of. */
static void tell_key(struct read_details *d, enum emrtd_file file, struct rd spki)
{
	EG_AUTO(crypt_pub_free) struct crypt_pub *key = NULL;
	if (crypt_pub_from_spki(spki, &key) != EG_OK) {
		tell_word(d, file, "key", "not supported");
		return;
	}
	tell_word(d, file, "key", crypt_pub_is_rsa(key) ? "RSA" : "EC");
	tell_number(d, file, "key size", crypt_pub_bits(key), " bits");
}

static void details_dg15(struct read_details *d, struct rd file)
{
	struct rd spki;
	if (lds_dg15(file, &spki) != EG_OK) {
		not_understood(d, EMRTD_DG15);
		return;
	}
	tell_key(d, EMRTD_DG15, spki);
}

static void details_dg14(struct read_details *d, struct rd file)
{
	struct rd set;
	struct rd infos;
	struct security_info info;
	size_t count = 0;
	if (!rd_expect_ber(&file, 0x6E, &set) || !rd_expect_ber(&set, 0x31, &infos)) {
		not_understood(d, EMRTD_DG14);
		return;
	}
	while (infos.left > 0 && security_info_next(&infos, &info)) {
		count++;
	}
	tell_number(d, EMRTD_DG14, "announcements", count, "");
}

void details_of(struct read_details *out, const struct read_result *r, bool reveal)
{
	static const struct {
		enum emrtd_file file;
		void (*details)(struct read_details *d, struct rd file);
	} kinds[] = {
		{EMRTD_DG1, details_dg1},
		{EMRTD_DG2, details_dg2},
		{EMRTD_DG14, details_dg14},
		{EMRTD_DG15, details_dg15},
	};
	*out = (struct read_details){.revealed = reveal};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct rd content = read_content(r, kinds[i].file);
		if (content.left > 0) {
			kinds[i].details(out, content);
		}
	}
}

void details_clear(struct read_details *d)
{
	secret_wipe(d, sizeof(*d));
}
