/*
 * egated_place: where a lane works, and who may order there: its folders, its lock, its users.
 * Knows paths and user ids. Never knows processes, nor what is ordered.
 */
#include "prog/egated_place.h"

#include "os/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN_MODE 0711 /* an officer's user may reach the socket */

/* One egated a run folder: its locks and lines are not shared. */
static enum eg_err lock_run(struct place *p, const char *run)
{
	char path[PLACE_PATH];
	if (mkdir(run, RUN_MODE) != 0 && errno != EEXIST) {
		return EG_FAIL(EG_IO, "the run folder cannot be made");
	}
	if (!path_in(run, "egated.lock", path, sizeof(path))) {
		return EG_FAIL(EG_CONFIG, "path of the run folder too long");
	}
	p->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (p->lock < 0 || flock(p->lock, LOCK_EX | LOCK_NB) != 0) {
		return EG_FAIL(EG_STATE, "another egated, or egate gpio, works in this folder");
	}
	return EG_OK;
}

/* Where the file names no officer, it is whoever runs the lane. */
static enum eg_err name_officer(struct place *p, struct config *config)
{
	char *text = config->officer_user;
	int made = 1;
	if (text[0] == '\0') {
		made = snprintf(text, CONFIG_TEXT_MAX, "%u", (unsigned)geteuid());
	}
	p->officer = (uid_t)strtoul(text, NULL, 10); /* digits: config.c */
	return made > 0 ? EG_OK : EG_FAIL(EG_CONFIG, "the officer's user has no number");
}

/* Whoever stands before the screen must not be taken for somebody who may order. */
static enum eg_err name_kiosk(struct place *p, const struct config *config)
{
	p->kiosk = (uid_t)strtoul(config->kiosk_user, NULL, 10); /* digits: config.c */
	bool orders = p->kiosk == 0 || p->kiosk == p->officer || p->kiosk == geteuid();
	if (config->kiosk_user[0] != '\0' && orders) {
		return EG_FAIL(EG_CONFIG, "kiosk-user is a user who may give orders");
	}
	return EG_OK;
}

enum eg_err place_users(struct place *p, struct config *config)
{
	EG_TRY(name_officer(p, config));
	return name_kiosk(p, config);
}

enum eg_err place_folders(struct place *p, const struct config *config)
{
	EG_TRY(config_find_programs(config, p->programs, sizeof(p->programs)));
	return lock_run(p, config->run);
}
