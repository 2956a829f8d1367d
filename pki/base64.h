/*
 * base64: the text form of octets (RFC 4648, 4), decoded as it comes, in pieces of any size.
 * Knows the alphabet and padding. Never knows lines: whoever has them takes them apart.
 */
#ifndef EG_PKI_BASE64_H
#define EG_PKI_BASE64_H

#include "base/rd.h"
#include "base/wr.h"

/* Start with all zeros. */
struct base64 {
	uint32_t bits;  /* of the characters that make no whole octets yet */
	unsigned count; /* of the characters of a group of four, padding too */
	unsigned padding;
};
/* Octets that this much text can add at most. */
#define BASE64_ROOM(characters) ((characters) / 4 * 3 + 6)
/* False for what is no base64; also where the room does not do (out is marked bad). */
EG_CHECK bool base64_feed(struct base64 *s, struct rd text, struct wr *out);
/* Whether the text may end here: whole groups of four. */
EG_CHECK bool base64_end(const struct base64 *s);

#endif
