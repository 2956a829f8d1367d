/*
 * verify_chip: is this the chip that the signed files belong to? Chip Authentication, PACE with
 * Chip Authentication Mapping, Active Authentication, and what the chip announced openly.
 * Knows that a proof counts only with a key that Passive Authentication has bound. Never knows
 * sockets or policy.
 */
#ifndef EG_PROG_VERIFY_CHIP_H
#define EG_PROG_VERIFY_CHIP_H

#include "prog/verify_job.h"

/* After the data groups were judged: sets CHECK_CARD_SECURITY, CHECK_CHIP_MAPPED, CHECK_CHIP_AUTH,
 * CHECK_ACTIVE_AUTH, and CHECK_PACE_KEPT if EF.CardAccess was not what is signed. */
void verify_chip(struct verify_job *j);
/* True if the chip has proved a bound key by Chip Authentication or by PACE's mapping. */
bool verify_chip_proved(const struct verify_job *j);

#endif
