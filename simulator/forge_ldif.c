/*
 * forge_ldif: LDIF as the ICAO PKD's collections are: 001 with signers and revocation lists, 002
 * with master lists, 003 with what does not conform; whole, or as changes.
 * Knows lines, folding, base64, the tree's names. Never looks into an object.
 */
#include "simulator/forge_ldif.h"

#include <stdio.h>

#define COLUMNS   76 /* where lines are folded */
#define NAME_SIZE 1024

#define ROOT "dc=download,dc=pkd,dc=icao,dc=int"

static const struct {
	const char *folder;
	const char *attribute;
	const char *class;
} kinds[] = {
	[FORGE_LDIF_SIGNER] = {"dsc", "userCertificate;binary", "inetOrgPerson"},
	[FORGE_LDIF_CA] = {"csca", "cACertificate;binary", "pkiCA"},
	[FORGE_LDIF_CRL] = {"crl", "certificateRevocationList;binary", "cRLDistributionPoint"},
	[FORGE_LDIF_MASTER_LIST] = {"ml", "pkdMasterListContent", "pkdMasterList"},
	[FORGE_LDIF_DEVIATIONS] = {"dl", "pkdDeviationListContent", "pkdDeviationList"},
};

static void put_text(struct wr *out, const char *text)
{
	wr_put(out, rd_cstr(text));
}

/* A line that is being written: its column, for folds. */
struct line {
	struct wr *out;
	size_t column;
};

static void put_char(struct line *l, uint8_t c)
{
	if (l->column == COLUMNS) {
		put_text(l->out, "\n ");
		l->column = 1;
	}
	wr_u8(l->out, c);
	l->column++;
}

static void put_chars(struct line *l, struct rd text)
{
	uint8_t c;
	while (rd_u8(&text, &c)) {
		put_char(l, c);
	}
}

static void put_base64(struct line *l, struct rd octets)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	while (octets.left > 0) {
		size_t size = octets.left < 3 ? octets.left : 3;
		uint32_t bits = 0;
		if (!rd_be(&octets, size, &bits)) {
			return;
		}
		bits <<= 8 * (3 - size);
		for (size_t i = 0; i < 4; i++) {
			bool padding = i > size;
			put_char(l, padding ? '=' : (uint8_t)alphabet[bits >> (18 - 6 * i) & 0x3F]);
		}
	}
}

static void put_line(struct wr *out, const char *name, struct rd text)
{
	struct line l = {out, 0};
	put_chars(&l, rd_cstr(name));
	put_chars(&l, RD_TEXT(": "));
	put_chars(&l, text);
	wr_u8(out, '\n');
}

static void put_coded(struct wr *out, const char *name, struct rd octets)
{
	struct line l = {out, 0};
	put_chars(&l, rd_cstr(name));
	put_chars(&l, RD_TEXT(":: "));
	put_base64(&l, octets);
	wr_u8(out, '\n');
}

static void put_number(struct wr *out, const char *name, uint32_t number)
{
	char digits[16];
	(void)snprintf(digits, sizeof(digits), "%u", number); /* 10 characters */
	put_line(out, name, rd_cstr(digits));
}

/* A name within another one (RFC 4514, 2.4). */
static void put_escaped(struct wr *out, const char *name)
{
	struct rd text = rd_cstr(name);
	uint8_t c;
	while (rd_u8(&text, &c)) {
		if (c == ',' || c == '=' || c == '+' || c == '\\' || c == '"') {
			wr_u8(out, '\\');
		}
		wr_u8(out, c);
	}
}

static void put_dn(struct wr *out, const struct forge_ldif_entry *e)
{
	uint8_t octets[NAME_SIZE];
	char end[128];
	struct wr name = WR_ARRAY(octets);
	put_text(&name, "cn=");
	put_escaped(&name, e->name);
	(void)snprintf(end, sizeof(end), "+sn=%u,o=%s,c=%s,dc=%s," ROOT, e->number,
		       kinds[e->kind].folder, e->country,
		       e->conformance_code == NULL ? "data" : "nc-data"); /* 80 characters */
	put_text(&name, end);
	if (e->coded_name) {
		put_coded(out, "dn", wr_view(&name));
	} else {
		put_line(out, "dn", wr_view(&name));
	}
}

void forge_ldif_head(struct wr *out)
{
	put_text(out, "version: 1\n\n");
	put_text(out, "dn: dc=data," ROOT "\ndc: data\nobjectClass: top\nobjectClass: domain\n\n");
}

void forge_ldif_tree(struct wr *out, const char *country)
{
	char text[256];
	(void)snprintf(text, sizeof(text),
		       "dn: c=%s,dc=data," ROOT "\nc: %s\n"
		       "objectClass: country\nobjectClass: top\n\n",
		       country, country); /* 110 characters */
	put_text(out, text);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		(void)snprintf(text, sizeof(text),
			       "dn: o=%s,c=%s,dc=data," ROOT "\no: %s\n"
			       "objectClass: organization\nobjectClass: top\n\n",
			       kinds[i].folder, country, kinds[i].folder); /* 130 characters */
		put_text(out, text);
	}
}

static void put_part(struct wr *out, const char *attribute)
{
	put_line(out, "replace", rd_cstr(attribute));
}

static void put_conformance(struct wr *out, const struct forge_ldif_entry *e)
{
	if (e->version != 0) {
		put_number(out, "pkdVersion", e->version);
	}
	if (e->conformance_code != NULL) {
		put_line(out, "pkdConformanceCode", rd_cstr(e->conformance_code));
		put_line(out, "pkdConformanceText", rd_cstr(e->conformance_text));
	}
}

void forge_ldif_put(struct wr *out, const struct forge_ldif_entry *e)
{
	const char *attribute = kinds[e->kind].attribute;
	put_dn(out, e);
	switch (e->change) {
	case FORGE_LDIF_DELETE:
		put_text(out, "changetype: delete\n\n");
		return;
	case FORGE_LDIF_REPLACE:
		put_text(out, "changetype: modify\n");
		put_part(out, attribute);
		put_coded(out, attribute, e->object);
		put_text(out, "-\n");
		if (e->version != 0) {
			put_part(out, "pkdVersion");
			put_number(out, "pkdVersion", e->version);
			put_text(out, "-\n");
		}
		put_text(out, "\n");
		return;
	case FORGE_LDIF_ADD:
		put_text(out, "changetype: add\n");
		break;
	case FORGE_LDIF_WHOLE:
		break;
	}
	put_conformance(out, e);
	put_coded(out, attribute, e->object);
	put_number(out, "sn", e->number);
	put_line(out, "cn", rd_cstr(e->name));
	put_line(out, "objectClass", rd_cstr(kinds[e->kind].class));
	put_text(out, "objectClass: pkdDownload\nobjectClass: top\n\n");
}

size_t forge_ldif_size(size_t object)
{
	size_t characters = (object + 2) / 3 * 4;
	return characters + characters / (COLUMNS - 1) * 2 + 4 * NAME_SIZE;
}

void forge_ldif_crlf(struct wr *out, struct rd file)
{
	uint8_t c;
	while (rd_u8(&file, &c)) {
		if (c == '\n') {
			wr_u8(out, '\r');
		}
		wr_u8(out, c);
	}
}
