/*
 * forge_words: what an order says in words on the command line: kinds of PACE, keys, rights.
 * Knows text forms. Never knows what is made of them.
 */
#ifndef EG_SIMULATOR_FORGE_WORDS_H
#define EG_SIMULATOR_FORGE_WORDS_H

#include "simulator/forge.h"

/*
 * "PARAMETERS:CIPHER[:gm|im|cam]", several with commas between, or "none". Parameters are a curve
 * or modp1024, modp2048-224, modp2048-256. EG_CONFIG for anything else, as below.
 */
EG_CHECK enum eg_err forge_words_pace(const char *text, struct forge_order *o);
/*
 * "PARAMETERS:CIPHERS[:ID]", several with commas between, or "none". Ciphers have a plus between;
 * "cam" for none (a key for PACE-CAM), "untold" for 3DES without ChipAuthenticationInfo.
 */
EG_CHECK enum eg_err forge_words_chip_auth(const char *text, struct forge_order *o);
/* "dg3+dg4", "dg3", "dg4", "none": FORGE_CVC_DG3 and so on. */
EG_CHECK enum eg_err forge_words_access(const char *text, uint8_t *out);
/* "NUMBER:REST" apart: a data group and its file. */
EG_CHECK enum eg_err forge_words_group(struct rd word, uint8_t *number, struct rd *rest);

#endif
