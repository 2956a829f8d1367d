/*
 * set_name: who is shown in a picture of a set, and in which role, told by its path alone.
 * Knows the conventions of names. Never knows files or pictures.
 */
#include "prog/set_name.h"

#include <string.h>
#include <strings.h>

/* From the first octet to before the other. */
static struct rd span(const char *from, const char *to)
{
	return rd_of(from, (size_t)(to - from));
}

/* Folder, name and ending of a path; the folder without its "/", the ending without its ".". */
struct path_parts {
	struct rd folder;
	struct rd name;
	struct rd ending;
};

static struct path_parts parts_of(const char *path)
{
	const char *end = path + strlen(path);
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	const char *dot = strrchr(name, '.');
	const char *name_end = dot == NULL || dot == name ? end : dot;
	return (struct path_parts){
		.folder = slash == NULL ? RD_EMPTY : span(path, slash),
		.name = span(name, name_end),
		.ending = name_end == end ? RD_EMPTY : span(name_end + 1, end),
	};
}

bool set_is_picture(const char *path)
{
	static const char *const endings[] = {"jpg", "jpeg", "jp2", "j2k", "jpc", "png"};
	struct rd ending = parts_of(path).ending;
	char word[8] = "";
	size_t size;
	if (!rd_dump(ending, word, sizeof(word) - 1, &size)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (strcasecmp(word, endings[i]) == 0) {
			return true;
		}
	}
	return false;
}

struct set_name set_name_of(const char *path, enum set_people people)
{
	struct path_parts p = parts_of(path);
	if (people == SET_PEOPLE_FOLDER) {
		return (struct set_name){.person = p.folder, .rest = p.name};
	}
	struct rd rest = p.name;
	struct rd person = rd_until(&rest, "_");
	/* A name that begins with "_" is all of it a person. */
	return person.left > 0 ? (struct set_name){.person = person, .rest = rest}
			       : (struct set_name){.person = p.name, .rest = RD_EMPTY};
}

enum set_people set_people_of(char *const *paths, size_t count)
{
	struct rd first = RD_EMPTY;
	bool several = false;
	for (size_t i = 0; i < count; i++) {
		struct rd folder = parts_of(paths[i]).folder;
		if (folder.left == 0) {
			return SET_PEOPLE_PREFIX;
		}
		if (i == 0) {
			first = folder;
		}
		several = several || !rd_equal(folder, first);
	}
	return several ? SET_PEOPLE_FOLDER : SET_PEOPLE_PREFIX;
}

bool set_rest_is(struct rd rest, const char *word)
{
	struct rd wanted = rd_cstr(word);
	struct rd first;
	struct rd ahead = rest;
	if (wanted.left == 0 || wanted.left > rest.left) {
		return false;
	}
	if (wanted.left == rest.left) {
		return rd_equal(rest, wanted);
	}
	uint8_t around = 0;
	if (rd_take(&ahead, wanted.left, &first) && rd_equal(first, wanted) &&
	    rd_u8(&ahead, &around) && around == '_') {
		return true;
	}
	ahead = rest;
	return rd_skip(&ahead, rest.left - wanted.left - 1) && rd_u8(&ahead, &around) &&
	       around == '_' && rd_equal(ahead, wanted);
}

enum eg_err set_people_read(const char *text, enum set_people *out)
{
	static const char *const words[] = {"auto", "prefix", "folder"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i]) == 0) {
			*out = (enum set_people)i;
			return EG_OK;
		}
	}
	return EG_FAIL(EG_CONFIG, "people are told by prefix, folder or auto");
}
