/*
 * config: egated's file: one INI text, every key known, embedded defaults.
 * Knows sections, keys and limits of text. Never knows what a device or policy makes of a value
 * (policy and timers are tried on the core's own readers). Never opens what a value names.
 *
 *   [lane]      run = FOLDER        sockets of the lane (created)       /run/egate
 *               programs = FOLDER   egate-core and the workers          next to egated
 *               officer-user = N    user id that may give orders, besides root; the one
 *                                   that egated runs as, where it is not said
 *               kiosk-user = N      user id of travellers' screens, who may hear guidance
 *                                   and no more, on a socket of their own   none
 *               attended = yes|no   serves only while the officer's user watches   yes
 *               open = yes|no       in service without an officer's order        yes
 *   [hardware]  gate = NAME|FILE    a shipped model (mantrap, one-door, kiosk, flap, desk), or a
 *                                   description of one, its path with a '/'    mantrap
 *               gate-io page reader camera = BACKEND:WHERE; at a desk also camera = none
 *   [chip]      active-auth = unproved|always|never                    unproved
 *               extended = auto|off   long answers where a chip states its buffers   auto
 *               bac-after-pace = yes|no   where PACE is offered but failed        no
 *               regain = MS         for a document to be put back on the reader   3000
 *               terminal = FOLDER   certificates and keys of this gate            none
 *               terminal-secret = FILE   passphrase of its encrypted keys         none
 *   [data]      models = FOLDER   trust passive-policy journal = FILE
 *               watchlist = FILE    signed list; one more process runs then      none
 *               watchlist-trust = FILE   certificates of who may sign it         none
 *   [face]      model = NAME|FILE   a shipped embedder (fr-feature, dlib-128), or the description
 *                                   of one, its path with a '/'                fr-feature
 *               fmr = 1/N           false match rate that a match must keep      1/1000
 *               refer-fmr = 1/N     and a face that may be the same one          1/100
 *               challenge = never|doubt|always   to blink or turn the head       doubt
 *               check = SECONDS     between two looks at the camera of an empty lane, 1..3600   30
 *   [finger]    sensor = BACKEND:WHERE   of live fingers; two more processes run then   none
 *               fmr = 1/N           false match rate that a match must keep      1/2000
 *   [core]      priority = 0..99    of the real-time core; 0: not real-time      50
 *               cpu = LIST          CPUs of core and guard, as 2 or 2,3 or 0-1     any
 *   [policy]    KEY = VALUE         see gate/policy.h
 *   [timers]    STATE = MS          "reading", "entry-open" ...; see gate/gate.h
 */
#ifndef EG_PROG_CONFIG_H
#define EG_PROG_CONFIG_H

#include "base/rd.h"

#define CONFIG_TEXT_MAX  200 /* of a value, with its NUL; a socket's path has 108 */
#define CONFIG_WORDS_MAX 64  /* policy and timer settings together */
#define CONFIG_WORD_MAX  512 /* a list of 64 states has 255 letters */

struct config {
	char run[CONFIG_TEXT_MAX];
	char programs[CONFIG_TEXT_MAX];     /* empty: next to egated */
	char officer_user[CONFIG_TEXT_MAX]; /* empty: the user that egated runs as */
	char kiosk_user[CONFIG_TEXT_MAX];   /* empty: there is none */
	char attended[CONFIG_TEXT_MAX];
	char open[CONFIG_TEXT_MAX];
	char gate[CONFIG_TEXT_MAX]; /* for gate_file_load */
	char gate_io[CONFIG_TEXT_MAX];
	char page[CONFIG_TEXT_MAX];
	char reader[CONFIG_TEXT_MAX];
	char camera[CONFIG_TEXT_MAX];
	char active_auth[CONFIG_TEXT_MAX];
	char extended[CONFIG_TEXT_MAX];
	char bac_after_pace[CONFIG_TEXT_MAX];
	char regain_ms[CONFIG_TEXT_MAX];
	char terminal[CONFIG_TEXT_MAX]; /* empty: this gate proves itself to no chip */
	char terminal_secret[CONFIG_TEXT_MAX];
	char face_challenge[CONFIG_TEXT_MAX];
	char face_check_s[CONFIG_TEXT_MAX];
	char sensor[CONFIG_TEXT_MAX]; /* empty: no finger is ever compared */
	char trust[CONFIG_TEXT_MAX];
	char passive_policy[CONFIG_TEXT_MAX]; /* empty: the field profile */
	char models[CONFIG_TEXT_MAX];
	char model[CONFIG_TEXT_MAX];      /* for embedder_file_load */
	char fmr[CONFIG_TEXT_MAX];        /* empty: the default, or a score in [policy] */
	char refer_fmr[CONFIG_TEXT_MAX];  /* the same */
	char finger_fmr[CONFIG_TEXT_MAX]; /* the same */
	char journal[CONFIG_TEXT_MAX];
	char watchlist[CONFIG_TEXT_MAX]; /* empty: this lane looks nobody up */
	char watchlist_trust[CONFIG_TEXT_MAX];
	char priority[CONFIG_TEXT_MAX];
	char cpu[CONFIG_TEXT_MAX];                     /* empty: any */
	char words[CONFIG_WORDS_MAX][CONFIG_WORD_MAX]; /* "policy.KEY=VALUE", "timer.STATE=MS" */
	size_t word_count;
	uint64_t seen; /* keys of the table that the file has set */
};

#define CONFIG_NO_CAMERA "none" /* [hardware] camera, of a desk */

struct config config_default(void);
/* There is a camera: faces are compared. */
bool config_camera(const struct config *c);
/*
 * Folder of the lane's programs, with its NUL: as the file says, else where this one lies.
 * EG_CONFIG: it cannot be told, or does not fit.
 */
EG_CHECK enum eg_err config_find_programs(const struct config *c, char *out, size_t cap);
/* A finger sensor is configured: the lane has both processes of the finger. */
bool config_fingers(const struct config *c);
/* A watchlist is configured: the lane has its process, and policy needs it. */
bool config_watchlist(const struct config *c);
/* Reads a file's text (no NUL inside). EG_CONFIG with *line (from 1) where it is wrong, 0: whole.
 * EG_NOT_FOUND: no face model of this name is shipped. */
EG_CHECK enum eg_err config_read(struct rd text, struct config *out, int *line);
/* The same from a file of at most INI_TEXT_MAX bytes. */
EG_CHECK enum eg_err config_load(const char *path, struct config *out, int *line);

#endif
