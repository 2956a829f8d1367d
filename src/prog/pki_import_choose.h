/*
 * pki_import_choose: whose lists an import takes, from words of a command line.
 * Knows the words of states. Never knows files or stores.
 */
#ifndef EG_PROG_PKI_IMPORT_CHOOSE_H
#define EG_PROG_PKI_IMPORT_CHOOSE_H

#include "pki/import.h"

/*
 * lists_of: states with commas between ("DE,FR"), own_state: one; each may be NULL. EG_CONFIG for
 * what is no state, or too many. Anchors stay the caller's.
 */
EG_CHECK enum eg_err pki_import_choose(const char *lists_of, const char *own_state, bool unanchored,
				       struct import_options *o);

#endif
