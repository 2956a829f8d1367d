/*
 * egate-mrz-tool: egate mrz, as a program of its own: it links decoders that no other command
 * needs.
 * Knows the command line, folders. Never decodes a picture in this process: mrz_job.h.
 */
#include "prog/egate.h"
#include "prog/mrz_job.h"
#include "prog/mrz_show.h"
#include "prog/words.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_ROOM 4096
#define STANDARD  3 /* input, output, error */
#define DPI_MIN   50
#define DPI_MAX   2400

static const char usage[] =
	"egate mrz FILE|FOLDER... [OPTION...]  reads the zone on pictures of document pages: "
	"JPEG,\n"
	"                                    JPEG 2000, PNG, PNM, BMP, TIFF; of a folder all of\n"
	"                                    these in it\n"
	"    --dpi N                         their resolution, as the reader is specified: what "
	"is\n"
	"                                    seen of size and blur does not rest on the zone then\n"
	"    --json                          one JSON object a picture, each in a line\n"
	"exit code: 0 all were read whole, 1 one or more were not, or the result could not be\n"
	"           written, 2 the command line is wrong, 3 a file could not be read\n";

struct tool {
	bool json;
	unsigned dpi; /* of all pictures; 0: not told */
	bool less;    /* one was read less than whole */
	bool unread;  /* one could not be read */
};

static enum eg_err read_one(struct tool *t, const char *path, bool found)
{
	struct mrz_answer a;
	const struct mrz_order order = {.path = path, .found = found, .dpi = t->dpi};
	mrz_job(&order, &a);
	t->unread = t->unread || a.err != EG_OK;
	t->less = t->less || a.read.verdict != MRZ_READ_WHOLE;
	return t->json ? mrz_show_json(stdout, path, &a) : mrz_show_text(stdout, path, &a);
}

static enum eg_err tell_none(struct tool *t, const char *path, const char *why)
{
	struct mrz_answer a = {.err = EG_NOT_FOUND};
	(void)snprintf(a.reason, sizeof(a.reason), "%s", why); /* cut if longer */
	t->unread = true;
	return t->json ? mrz_show_json(stdout, path, &a) : mrz_show_text(stdout, path, &a);
}

static int is_picture(const struct dirent *e)
{
	static const char *const ends[] = {".bmp", ".dib", ".jp2", ".jpe", ".jpeg", ".jpg", ".pbm",
					   ".pgm", ".png", ".pnm", ".ppm", ".tif",  ".tiff"};
	const char *end = strrchr(e->d_name, '.');
	for (size_t i = 0; end != NULL && i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (strcasecmp(end, ends[i]) == 0) {
			return 1;
		}
	}
	return 0;
}

static enum eg_err read_found(struct tool *t, const char *folder, const char *name)
{
	char path[PATH_ROOM];
	const size_t size = strlen(folder);
	const char *between = size > 0 && folder[size - 1] == '/' ? "" : "/";
	const int made = snprintf(path, sizeof(path), "%s%s%s", folder, between, name);
	return made > 0 && (size_t)made < sizeof(path)
		       ? read_one(t, path, true)
		       : tell_none(t, folder, "path of a picture too long");
}

static enum eg_err read_folder(struct tool *t, const char *folder)
{
	struct dirent **names = NULL;
	const int count = scandir(folder, &names, is_picture, alphasort);
	enum eg_err err = EG_OK;
	if (count <= 0) {
		free(names);
		return tell_none(t, folder,
				 count < 0 ? "no folder that may be read"
					   : "no pictures in the folder");
	}
	for (int i = 0; i < count; i++) {
		if (err == EG_OK) {
			err = read_found(t, folder, names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	return err;
}

static enum eg_err read_word(struct tool *t, const char *word)
{
	struct stat st;
	return stat(word, &st) == 0 && S_ISDIR(st.st_mode) ? read_folder(t, word)
							   : read_one(t, word, false);
}

/* No pipe and no picture may be opened as what the child closes first. */
static enum eg_err hold_standard(void)
{
	int fd = 0;
	while (fd >= 0 && fd < STANDARD) {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	}
	eg_close(&fd);
	return fcntl(STDERR_FILENO, F_GETFD) >= 0 ? EG_OK : EG_FAIL(EG_IO, "standard descriptors");
}

static int failed(int code)
{
	struct eg_fault f = eg_fault_last();
	(void)fprintf(stderr, "egate: %s (%s)\n", f.reason, eg_err_text(f.err)); /* none to tell */
	return code;
}

static enum eg_err take_dpi(const char *word, struct tool *t)
{
	long dpi = 0;
	EG_TRY(words_number(word, DPI_MIN, DPI_MAX, &dpi));
	t->dpi = (unsigned)dpi;
	return EG_OK;
}

/* Options may stand anywhere before "--"; words keeps the others. */
static enum eg_err take(int *count, char **words, struct tool *t)
{
	int kept = 0;
	bool options = true;
	for (int i = 0; i < *count; i++) {
		if (options && strcmp(words[i], "--") == 0) {
			options = false;
		} else if (options && strcmp(words[i], "--json") == 0) {
			t->json = true;
		} else if (options && strcmp(words[i], "--dpi") == 0 && i + 1 < *count) {
			EG_TRY(take_dpi(words[++i], t));
		} else if (options && words[i][0] == '-' && words[i][1] != '\0') {
			return EG_FAIL(EG_CONFIG, "no such option of this command");
		} else {
			words[kept++] = words[i];
		}
	}
	*count = kept;
	return kept > 0 ? EG_OK : EG_FAIL(EG_CONFIG, "egate mrz takes files and folders");
}

int main(int argc, char *argv[])
{
	struct tool t = {.json = false};
	int count = argc - 1;
	enum eg_err err = EG_OK;
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		return fputs(usage, stdout) >= 0 ? EGATE_DONE : EGATE_FAILED;
	}
	if (take(&count, argv + 1, &t) != EG_OK) {
		(void)failed(EGATE_USAGE); /* tells what is wrong */
		(void)fputs("egate mrz --help tells all options\n", stderr); /* as above */
		return EGATE_USAGE;
	}
	err = hold_standard();
	for (int i = 0; err == EG_OK && i < count; i++) {
		err = read_word(&t, argv[1 + i]);
	}
	if (err != EG_OK) {
		return failed(EGATE_FAILED);
	}
	return t.unread ? EGATE_UNREAD : t.less ? EGATE_FAILED : EGATE_DONE;
}
