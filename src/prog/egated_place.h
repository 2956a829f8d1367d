/*
 * egated_place: where a lane works, and who may order there: its folders, its lock, its users.
 * Knows paths and user ids. Never knows processes, nor what is ordered.
 */
#ifndef EG_PROG_EGATED_PLACE_H
#define EG_PROG_EGATED_PLACE_H

#include "prog/config.h"

#include <sys/types.h>

#define PLACE_PATH 256

struct place {
	char programs[PLACE_PATH]; /* folder of the lane's other programs */
	int lock;                  /* owned; -1: not locked */
	uid_t officer;
	uid_t kiosk; /* where there are travellers' screens */
};

/*
 * Where the file names no officer, it is whoever runs the lane, and config says so from then on.
 * EG_CONFIG: a screen's user may give orders.
 */
EG_CHECK enum eg_err place_users(struct place *p, struct config *config);
/* Finds the programs; makes and locks the run folder. EG_CONFIG; EG_IO; EG_STATE: another egated,
 * or egate gpio, works there. */
EG_CHECK enum eg_err place_folders(struct place *p, const struct config *config);

#endif
