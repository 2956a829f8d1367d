/*
 * forge_apart: the files of a document one by one, as egate pki verify takes them.
 * Knows names of files. Never knows contents.
 */
#ifndef EG_SIMULATOR_FORGE_APART_H
#define EG_SIMULATOR_FORGE_APART_H

#include "simulator/forge.h"

/* sod.bin, com.bin, dg1.bin ... of the eMRTD application, cardaccess.bin and cardsecurity.bin, into
 * an existing folder (mode 0600). */
EG_CHECK enum eg_err forge_apart(const struct forge_document *d, const char *folder);

#endif
