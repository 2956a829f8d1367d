/*
 * token_pin: keys of a token, with the PIN in the file that their URI names.
 * Knows that a wrong PIN is given once. Never knows what is signed.
 */
#include "prog/token_pin.h"

#include "prog/secret_file.h"

/* The PIN, and its file held against other processes that want to give it. */
struct taken {
	struct bytes pin;
	int held;
};

static void taken_free(struct taken *t)
{
	bytes_free(&t->pin);
	eg_close(&t->held);
}

static enum eg_err take(const struct token_uri *uri, struct taken *t)
{
	const char *file = token_uri_pin_file(uri);
	return file == NULL ? EG_OK : secret_file_take(file, &t->pin, &t->held);
}

static enum eg_err put_aside(const struct token_uri *uri)
{
	const char *file = token_uri_pin_file(uri);
	return file != NULL && secret_file_refuse(file) == EG_OK
		       ? EG_FAIL(EG_DENIED, "PIN is wrong; its file was put aside as FILE.refused")
		       : EG_FAIL(EG_DENIED, "PIN is wrong; it was not put aside");
}

enum eg_err token_pin_open(struct token_module *module, const struct token_uri *uri,
			   struct terminal_key *out)
{
	EG_AUTO(taken_free) struct taken t = {.held = -1};
	EG_TRY(take(uri, &t));
	enum eg_err err = token_key_open(module, uri, bytes_rd(&t.pin), out);
	return err == EG_DENIED ? put_aside(uri) : err;
}

enum eg_err token_pin_generate(struct token_module *module, const struct token_uri *uri,
			       const struct token_order *order, struct terminal_key *out)
{
	EG_AUTO(taken_free) struct taken t = {.held = -1};
	EG_TRY(take(uri, &t));
	enum eg_err err = token_key_generate(module, uri, bytes_rd(&t.pin), order, out);
	return err == EG_DENIED ? put_aside(uri) : err;
}

enum eg_err token_pin_judge(const struct token_uri *uri, const struct terminal_key *key,
			    enum eg_err err)
{
	return err == EG_DENIED && token_key_refused(key) ? put_aside(uri) : err;
}
