/*
 * egate_watchlist_sign: egate watchlist sign, a text checked and signed.
 * Knows files and a private key. Text and certificate are parsed behind the sandbox, where the key
 * is not; the key signs out here, where neither is looked into but to take PEM apart.
 */
#include "base/whole.h"
#include "os/now.h"
#include "pki/cms_write.h"
#include "pki/key_file.h"
#include "pki/pem.h"
#include "prog/egate.h"
#include "prog/egate_pki.h"
#include "prog/egate_watchlist.h"
#include "prog/folder.h"
#include "prog/sandboxed.h"
#include "prog/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MEMORY_MB     2048
#define CPU_SECONDS   120
#define OUT_MODE      0600 /* it names people */
#define NAME_MAX_SIZE 3072 /* of an issuer, so that the child's answer fits */

enum { SIGN_KEY, SIGN_CERTIFICATE, SIGN_OUT, SIGN_SECRET, SIGN_OPTIONS };
static const struct words_option options[SIGN_OPTIONS] = {
	[SIGN_KEY] = {"--key", false},
	[SIGN_CERTIFICATE] = {"--certificate", false},
	[SIGN_OUT] = {"--out", false},
	[SIGN_SECRET] = {"--secret", false},
};

struct signing {
	const char *text_path;
	struct bytes text;        /* owned */
	struct bytes certificate; /* owned: the file; then DER */
	struct bytes file;        /* owned: what was signed */
	int64_t unix_s;
};

static void signing_free(struct signing *s)
{
	bytes_free(&s->text);
	bytes_free(&s->certificate);
	bytes_free(&s->file);
}

static void tell_failure(void)
{
	(void)egate_failed(); /* the child's code of exit is its own */
}

/* The first object of a file: DER, or PEM with this label or the other. */
static enum eg_err take_der(const char *path, const char *label, const char *other,
			    struct bytes *out)
{
	EG_AUTO(bytes_free) struct bytes file = {0};
	EG_TRY(folder_file(path, PINNED_FILE_MAX, &file));
	EG_TRY(bytes_reserve(out, file.size, PINNED_FILE_MAX));
	if (!pem_is(bytes_rd(&file))) {
		return bytes_append(out, bytes_rd(&file));
	}
	struct rd text = bytes_rd(&file);
	struct wr der = wr_of(out->data, out->cap);
	enum eg_err err = pem_next(&text, label, &der);
	if (err == EG_NOT_FOUND) {
		text = bytes_rd(&file);
		err = pem_next(&text, other, &der);
	}
	out->size = der.bad ? 0 : der.size;
	return err;
}

/* In the child: is the text a list, is the certificate one? Answers issuer and serial. */
static enum eg_err look(void *context, struct wr *answer)
{
	struct signing *s = context;
	EG_AUTO(watch_free) struct watch *watch = NULL;
	struct watch_flaw flaw = {.why = NULL};
	struct cert c;
	EG_TRY(egate_watchlist_flaw(s->text_path, &flaw,
				    watch_open(bytes_rd(&s->text), &watch, &flaw)));
	EG_TRY(cert_parse(bytes_rd(&s->certificate), &c));
	if (c.ca || cert_period(&c, date_from_unix(s->unix_s)) != 0) {
		return EG_FAIL(EG_CONFIG, "certificate is a CA's, or not good today");
	}
	if (c.issuer.left > NAME_MAX_SIZE) {
		return EG_FAIL(EG_TOO_BIG, "issuer of the certificate");
	}
	wr_tlv(answer, 0x30, c.issuer);
	wr_tlv(answer, 0x02, c.serial);
	return EG_OK;
}

/* In the child: a lane that trusts this certificate takes what was made. */
static enum eg_err read_back(void *context, struct wr *answer)
{
	const struct signing *s = context;
	EG_AUTO(pinned_free) struct pinned pinned = {.count = 0};
	struct pinned_text text;
	(void)answer; /* nothing but whether it works */
	EG_TRY(pinned_read(bytes_rd(&s->certificate), &pinned));
	return pinned_open(bytes_rd(&s->file), &pinned, date_from_unix(s->unix_s), &text);
}

