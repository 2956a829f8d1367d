/*
 * mrz_shape: the shape of a zone's print, by where its characters were read.
 * Knows places and odds. Never knows what shape a document should have.
 */
#ifndef EG_DOCUMENT_MRZ_SHAPE_H
#define EG_DOCUMENT_MRZ_SHAPE_H

#include "document/mrz_look.h"

/* Of a zone that lines were drawn through, with the text that was read of it. */
struct mrz_shape mrz_shape_of(const struct mrz_seen *seen, const struct mrz_read *read);

#endif
