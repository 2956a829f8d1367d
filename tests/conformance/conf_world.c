/*
 * conf_world: one document, its chip and the inspection system of one case, before they meet.
 */
#include "conf_world.h"

#include "simulator/forge_sod.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOD_MAX  ((size_t)16 * 1024)
#define EDIT_MAX ((size_t)96 * 1024)

/* A JPEG by its head: the forge reads the size out of it. */
static uint8_t portrait[15000];

void conf_must(bool holds, const char *what)
{
	if (!holds) {
		struct eg_fault f = eg_fault_last();
		(void)fprintf(stderr, "conformance: %s (%s)\n", what,
			      f.reason == NULL ? "no fault" : f.reason); /* before the end */
		abort();
	}
}

static void must(enum eg_err err, const char *what)
{
	conf_must(err == EG_OK, what);
}

static void draw_portrait(void)
{
	static const uint8_t head[] = {0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x02,
				       0x00, 0x01, 0x9D, 0x03, 0x01, 0x22, 0x00, 0x02,
				       0x11, 0x01, 0x03, 0x11, 0x01, 0xFF, 0xDA};
	struct wr w = WR_ARRAY(portrait);
	wr_put(&w, RD_ARRAY(head));
	for (size_t i = w.size; i < sizeof(portrait); i++) {
		wr_u8(&w, (uint8_t)(i * 7 + i / 256));
	}
}

struct conf_world conf_world_usual(void)
{
	struct conf_world w = {
		.ca = conf_country_ca(NULL),
		.order = forge_order_usual(conf_today()),
		.groups = EMRTD_GROUPS_ALL | EMRTD_READ_COM, /* a laboratory compares it */
	};
	draw_portrait();
	w.order.holder = forge_holder_usual();
	w.order.portrait = RD_ARRAY(portrait);
	return w;
}

void conf_signed_by(struct conf_world *w, const char *ca, const char *signer)
{
	w->ca = conf_country_ca(ca);
	w->order.signer_key = conf_country_signer(signer);
	w->order.digest = w->order.signer_key->alg.hash;
}

void conf_quirks(struct conf_world *w, const char *names)
{
	must(chip_quirks_parse(&w->profile.quirks, rd_cstr(names)), names);
}

static struct chip_file *file_of(struct conf_document *d, enum conf_fid fid)
{
	bool master = fid == CONF_CARD_ACCESS || fid == CONF_CARD_SECURITY ||
		      fid == CONF_ATR_INFO || fid == CONF_DIR;
	for (size_t i = 0; i < d->d.file_count; i++) {
		struct chip_file *f = &d->d.files[i];
		if (f->fid == (uint16_t)fid && f->in_application != master) {
			return f;
		}
	}
	return NULL;
}

struct rd conf_get(const struct conf_document *d, enum conf_fid fid)
{
	struct conf_document *same = (struct conf_document *)(uintptr_t)d; /* only looked at */
	const struct chip_file *f = file_of(same, fid);
	return f == NULL ? RD_EMPTY : f->contents;
}

void conf_put(struct conf_document *d, enum conf_fid fid, struct rd contents)
{
	struct chip_file *f = file_of(d, fid);
	struct bytes fresh = {0};
	if (f == NULL) {
		bool application = fid <= CONF_DG15 || fid == CONF_CVCA || fid == CONF_COM;
		must(chip_document_add(&d->d, (struct chip_file){(uint16_t)fid,
								 (uint8_t)((unsigned)fid & 0x1F),
								 application, RD_EMPTY}),
		     "room for a file");
		f = file_of(d, fid);
		conf_must(f != NULL, "file that was added");
	}
	must(bytes_reserve(&fresh, contents.left + 1, EDIT_MAX), "room for contents");
	must(bytes_append(&fresh, contents), "contents");
	struct bytes *slot = &d->owned[f - d->d.files];
	bytes_free(slot);
	*slot = fresh;
	f->contents = bytes_rd(slot);
}

void conf_drop(struct conf_document *d, enum conf_fid fid)
{
	struct chip_file *f = file_of(d, fid);
	conf_must(f != NULL, "file to drop");
	size_t at = (size_t)(f - d->d.files);
	bytes_free(&d->owned[at]);
	d->d.file_count--;
	for (size_t i = at; i < d->d.file_count; i++) {
		d->d.files[i] = d->d.files[i + 1];
		d->owned[i] = d->owned[i + 1];
	}
	d->owned[d->d.file_count] = (struct bytes){0};
}

