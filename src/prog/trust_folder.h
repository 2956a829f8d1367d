/*
 * trust_folder: the administrator's folder of master lists and certificates, read once at start.
 * Knows file names and sizes. Never knows what a certificate is good for.
 */
#ifndef EG_PROG_TRUST_FOLDER_H
#define EG_PROG_TRUST_FOLDER_H

#include "pki/trust.h"

/*
 * Adds every *.ml (master list, signed by the anchor if one is given), *.cer and *.der (single
 * certificates, DER) of a folder. A file that is refused makes this fail, so that nobody believes
 * in a list that is not there; other names are passed over. anchor_path may be NULL.
 */
EG_CHECK enum eg_err trust_folder_load(struct trust *t, const char *folder,
				       const char *anchor_path);

#endif
