/*
 * forge_cms: SignedData of a document signer (RFC 5652), around EF.SOD's and EF.CardSecurity's
 * contents, in the forms of the field and in those that are wrong.
 * Knows frames, attributes, signer's names. Never knows what the content means.
 */
#ifndef EG_SIMULATOR_FORGE_CMS_H
#define EG_SIMULATOR_FORGE_CMS_H

#include "base/date.h"
#include "base/rd.h"
#include "base/wr.h"
#include "simulator/forge_cert.h"
#include "simulator/forge_form.h"
#include "simulator/forge_key.h"

struct forge_cms {
	struct rd type;    /* content octets of the content type's identifier */
	struct rd content; /* of the OCTET STRING */
	const struct forge_key *signer;
	struct rd certificate;           /* of the signer */
	const struct forge_named *named; /* NULL: as the certificate says */
	struct date signed_on;
	enum forge_sod_form form;
};

/* A whole ContentInfo. */
EG_CHECK enum eg_err forge_cms(struct wr *out, const struct forge_cms *order);

/* Its parts: one SignerInfo (forge_cms_signer), by key whatever the form says or as it says; and
 * the digest of its contents. */
EG_CHECK enum eg_err forge_cms_signer(struct wr *out, const struct forge_cms *order, bool by_key);
struct forge_digest forge_cms_digest(const struct forge_cms *order);

#endif