/* Contents of a file as bytes that may be changed. */
static uint8_t *mutable(struct conf_document *d, enum conf_fid fid, size_t *size)
{
	struct chip_file *f = file_of(d, fid);
	conf_must(f != NULL, "file to change");
	conf_put(d, fid, f->contents);
	*size = f->contents.left;
	return d->owned[f - d->d.files].data;
}

void conf_octet(struct conf_document *d, enum conf_fid fid, int at, uint8_t value)
{
	size_t size;
	uint8_t *octets = mutable(d, fid, &size);
	size_t place = at < 0 ? size - (size_t)-at : (size_t)at;
	conf_must(place < size, "octet outside the file");
	octets[place] = value;
}

void conf_lengthen(struct conf_document *d, enum conf_fid fid, int by)
{
	struct rd file = conf_get(d, fid);
	uint8_t first = 0;
	uint8_t last = 0;
	conf_must(rd_byte_at(&file, 1, &first), "length of a file");
	int at = first < 0x80 ? 1 : 1 + (first & 0x0F); /* the octet that counts ones */
	conf_must(rd_byte_at(&file, (size_t)at, &last), "last octet of the length");
	conf_must(last + by >= 0 && last + by <= (at == 1 ? 0x7F : 0xFF), "no octet to carry over");
	conf_octet(d, fid, at, (uint8_t)(last + by));
}

void conf_swap(struct conf_document *d, enum conf_fid fid, struct rd from, struct rd to)
{
	size_t size;
	uint8_t *octets = mutable(d, fid, &size);
	conf_must(from.left == to.left && from.left > 0, "octets of the same number");
	for (size_t i = 0; i + from.left <= size; i++) {
		if (rd_equal(rd_of(octets + i, from.left), from)) {
			struct rd source = to;
			conf_must(rd_copy(&source, octets + i, to.left), "octets put in");
			return;
		}
	}
	conf_must(false, "octets are not in the file");
}

static void make_signer(struct conf_document *d, const struct conf_world *w)
{
	const struct forge_subject subject = {"UT", "UTO", "Document Signer"};
	const struct forge_validity validity = {forge_date_add(conf_today(), -365),
						forge_date_add(conf_today(), 3650)};
	struct forge_cert_parts parts;
	struct wr certificate = WR_ARRAY(d->certificate);
	must(forge_cert_read(forge_ca_certificate(w->ca), &parts), "names of the CA");
	must(forge_key_generate(&w->order.signer, &d->signer), "key of the signer");
	must(forge_cert_signer(&certificate, &w->ca->key, parts.subject, &d->signer, &subject,
			       &validity),
	     "certificate of the signer");
	d->certificate_size = certificate.size;
}

/* EF.SOD over the data groups as they are now. */
static void sign(struct conf_document *d, const struct conf_world *w)
{
	static uint8_t octets[SOD_MAX];
	const struct forge_order *o = &w->order;
	struct forge_group groups[16];
	struct wr out = WR_ARRAY(octets);
	size_t count = 0;
	for (unsigned n = 1; n <= 16; n++) {
		struct rd file = conf_get(d, (enum conf_fid)(0x0100 + n));
		if (file.left > 0) {
			groups[count++] = (struct forge_group){(uint8_t)n, file};
		}
	}
	make_signer(d, w);
	const struct forge_sod sod = {
		.groups = groups,
		.group_count = count,
		.digest = o->digest,
		.lds_version = o->lds_version,
		.signer = &d->signer,
		.certificate = rd_of(d->certificate, d->certificate_size),
		.signed_on = forge_date_add(conf_today(), -100),
		.form = o->sod,
	};
	must(forge_sod(&out, &sod), "document security object");
	conf_put(d, CONF_SOD, wr_view(&out));
}

void conf_document_make(struct conf_document *d, const struct conf_world *w, struct wr *mrz)
{
	struct forge_document forged = {0};
	*d = (struct conf_document){0};
	must(forge_document(&forged, w->ca, &w->order), "document");
	must(chip_document_parse(&d->d, bytes_rd(&forged.container)), "document of the chip");
	wr_put(mrz, rd_of(forged.mrz, forged.mrz_size));
	forge_document_free(&forged);
	if (w->edit != NULL) {
		w->edit(d);
		sign(d, w);
	}
	if (w->forge != NULL) {
		w->forge(d);
	}
}

void conf_document_free(struct conf_document *d)
{
	for (size_t i = 0; i < CHIP_FILES_MAX; i++) {
		bytes_free(&d->owned[i]);
	}
	forge_key_free(&d->signer);
	chip_document_free(&d->d);
}
