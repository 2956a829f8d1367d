/*
 * pem: objects as text between lines of dashes (RFC 7468).
 * Knows labels and lines. Never knows what an object is.
 */
#ifndef EG_PKI_PEM_H
#define EG_PKI_PEM_H

#include "base/rd.h"
#include "base/wr.h"

/*
 * The next object with this label ("CERTIFICATE"); text goes on behind it. What stands between
 * objects, and those of other labels, is passed over. EG_NOT_FOUND: there is none any more;
 * EG_BAD_DATA: one that is no base64 or does not end; EG_TOO_BIG: out has no room for it.
 */
EG_CHECK enum eg_err pem_next(struct rd *text, const char *label, struct wr *out);
/* Has a line that begins an object. */
bool pem_is(struct rd text);

#endif
