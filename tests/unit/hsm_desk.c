/*
 * hsm_desk: a SoftHSM token of this test alone, in a folder that is removed afterwards.
 */
#include "tests/unit/hsm_desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEPTH 16 /* descriptors for walking a folder */

/* Runs a command without its output; 127: there is none. */
static int run(char *const words[])
{
	int status = -1;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0) {
			(void)execvp(words[0], words); /* returns only on failure */
		}
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static int init_token(const char *label)
{
	char name[64];
	assert_true(snprintf(name, sizeof(name), "%s", label) > 0);
	char *words[] = {"softhsm2-util", "--init-token", "--free",   "--label", name,
			 "--pin",         HSM_PIN,        "--so-pin", "13579",   NULL};
	return run(words);
}

bool hsm_desk_lay(struct hsm_desk *d)
{
	char path[64];
	char text[256];
	*d = (struct hsm_desk){.folder = "/tmp/egate-hsm-XXXXXX"};
	if (access(HSM_LIBRARY, R_OK) != 0) {
		print_message("no " HSM_LIBRARY " here (package softhsm2)\n");
		return false;
	}
	assert_non_null(mkdtemp(d->folder));
	assert_true(snprintf(path, sizeof(path), "%s/tokens", d->folder) > 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(snprintf(path, sizeof(path), "%s/conf", d->folder) > 0);
	assert_true(snprintf(text, sizeof(text),
			     "directories.tokendir = %s/tokens\nobjectstore.backend = file\n"
			     "log.level = ERROR\n",
			     d->folder) > 0);
	write_text(path, text);
	assert_int_equal(setenv("SOFTHSM2_CONF", path, 1), 0);
	assert_true(snprintf(d->pin_file, sizeof(d->pin_file), "%s/pin", d->folder) > 0);
	write_text(d->pin_file, HSM_PIN "\n");
	if (init_token("gate") == 127) {
		print_message("no command softhsm2-util here (package softhsm2)\n");
		hsm_desk_lift(d);
		return false;
	}
	return true;
}

void hsm_desk_add(struct hsm_desk *d, const char *label)
{
	(void)d;
	assert_int_equal(init_token(label), 0);
}

static int drop(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	return where->level == 0 ? 0 : remove(path);
}

void hsm_desk_unplug(const struct hsm_desk *d)
{
	char path[64];
	assert_true(snprintf(path, sizeof(path), "%s/tokens", d->folder) > 0);
	assert_int_equal(nftw(path, drop, DEPTH, FTW_DEPTH | FTW_PHYS), 0);
}

void hsm_desk_lift(struct hsm_desk *d)
{
	(void)nftw(d->folder, drop, DEPTH, FTW_DEPTH | FTW_PHYS); /* what is there of it */
	(void)rmdir(d->folder);
}

void hsm_desk_uri(const struct hsm_desk *d, const char *object, char uri[HSM_URI_MAX])
{
	int size = snprintf(uri, HSM_URI_MAX,
			    "pkcs11:token=gate;object=%s;type=private?module-path=" HSM_LIBRARY
			    "&pin-source=file:%s",
			    object, d->pin_file);
	assert_true(size > 0 && size < HSM_URI_MAX);
}
