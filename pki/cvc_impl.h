/*
 * cvc_impl: what the parts of cvc share: tags, and a public key as certificates and requests hold
 * it.
 * Internal to pki/cvc*.c. Never included elsewhere.
 */
#ifndef EG_PKI_CVC_IMPL_H
#define EG_PKI_CVC_IMPL_H

#include "pki/cvc.h"

/* TR-03110-3, D.2 and D.3 */
#define CVC_TAG_CERTIFICATE    0x7F21
#define CVC_TAG_BODY           0x7F4E
#define CVC_TAG_PROFILE        0x5F29
#define CVC_TAG_AUTHORITY      0x42
#define CVC_TAG_KEY            0x7F49
#define CVC_TAG_HOLDER         0x5F20
#define CVC_TAG_RIGHTS         0x7F4C
#define CVC_TAG_FROM           0x5F25
#define CVC_TAG_TO             0x5F24
#define CVC_TAG_EXTENSIONS     0x65
#define CVC_TAG_EXTENSION      0x73
#define CVC_TAG_SIGNATURE      0x5F37
#define CVC_TAG_AUTHENTICATION 0x67
#define CVC_TAG_OID            0x06
#define CVC_TAG_DATA           0x53

#define CVC_PROFILE_VERSION 0 /* C.1.1, C.2.1 */

/* The next TLV is the profile that is known here. */
EG_CHECK enum eg_err cvc_read_profile(struct rd *body);
/* Content of 7F49. */
EG_CHECK enum eg_err cvc_read_public(struct rd key, struct cvc_public *out);
/* The optional last object of a body, each template of it well formed. */
EG_CHECK enum eg_err cvc_read_extensions(struct rd *body, struct rd *out);

#endif
