/*
 * forge_usage: what egate-forge can be told.
 * Knows its words and their meaning. Never mints.
 */
#ifndef EG_SIMULATOR_FORGE_USAGE_H
#define EG_SIMULATOR_FORGE_USAGE_H

/* To standard error. */
void forge_usage(void);

#endif
