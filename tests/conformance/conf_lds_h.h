/*
 * conf_lds_h: what the wrong files of LDS_H share.
 * Knows how the plan signs them: RSA-PSS with SHA-256, 3072 and 2048 bits. Never knows a case.
 */
#ifndef EG_TESTS_CONF_LDS_H_H
#define EG_TESTS_CONF_LDS_H_H

#include "conf_world.h"

/* Everything right. */
void conf_lds_h_keys(struct conf_world *w);
/* The same in the form that the variant numbers: of EF.SOD, of the signer's certificate. */
void conf_lds_h_sod(struct conf_world *w);
void conf_lds_h_certificate(struct conf_world *w);

#endif
