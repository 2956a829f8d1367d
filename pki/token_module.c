/*
 * token_module: a vendor's PKCS#11 library in this process, and the tokens it sees.
 * Knows dlopen and slots. Never knows PINs or keys.
 */
#include "pki/token_impl.h"

#include <dlfcn.h>
#include <stdlib.h>

/* What dlsym gives, as the function that it is (POSIX has no other way to say it). */
union symbol {
	void *object;
	CK_C_GetFunctionList function;
};

void token_module_close(struct token_module **m)
{
	if (m == NULL || *m == NULL) {
		return;
	}
	if ((*m)->started) {
		(void)(*m)->calls->C_Finalize(NULL); /* nothing is left to be done if it fails */
	}
	if ((*m)->library != NULL) {
		(void)dlclose((*m)->library); /* as above */
	}
	free(*m);
	*m = NULL;
}

static enum eg_err start(struct token_module *m)
{
	CK_C_INITIALIZE_ARGS how = {.flags = CKF_OS_LOCKING_OK};
	union symbol list = {.object = dlsym(m->library, "C_GetFunctionList")};
	if (list.object == NULL || list.function(&m->calls) != CKR_OK || m->calls == NULL ||
	    m->calls->version.major != CRYPTOKI_VERSION_MAJOR) {
		return EG_FAIL(EG_UNSUPPORTED, "library has no PKCS#11 of version 2");
	}
	CK_RV rv = m->calls->C_Initialize(&how);
	if (rv == CKR_CANT_LOCK || rv == CKR_ARGUMENTS_BAD) {
		rv = m->calls->C_Initialize(NULL); /* one that has no threads: nor have we */
	}
	m->started = rv == CKR_OK;
	return rv == CKR_OK || rv == CKR_CRYPTOKI_ALREADY_INITIALIZED
		       ? EG_OK
		       : EG_FAIL(EG_IO, "PKCS#11 library does not start");
}

enum eg_err token_module_open(const char *path, struct token_module **out)
{
	EG_AUTO(token_module_close) struct token_module *m = calloc(1, sizeof(*m));
	*out = NULL;
	if (m == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "PKCS#11 library");
	}
	if (path[0] != '/') {
		return EG_FAIL(EG_CONFIG, "path of a PKCS#11 library is not absolute");
	}
	m->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (m->library == NULL) {
		return EG_FAIL(EG_CONFIG, "PKCS#11 library cannot be loaded");
	}
	EG_TRY(start(m));
	*out = m;
	m = NULL;
	return EG_OK;
}

static bool is_named(const struct token_uri *u, CK_SLOT_ID slot, const CK_TOKEN_INFO *info)
{
	CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(u->parsed);
	return (info->flags & CKF_TOKEN_INITIALIZED) != 0 &&
	       p11_kit_uri_match_token_info(u->parsed, info) == 1 &&
	       (wanted == (CK_SLOT_ID)-1 || wanted == slot);
}

enum eg_err token_find_slot(const struct token_module *m, const struct token_uri *u,
			    CK_SLOT_ID *slot, CK_TOKEN_INFO *info)
{
	CK_SLOT_ID slots[TOKEN_SLOTS_MAX];
	CK_ULONG count = 0;
	unsigned found = 0;
	/* Asking for the number alone is what makes a library look for tokens anew (5.5). */
	if (m->calls->C_GetSlotList(CK_TRUE, NULL, &count) != CKR_OK || count > TOKEN_SLOTS_MAX) {
		return EG_FAIL(EG_IO, "PKCS#11 library tells no slots, or too many");
	}
	count = TOKEN_SLOTS_MAX;
	if (m->calls->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) {
		return EG_FAIL(EG_IO, "PKCS#11 library tells no slots");
	}
	for (CK_ULONG i = 0; i < count; i++) {
		CK_TOKEN_INFO one = {.flags = 0};
		if (m->calls->C_GetTokenInfo(slots[i], &one) == CKR_OK &&
		    is_named(u, slots[i], &one)) {
			*slot = slots[i];
			*info = one;
			found++;
		}
	}
	if (found > 1) {
		return EG_FAIL(EG_CONFIG, "a PKCS#11 URI fits several tokens");
	}
	return found == 1 ? EG_OK : EG_FAIL(EG_NOT_FOUND, "no token as a PKCS#11 URI names it");
}