static enum eg_err open_key(const struct words *w, struct terminal_key *key)
{
	EG_AUTO(bytes_free) struct bytes passphrase = {0};
	EG_AUTO(bytes_free) struct bytes der = {0};
	if (w->value[SIGN_SECRET] != NULL) {
		EG_TRY(secret_file_read(w->value[SIGN_SECRET], &passphrase));
	}
	EG_TRY(take_der(w->value[SIGN_KEY], "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", &der));
	return key_file_open(bytes_rd(&der), bytes_rd(&passphrase), key);
}

static enum eg_err make(const struct words *w, struct signing *s, struct rd names)
{
	EG_AUTO(terminal_key_close) struct terminal_key key = {.ops = NULL};
	struct cms_order o = {.content = bytes_rd(&s->text),
			      .certificate = bytes_rd(&s->certificate),
			      .key = &key,
			      .unix_s = s->unix_s};
	if (!rd_expect(&names, 0x30, &o.issuer) || !rd_expect(&names, 0x02, &o.serial)) {
		return EG_FAIL(EG_GONE, "names of the certificate");
	}
	size_t room = s->text.size + CMS_WRITE_ROOM;
	EG_TRY(bytes_reserve(&s->file, room, WATCHLIST_FILE_MAX));
	EG_TRY(open_key(w, &key));
	struct wr out = wr_of(s->file.data, s->file.cap);
	EG_TRY(cms_write(&o, &out));
	s->file.size = out.size;
	return EG_OK;
}

/* A file that is there is never touched; one that could not be written whole is none. */
static enum eg_err write_new(const char *path, struct rd content)
{
	EG_AUTO(eg_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OUT_MODE);
	if (fd < 0) {
		return errno == EEXIST ? EG_FAIL(EG_CONFIG, "a file of that name is there already")
				       : EG_FAIL(EG_IO, "file could not be made");
	}
	enum eg_err err = whole_write(fd, content);
	if (err == EG_OK && fsync(fd) != 0) {
		err = EG_FAIL(EG_IO, "file could not be written");
	}
	if (err != EG_OK) {
		(void)unlink(path); /* the fault is told */
	}
	return err;
}

static enum eg_err sign(const struct words *w)
{
	const struct sandbox_need need = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	EG_AUTO(signing_free) struct signing s = {.text_path = w->plain[0]};
	EG_AUTO(bytes_free) struct bytes names = {0};
	EG_AUTO(bytes_free) struct bytes nothing = {0};
	s.unix_s = now_unix_ms() / 1000;
	EG_TRY(sandbox_blind()); /* a key in this process */
	EG_TRY(crypt_warm());
	EG_TRY(folder_file(s.text_path, WATCH_TEXT_MAX, &s.text));
	EG_TRY(take_der(w->value[SIGN_CERTIFICATE], "CERTIFICATE", "X509 CERTIFICATE",
			&s.certificate));
	EG_TRY(sandboxed_run(&need, look, &s, tell_failure, &names));
	EG_TRY(make(w, &s, bytes_rd(&names)));
	EG_TRY(sandboxed_run(&need, read_back, &s, tell_failure, &nothing));
	return write_new(w->value[SIGN_OUT], bytes_rd(&s.file));
}

int egate_watchlist_sign(int count, char *const words[])
{
	struct words w;
	if (words_take(count, words, options, SIGN_OPTIONS, &w) != EG_OK || w.plain_count != 1 ||
	    w.value[SIGN_KEY] == NULL || w.value[SIGN_CERTIFICATE] == NULL ||
	    w.value[SIGN_OUT] == NULL) {
		return EGATE_USAGE;
	}
	enum eg_err err = sign(&w);
	if (err == EG_DENIED) {
		return EGATE_FAILED; /* the child has told why */
	}
	return err == EG_OK ? EGATE_DONE : egate_failed();
}
