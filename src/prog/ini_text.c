/*
 * ini_text: an INI file's text, line by line to a handler.
 * Knows libinih and limits of size. Never knows sections or keys.
 */
#include "prog/ini_text.h"

#include "base/whole.h"

#include <ini.h>

#include <fcntl.h>
#include <unistd.h>

struct reading {
	struct rd left;
	ini_take take;
	void *user;
	int line;    /* handed out last */
	int cut;     /* line that is longer than libinih's room; 0: none */
	int refused; /* line that the handler did not take; 0: none */
};

enum eg_err ini_text_load(const char *path, struct bytes *out)
{
	EG_AUTO(eg_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return EG_FAIL(EG_NOT_FOUND, "the file cannot be opened");
	}
	return whole_read(fd, INI_TEXT_MAX, out);
}

/* libinih's reader: as fgets, a line with its end. One that is longer than its room is the last:
 * libinih would take the rest of it, of a comment as well, for a line of its own. */
static char *next_line(char *out, int room, void *stream)
{
	struct reading *r = stream;
	int size = 0;
	uint8_t c = '\0';
	if (r->left.left == 0 || room < 2) {
		return NULL;
	}
	while (size < room - 1 && c != '\n' && r->left.left > 0 && rd_u8(&r->left, &c)) {
		out[size++] = (char)c;
	}
	out[size] = '\0';
	r->line++;
	if (c != '\n' && r->left.left > 0) {
		r->cut = r->line;
		r->left = rd_of(NULL, 0);
		return NULL;
	}
	return out;
}

/* libinih's handler: 1 is taken, 0 is an error in this line. After the first nothing is looked at,
 * so that its reason stays the newest. */
static int each(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;
	if (r->refused != 0 ||
	    r->take(r->user, r->line, rd_cstr(section), rd_cstr(name), rd_cstr(value)) == EG_OK) {
		return 1;
	}
	r->refused = r->line;
	return 0;
}

enum eg_err ini_text_parse(struct rd text, ini_take take, void *user, int *line)
{
	struct reading r = {.left = text, .take = take, .user = user};
	size_t nul;
	*line = 0;
	if (text.bad || rd_find(&text, '\0', &nul) || text.left > INI_TEXT_MAX) {
		return EG_FAIL(EG_CONFIG, "the configuration is no text");
	}
	int wrong = ini_parse_stream(next_line, &r, each, &r);
	if (r.cut != 0 && wrong == 0) {
		*line = r.cut;
		return EG_FAIL(EG_CONFIG, "a line is too long");
	}
	*line = wrong > 0 ? wrong : 0;
	if (wrong != 0 && wrong == r.refused) {
		return EG_CONFIG;
	}
	return wrong == 0 ? EG_OK : EG_FAIL(EG_CONFIG, "a line that is no setting");
}
