/*
 * watch_desk: a folder of a test's own with watchlists, signed by a key of its own, and the
 * certificates that trust it.
 * Knows files. Never knows what a list is for.
 */
#include "watch_desk.h"

#include "base/whole.h"
#include "pki/cert.h"
#include "pki/cms_write.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define SIGNED_AT INT64_C(1764500000) /* 2025-11-30 */
#define FILE_ROOM 32768

char *watch_desk_path(const struct watch_desk *d, const char *name, char out[DESK_PATH])
{
	int size = snprintf(out, DESK_PATH, "%s/%s", d->folder, name);
	assert_true(size > 0 && size < DESK_PATH);
	return out;
}

void watch_desk_write(const struct watch_desk *d, const char *name, struct rd content)
{
	char path[DESK_PATH];
	EG_AUTO(eg_close)
	int fd = open(watch_desk_path(d, name, path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0600);
	assert_true(fd >= 0);
	assert_int_equal(whole_write(fd, content), EG_OK);
}

void watch_desk_pem(struct rd der, const char *label, struct wr *out)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	wr_put(out, RD_TEXT("-----BEGIN "));
	wr_put(out, rd_cstr(label));
	wr_put(out, RD_TEXT("-----"));
	for (size_t group = 0; der.left > 0; group++) {
		uint32_t bits = 0;
		size_t size = 0;
		uint8_t octet = 0;
		for (; size < 3 && rd_u8(&der, &octet); size++) {
			bits |= (uint32_t)octet << (16 - 8 * size);
		}
		wr_put(out, group % 16 == 0 ? RD_TEXT("\n") : RD_EMPTY);
		for (size_t i = 0; i < 4; i++) {
			wr_u8(out, i <= size ? (uint8_t)letters[bits >> (18 - 6 * i) & 63] : '=');
		}
	}
	wr_put(out, RD_TEXT("\n-----END "));
	wr_put(out, rd_cstr(label));
	wr_put(out, RD_TEXT("-----\n"));
}

static void write_pem(const struct watch_desk *d, const char *name, const struct mint_file *c)
{
	static uint8_t octets[FILE_ROOM];
	struct wr w = WR_ARRAY(octets);
	wr_put(&w, RD_TEXT("Who may sign lists for this lane\n"));
	watch_desk_pem(mint_rd(c), "CERTIFICATE", &w);
	watch_desk_write(d, name, wr_view(&w));
}

void watch_desk_seal(const struct crypt_ec *key, struct rd certificate, struct rd text,
		     struct wr *out)
{
	uint8_t octets[512];
	struct wr pkcs8 = WR_ARRAY(octets);
	EG_AUTO(terminal_key_close) struct terminal_key signer = {.ops = NULL};
	struct cert c;
	assert_int_equal(crypt_ec_to_pkcs8(key, &pkcs8), EG_OK);
	assert_int_equal(terminal_key_from_pkcs8(wr_view(&pkcs8), &signer), EG_OK);
	assert_int_equal(cert_parse(certificate, &c), EG_OK);
	const struct cms_order o = {.content = text,
				    .certificate = certificate,
				    .issuer = c.issuer,
				    .serial = c.serial,
				    .key = &signer,
				    .unix_s = SIGNED_AT};
	assert_int_equal(cms_write(&o, out), EG_OK);
}

void watch_desk_sign(const struct watch_desk *d, const char *name, const char *text)
{
	static uint8_t octets[FILE_ROOM];
	struct wr w = WR_ARRAY(octets);
	watch_desk_seal(d->key, mint_rd(&d->certificate), rd_cstr(text), &w);
	watch_desk_write(d, name, wr_view(&w));
}

int watch_desk_open(void **state)
{
	static struct watch_desk d;
	EG_AUTO(crypt_ec_free) struct crypt_ec *authority = NULL;
	EG_AUTO(crypt_ec_free) struct crypt_ec *stranger = NULL;
	struct mint_cert c = mint_signer_of("UT");
	c.from = "200101000000Z";
	c.to = "491231235959Z";
	d = (struct watch_desk){.folder = "/tmp/egate-watch-XXXXXX"};
	*state = &d;
	if (mkdtemp(d.folder) == NULL || crypt_ec_generate(CRYPT_P256, &d.key) != EG_OK ||
	    crypt_ec_generate(CRYPT_P256, &authority) != EG_OK ||
	    crypt_ec_generate(CRYPT_P256, &stranger) != EG_OK) {
		return -1;
	}
	d.certificate = mint_certificate(&c, d.key, authority);
	c.serial = 99;
	d.other = mint_certificate(&c, stranger, authority);
	write_pem(&d, "trust.pem", &d.certificate);
	write_pem(&d, "other.pem", &d.other);
	return 0;
}

int watch_desk_close(void **state)
{
	struct watch_desk *d = *state;
	DIR *folder = opendir(d->folder);
	const struct dirent *one;
	while (folder != NULL && (one = readdir(folder)) != NULL) {
		char path[DESK_PATH + 256];
		if (one->d_name[0] != '.' &&
		    snprintf(path, sizeof(path), "%s/%s", d->folder, one->d_name) > 0) {
			(void)unlink(path); /* rmdir tells */
		}
	}
	if (folder != NULL) {
		(void)closedir(folder); /* nothing was written */
	}
	crypt_ec_free(&d->key);
	return rmdir(d->folder);
}
