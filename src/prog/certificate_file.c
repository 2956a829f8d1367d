/*
 * certificate_file: an officer's certificate in a file, PEM (RFC 7468) or DER: its fingerprint.
 * Knows the two forms. Never judges: whose certificates are taken, nginx is told.
 */
#include "prog/certificate_file.h"

#include "pki/base64.h"
#include "pki/cert.h"

#define SEQUENCE 0x30 /* how DER begins, and no text of PEM */

static struct rd next_line(struct rd *text)
{
	struct rd line = rd_until(text, "\n");
	struct rd shorter = RD_EMPTY;
	uint8_t last = 0;
	while (line.left > 0 && rd_byte_at(&line, line.left - 1, &last) &&
	       (last == '\r' || last == ' ' || last == '\t')) {
		struct rd rest = line;
		if (!rd_take(&rest, line.left - 1, &shorter)) {
			return RD_EMPTY;
		}
		line = shorter;
	}
	return line;
}

/* The lines up to the end mark. */
static enum eg_err read_block(struct rd *text, struct wr *der)
{
	struct base64 state = {0};
	while (text->left > 0) {
		struct rd line = next_line(text);
		if (rd_equal(line, RD_TEXT("-----END CERTIFICATE-----"))) {
			return base64_end(&state) && der->size > 0
				       ? EG_OK
				       : EG_FAIL(EG_BAD_DATA, "PEM: base64 ends early");
		}
		if (!base64_feed(&state, line, der)) {
			return der->bad ? EG_FAIL(EG_TOO_BIG, "PEM: a certificate larger than any")
					: EG_FAIL(EG_BAD_DATA, "PEM: no base64");
		}
	}
	return EG_FAIL(EG_BAD_DATA, "PEM: a certificate without its end");
}

enum eg_err certificate_file_pem(struct rd file, struct wr *der)
{
	bool found = false;
	while (file.left > 0) {
		struct rd line = next_line(&file);
		if (!rd_equal(line, RD_TEXT("-----BEGIN CERTIFICATE-----"))) {
			continue;
		}
		if (found) {
			return EG_FAIL(EG_BAD_DATA, "the file holds more than one certificate");
		}
		found = true;
		EG_TRY(read_block(&file, der));
	}
	return found ? EG_OK : EG_FAIL(EG_BAD_DATA, "the file holds no certificate");
}

enum eg_err certificate_file_read(struct rd file, struct certificate_file *out)
{
	static uint8_t room[CERT_SIZE_MAX + 8]; /* base64 asks for a little more */
	struct wr der = WR_ARRAY(room);
	struct wr print = WR_ARRAY(out->print);
	uint8_t hash[CRYPT_HASH_MAX];
	struct cert c;
	uint8_t first = 0;
	*out = (struct certificate_file){.from = {0}};
	if (rd_peek(&file, &first) && first == SEQUENCE) {
		wr_put(&der, file);
	} else {
		EG_TRY(certificate_file_pem(file, &der));
	}
	if (der.bad || der.size > CERT_SIZE_MAX) {
		return EG_FAIL(EG_TOO_BIG, "a certificate larger than any");
	}
	EG_TRY(cert_parse(wr_view(&der), &c));
	if (c.ca) {
		return EG_FAIL(EG_BAD_DATA, "the certificate of an authority, not of an officer");
	}
	EG_TRY(crypt_hash(CRYPT_SHA256, wr_view(&der), hash));
	wr_put(&print, rd_of(hash, CERTIFICATE_PRINT_SIZE));
	out->from = c.from;
	out->to = c.to;
	return print.bad ? EG_FAIL(EG_STATE, "size of a fingerprint") : EG_OK;
}

static void write_day(struct date d, struct wr *out)
{
	wr_be16(out, d.year);
	wr_u8(out, d.month);
	wr_u8(out, d.day);
}

static bool read_day(struct rd *in, struct date *out)
{
	return rd_be16(in, &out->year) && rd_u8(in, &out->month) && rd_u8(in, &out->day) &&
	       date_valid(*out);
}

void certificate_file_write(const struct certificate_file *c, struct wr *out)
{
	wr_put(out, RD_ARRAY(c->print));
	write_day(c->from, out);
	write_day(c->to, out);
}

enum eg_err certificate_file_parse(struct rd octets, struct certificate_file *out)
{
	*out = (struct certificate_file){.from = {0}};
	return rd_copy(&octets, out->print, CERTIFICATE_PRINT_SIZE) &&
			       read_day(&octets, &out->from) && read_day(&octets, &out->to) &&
			       rd_end(&octets)
		       ? EG_OK
		       : EG_FAIL(EG_BAD_DATA, "what is told of a certificate");
}
