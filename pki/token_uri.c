/*
 * token_uri: which key of which token, by which library (RFC 7512).
 * Knows what of such a URI is needed here and what is refused. Never opens what it names.
 */
#include "pki/token_impl.h"

#include <stdlib.h>

void token_uri_free(struct token_uri **u)
{
	if (u != NULL && *u != NULL) {
		p11_kit_uri_free((*u)->parsed);
		free(*u);
		*u = NULL;
	}
}

/* A text with its NUL. */
static bool put_text(char *out, size_t cap, struct rd text)
{
	struct wr w = wr_of(out, cap);
	wr_put(&w, text);
	wr_u8(&w, '\0');
	return !w.bad;
}

/* "/etc/egate/pin" or "file:/etc/egate/pin"; a command ("|...") is no file. */
static bool take_pin_file(const char *source, char *out, size_t cap)
{
	struct rd text = rd_cstr(source);
	const struct rd scheme = RD_TEXT("file:");
	if (rd_begins(text, scheme) && !rd_skip(&text, scheme.left)) {
		return false;
	}
	return rd_begins(text, RD_TEXT("/")) && put_text(out, cap, text);
}

static bool has(const struct token_uri *u, CK_ATTRIBUTE_TYPE type)
{
	return p11_kit_uri_get_attribute(u->parsed, type) != NULL;
}

static enum eg_err judge(struct token_uri *u)
{
	const char *module = p11_kit_uri_get_module_path(u->parsed);
	const char *source = p11_kit_uri_get_pin_source(u->parsed);
	CK_ATTRIBUTE_PTR class = p11_kit_uri_get_attribute(u->parsed, CKA_CLASS);
	if (p11_kit_uri_any_unrecognized(u->parsed) != 0) {
		return EG_FAIL(EG_CONFIG, "an attribute of a PKCS#11 URI is not known here");
	}
	if (p11_kit_uri_get_pin_value(u->parsed) != NULL) {
		return EG_FAIL(EG_CONFIG, "a PKCS#11 URI has a PIN in it: use pin-source");
	}
	if (module == NULL || module[0] != '/' ||
	    !put_text(u->module, sizeof(u->module), rd_cstr(module))) {
		return EG_FAIL(EG_CONFIG, "a PKCS#11 URI names no module-path");
	}
	if (source != NULL && !take_pin_file(source, u->pin_file, sizeof(u->pin_file))) {
		return EG_FAIL(EG_CONFIG, "pin-source of a PKCS#11 URI is no file");
	}
	if (!has(u, CKA_LABEL) && !has(u, CKA_ID)) {
		return EG_FAIL(EG_CONFIG, "a PKCS#11 URI names no object and no id");
	}
	if (class != NULL && (class->ulValueLen != sizeof(CK_OBJECT_CLASS) ||
			      *(const CK_OBJECT_CLASS *)class->pValue != CKO_PRIVATE_KEY)) {
		return EG_FAIL(EG_CONFIG, "a PKCS#11 URI names no private key");
	}
	return EG_OK;
}

enum eg_err token_uri_parse(struct rd text, struct token_uri **out)
{
	char line[TOKEN_URI_MAX];
	EG_AUTO(token_uri_free) struct token_uri *u = calloc(1, sizeof(*u));
	*out = NULL;
	if (u == NULL || (u->parsed = p11_kit_uri_new()) == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "PKCS#11 URI");
	}
	struct rd first = rd_until(&text, "\r\n");
	struct rd rest = rd_until(&text, "\r\n");
	if (rest.left > 0 || text.left > 0 || !put_text(line, sizeof(line), first) ||
	    p11_kit_uri_parse(line, P11_KIT_URI_FOR_ANY, u->parsed) != P11_KIT_URI_OK) {
		return EG_FAIL(EG_CONFIG, "no PKCS#11 URI");
	}
	EG_TRY(judge(u));
	*out = u;
	u = NULL;
	return EG_OK;
}

const char *token_uri_module(const struct token_uri *u)
{
	return u->module;
}

const char *token_uri_pin_file(const struct token_uri *u)
{
	return u->pin_file[0] == '\0' ? NULL : u->pin_file;
}
