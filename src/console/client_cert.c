/*
 * client_cert: which certificate a browser has shown to what stands before us.
 * Knows PEM as nginx passes it on, and its fingerprint. Never knows whose it is.
 */
#include "console/client_cert.h"

#include "base/wr.h"

#include <sodium.h>

#define PEM_MAX (CLIENT_CERT_MAX / 3 * 4 + CLIENT_CERT_MAX / 48 + 64) /* lines of 64, and marks */
#define TAG_SEQ 0x30u

static bool hex(uint8_t c, uint8_t *out)
{
	bool digit = c >= '0' && c <= '9';
	*out = (uint8_t)(digit ? c - '0' : (c | 0x20) - 'a' + 10);
	return digit || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* RFC 3986, 2.1; nginx escapes all but letters, digits and "-._~". */
static enum eg_err unescape(struct rd escaped, struct wr *out)
{
	uint8_t c = 0;
	while (rd_u8(&escaped, &c)) {
		uint8_t high = 0;
		uint8_t low = 0;
		if (c != '%') {
			wr_u8(out, c);
			continue;
		}
		if (!rd_u8(&escaped, &high) || !rd_u8(&escaped, &low) || !hex(high, &high) ||
		    !hex(low, &low)) {
			return EG_FAIL(EG_BAD_DATA, "certificate of a client is escaped wrongly");
		}
		wr_u8(out, (uint8_t)(high << 4 | low));
	}
	return out->bad ? EG_FAIL(EG_TOO_BIG, "certificate of a client") : EG_OK;
}

/* What stands between the marks of exactly one certificate (RFC 7468). */
static enum eg_err between_marks(struct rd pem, struct rd *out)
{
	const struct rd front = RD_TEXT("-----BEGIN CERTIFICATE-----\n");
	const struct rd back = RD_TEXT("-----END CERTIFICATE-----");
	size_t end = 0;
	if (!rd_begins(pem, front) || !rd_skip(&pem, front.left) || !rd_find(&pem, '-', &end) ||
	    !rd_take(&pem, end, out) || !rd_begins(pem, back) || !rd_skip(&pem, back.left)) {
		return EG_FAIL(EG_BAD_DATA, "not the PEM of one certificate");
	}
	if (rd_begins(pem, RD_TEXT("\n")) && !rd_skip(&pem, 1)) {
		return EG_FAIL(EG_BAD_DATA, "not the PEM of one certificate");
	}
	return rd_end(&pem) ? EG_OK : EG_FAIL(EG_BAD_DATA, "more than one certificate");
}

enum eg_err client_cert_read(struct rd escaped, struct client_cert *out)
{
	uint8_t text[PEM_MAX];
	uint8_t der[CLIENT_CERT_MAX];
	struct wr w = WR_ARRAY(text);
	struct rd base64 = RD_EMPTY;
	struct rd inner = RD_EMPTY;
	size_t size = 0;
	EG_TRY(unescape(escaped, &w));
	EG_TRY(between_marks(wr_view(&w), &base64));
	if (sodium_base642bin(der, sizeof(der), (const char *)base64.at, base64.left, "\n", &size,
			      NULL, sodium_base64_VARIANT_ORIGINAL) != 0) {
		return EG_FAIL(EG_BAD_DATA, "certificate of a client is not base64");
	}
	struct rd whole = rd_of(der, size);
	if (!rd_expect(&whole, TAG_SEQ, &inner) || !rd_end(&whole)) {
		return EG_FAIL(EG_BAD_DATA, "certificate of a client is none");
	}
	(void)crypto_hash_sha256(out->sha256, der, size); /* cannot fail */
	return EG_OK;
}
