/*
 * trust_folder: the administrator's folder of master lists and certificates, read once at start.
 * Knows file names and sizes. Never knows what a certificate is good for.
 */
#include "prog/trust_folder.h"

#include "base/secret.h"
#include "prog/folder.h"

struct filling {
	struct trust *trust;
	struct rd anchor; /* empty: none */
};

static enum eg_err take_list(void *context, struct rd content)
{
	const struct filling *f = context;
	return trust_add_master_list(f->trust, content, f->anchor);
}

static enum eg_err take_certificate(void *context, struct rd content)
{
	const struct filling *f = context;
	return trust_add_certificate(f->trust, content);
}

enum eg_err trust_folder_load(struct trust *t, const char *folder, const char *anchor_path)
{
	static const struct folder_kind kinds[] = {
		{".ml", TRUST_LIST_SIZE_MAX, false, take_list},
		{".cer", TRUST_LIST_SIZE_MAX, false, take_certificate},
		{".der", TRUST_LIST_SIZE_MAX, false, take_certificate},
	};
	EG_AUTO(bytes_free) struct bytes anchor = {0};
	struct filling f = {.trust = t};
	if (anchor_path != NULL) {
		EG_TRY(folder_file(anchor_path, TRUST_LIST_SIZE_MAX, &anchor));
		f.anchor = bytes_rd(&anchor);
	}
	return folder_each(folder, kinds, sizeof(kinds) / sizeof(kinds[0]), &f, NULL);
}
