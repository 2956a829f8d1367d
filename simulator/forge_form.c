/*
 * forge_form: every way in which EF.SOD or a certificate can be written otherwise than Doc 9303
 * wants it. Knows the tables. Never knows how anything is written.
 */
#include "simulator/forge_form.h"

struct form {
	const char *word;
	const char *id;
};

static const struct form sod_forms[] = {
#define X(name, word, id, text) {word, id},
	FORGE_SOD_FORMS(X)
#undef X
};

static const struct form cert_forms[] = {
#define X(name, word, id, text) {word, id},
	FORGE_CERT_FORMS(X)
#undef X
};

static bool find(const struct form *forms, size_t count, struct rd word, size_t *out)
{
	for (size_t i = 0; word.left > 0 && i < count; i++) {
		if (rd_equal(word, rd_cstr(forms[i].word)) ||
		    rd_equal(word, rd_cstr(forms[i].id))) {
			*out = i;
			return true;
		}
	}
	return false;
}

bool forge_sod_form_parse(struct rd word, enum forge_sod_form *out)
{
	size_t at = 0;
	bool found = find(sod_forms, sizeof(sod_forms) / sizeof(sod_forms[0]), word, &at);
	*out = (enum forge_sod_form)at;
	return found;
}

bool forge_cert_form_parse(struct rd word, enum forge_cert_form *out)
{
	size_t at = 0;
	bool found = find(cert_forms, sizeof(cert_forms) / sizeof(cert_forms[0]), word, &at);
	*out = (enum forge_cert_form)at;
	return found;
}
