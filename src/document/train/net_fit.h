/*
 * net_fit: weights of the net that tell examples apart.
 * Knows gradients. Never knows fonts or pixels.
 */
#ifndef EG_DOCUMENT_TRAIN_NET_FIT_H
#define EG_DOCUMENT_TRAIN_NET_FIT_H

#include "document/mrz_glyph.h"
#include "document/train/chance.h"
#include "document/train/glyph_make.h"

struct net_fit;
/* EG_NO_MEMORY. */
EG_CHECK enum eg_err net_fit_new(struct chance *c, struct net_fit **out);
/* Cleanup. Accepts NULL inside. */
void net_fit_free(struct net_fit **f);
/* Steps downhill with a few examples at once. */
void net_fit_step(struct net_fit *f, const struct glyph_example *const *examples, size_t count,
		  float rate);
const struct mrz_net *net_fit_net(const struct net_fit *f);

#endif
