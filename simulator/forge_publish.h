/*
 * forge_publish: the commands of egate-forge that make what a PKD and states publish: revocation
 * lists, master lists, collections.
 * Knows their settings. Never knows formats.
 */
#ifndef EG_SIMULATOR_FORGE_PUBLISH_H
#define EG_SIMULATOR_FORGE_PUBLISH_H

#include "os/args.h"

EG_CHECK enum eg_err forge_publish_crl(const struct args *a);
EG_CHECK enum eg_err forge_publish_master_list(const struct args *a);
EG_CHECK enum eg_err forge_publish_ldif(const struct args *a);

#endif
