/*
 * pki_set: the country CAs of a master list or of a trust store, as a set.
 * Knows both files. Never verifies a signature: who compares lists wants to see what they say.
 */
#include "prog/pki_set.h"

#include "pki/cms.h"
#include "pki/signed_list.h"
#include "pki/store_cert.h"

#include <stdlib.h>
#include <string.h>

#define GROWTH      256
#define MEMBERS_MAX 65536

void pki_set_free(struct pki_set *s)
{
	free(s->members);
	bytes_free(&s->rewritten);
	*s = (struct pki_set){0};
}

static int compare(const void *a, const void *b)
{
	const struct pki_member *x = a;
	const struct pki_member *y = b;
	return memcmp(x->id, y->id, sizeof(x->id));
}

bool pki_set_has(const struct pki_set *s, const struct pki_member *m)
{
	return s->count > 0 &&
	       bsearch(m, s->members, s->count, sizeof(*s->members), compare) != NULL;
}

static enum eg_err add(struct pki_set *s, struct rd der)
{
	uint8_t digest[CRYPT_HASH_MAX] = {0};
	struct pki_member m;
	struct rd id = rd_of(digest, sizeof(m.id));
	if (s->count == MEMBERS_MAX) {
		return EG_FAIL(EG_TOO_BIG, "certificates of a list");
	}
	if (s->count % GROWTH == 0) {
		struct pki_member *more =
			reallocarray(s->members, s->count + GROWTH, sizeof(*more));
		if (more == NULL) {
			return EG_FAIL(EG_NO_MEMORY, "certificates of a list");
		}
		s->members = more;
	}
	EG_TRY(crypt_hash(CRYPT_SHA256, der, digest));
	if (cert_parse(der, &m.cert) != EG_OK || !rd_copy(&id, m.id, sizeof(m.id))) {
		s->unreadable++;
		return EG_OK;
	}
	s->members[s->count++] = m;
	return EG_OK;
}

static enum eg_err read_list(struct rd file, struct pki_set *out)
{
	struct cms cms;
	struct rd certificates;
	struct rd der;
	EG_TRY(cms_open(file, &out->rewritten, &cms));
	if (!rd_equal(cms.content_type, SIGNED_LIST_MASTER)) {
		return EG_FAIL(EG_BAD_DATA, "neither a master list nor a trust store");
	}
	EG_TRY(signed_list_certificates(cms.content, &certificates));
	while (cms_next_certificate(&certificates, &der)) {
		EG_TRY(add(out, der));
	}
	return rd_end(&certificates) ? EG_OK : EG_FAIL(EG_BAD_DATA, "certificates of a list");
}

static enum eg_err read_store(const struct store_sections *s, struct pki_set *out)
{
	struct store_cert c;
	for (size_t i = 0; i < store_cert_count(s, STORE_CSCA); i++) {
		if (!store_cert_at(s, STORE_CSCA, (uint32_t)i, &c)) {
			return EG_FAIL(EG_BAD_DATA, "trust store");
		}
		EG_TRY(add(out, c.der));
	}
	return EG_OK;
}

/* The same certificate may stand in a list twice. */
static void drop_doubles(struct pki_set *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (kept == 0 || compare(&s->members[kept - 1], &s->members[i]) != 0) {
			s->members[kept++] = s->members[i];
		}
	}
	s->count = kept;
}

enum eg_err pki_set_read(struct rd file, struct pki_set *out)
{
	EG_AUTO(pki_set_free) struct pki_set s = {0};
	struct store_sections sections;
	EG_TRY(store_file_open(file, &sections) == EG_OK ? read_store(&sections, &s)
							 : read_list(file, &s));
	if (s.count > 0) {
		qsort(s.members, s.count, sizeof(*s.members), compare);
	}
	drop_doubles(&s);
	*out = s;
	s = (struct pki_set){0};
	return EG_OK;
}
