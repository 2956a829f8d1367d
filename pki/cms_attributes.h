/*
 * cms_attributes: the signed attributes of one SignerInfo (RFC 5652, 5.3 and 11).
 * Internal to pki/cms*.c. Knows which count, their order in DER. Never knows a key.
 */
#ifndef EG_PKI_CMS_ATTRIBUTES_H
#define EG_PKI_CMS_ATTRIBUTES_H

#include "pki/cms.h"

#define CMS_ATTRIBUTES_SIZE_MAX  4096
#define CMS_ATTRIBUTES_COUNT_MAX 16

/* Reads s->attributes, if there are any, into the other fields, and notes faults. False if they are
 * no attributes, or too many. */
EG_CHECK bool cms_read_attributes(struct cms_signer *s);
/* The attributes as a SET OF in DER (X.690, 11.6): each as it is, in ascending order. */
void cms_write_sorted(struct rd attributes, struct wr *out);

#endif
