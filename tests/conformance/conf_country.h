/*
 * conf_country: the countries of the cases: CAs by algorithm, and keys of signers, each made once.
 * Knows which are trusted. Never knows a case.
 */
#ifndef EG_TESTS_CONF_COUNTRY_H
#define EG_TESTS_CONF_COUNTRY_H

#include "simulator/forge.h"

void conf_country_open(void);
void conf_country_close(void);
/* The day of all cases. */
struct date conf_today(void);

/* Utopia's CA with this algorithm (forge_alg.h), or its ordinary one for NULL. */
const struct forge_ca *conf_country_ca(const char *algorithm);
/* A CA that is otherwise than Utopia's: of its own for each name. Its order counts the first time.
 */
const struct forge_ca *conf_country_other(const char *name, const struct forge_ca_order *order);
/* What Utopia's usual CA would be made from. */
struct forge_ca_order conf_country_order(const char *algorithm);
/* A signer's key; the same one for each algorithm. */
const struct forge_key *conf_country_signer(const char *algorithm);
/* Certificate of the ordinary CA. */
struct rd conf_country_certificate(void);

#endif
