/*
 * secret: bytes that must not outlive their use, and comparison that leaks no timing.
 * Knows wiping. Never knows what the secret is for.
 */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

void secret_wipe(void *bytes, size_t size)
{
	if (bytes != NULL && size > 0) {
		explicit_bzero(bytes, size);
	}
}

void secret_clear(struct secret *s)
{
	secret_wipe(s, sizeof(*s));
}

struct rd secret_rd(const struct secret *s)
{
	return rd_of(s->bytes, s->size);
}

enum eg_err secret_set(struct secret *s, struct rd bytes)
{
	secret_clear(s);
	if (!rd_dump(bytes, s->bytes, sizeof(s->bytes), &s->size)) {
		return EG_FAIL(EG_TOO_BIG, "secret larger than any that is used here");
	}
	return EG_OK;
}

bool secret_equal(struct rd a, struct rd b)
{
	if (a.bad || b.bad || a.left != b.left) {
		return false;
	}
	volatile uint8_t difference = 0;
	for (size_t i = 0; i < a.left; i++) {
		difference = (uint8_t)(difference | (a.at[i] ^ b.at[i]));
	}
	return difference == 0;
}

enum eg_err bytes_reserve(struct bytes *b, size_t cap, size_t limit)
{
	bytes_free(b);
	if (cap > limit) {
		return EG_FAIL(EG_TOO_BIG, "announced size over its limit");
	}
	b->data = calloc(1, cap == 0 ? 1 : cap);
	if (b->data == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "buffer");
	}
	b->cap = cap;
	return EG_OK;
}

enum eg_err bytes_append(struct bytes *b, struct rd more)
{
	size_t added;
	if (b->data == NULL || !rd_dump(more, b->data + b->size, b->cap - b->size, &added)) {
		return EG_FAIL(EG_TOO_BIG, "more bytes than announced");
	}
	b->size += added;
	return EG_OK;
}

struct rd bytes_rd(const struct bytes *b)
{
	return rd_of(b->data, b->size);
}

void bytes_free(struct bytes *b)
{
	if (b != NULL) {
		secret_wipe(b->data, b->cap);
		free(b->data);
		*b = (struct bytes){0};
	}
}
