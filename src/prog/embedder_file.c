/*
 * embedder_file: the description of an embedder as a file (biometrics/models/ has the shipped
 * ones). Knows sections and keys. Never knows pictures, nor loads what a description names.
 */
#include "prog/embedder_file.h"

#include "prog/embedder_texts.h"
#include "prog/ini_text.h"

#define PPM_DIGITS   6
#define WHOLE_DIGITS 5 /* before the point; norms are the largest numbers */
#define RATE_DIGITS  9

enum form {
	FORM_FILE,
	FORM_HASH,
	FORM_COUNT,
	FORM_SCORE,
	FORM_CHANNELS,
	FORM_REAL,
	FORM_MEAN,
	FORM_ANCHOR
};

static const struct key {
	const char *section;
	const char *name;
	enum form form;
	size_t offset; /* in struct face_embedder */
} keys[] = {
	{"model", "file", FORM_FILE, offsetof(struct face_embedder, file)},
	{"model", "sha256", FORM_HASH, offsetof(struct face_embedder, sha256)},
	{"input", "side", FORM_COUNT, offsetof(struct face_embedder, side)},
	{"input", "channels", FORM_CHANNELS, offsetof(struct face_embedder, rgb)},
	{"input", "mean", FORM_MEAN, offsetof(struct face_embedder, mean)},
	{"input", "scale", FORM_REAL, offsetof(struct face_embedder, scale)},
	{"anchors", "eye-left", FORM_ANCHOR, offsetof(struct face_embedder, anchors[0])},
	{"anchors", "eye-right", FORM_ANCHOR, offsetof(struct face_embedder, anchors[1])},
	{"anchors", "nose", FORM_ANCHOR, offsetof(struct face_embedder, anchors[2])},
	{"anchors", "mouth-left", FORM_ANCHOR, offsetof(struct face_embedder, anchors[3])},
	{"anchors", "mouth-right", FORM_ANCHOR, offsetof(struct face_embedder, anchors[4])},
	{"output", "size", FORM_COUNT, offsetof(struct face_embedder, size)},
	{"output", "norm-good", FORM_COUNT, offsetof(struct face_embedder, norm_good)},
	{"output", "norm-min", FORM_COUNT, offsetof(struct face_embedder, norm_min)},
	{"output", "norm-portrait", FORM_COUNT, offsetof(struct face_embedder, norm_portrait)},
	{"scores", "same", FORM_SCORE, offsetof(struct face_embedder, same)},
	{"scores", "replay", FORM_SCORE, offsetof(struct face_embedder, replay)},
};
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))
_Static_assert(KEY_COUNT <= 32, "the seen keys fit their word");

struct reading {
	struct face_embedder *embedder;
	uint32_t seen;
};

static bool digit_of(struct rd *text, uint32_t *out)
{
	uint8_t c;
	if (!rd_peek(text, &c) || c < '0' || c > '9') {
		return false;
	}
	*out = (uint32_t)(c - '0');
	return rd_skip(text, 1);
}

/* Digits up to something else; false for none, or more than these many. */
static bool digits_of(struct rd *text, size_t most, uint32_t *out, size_t *count)
{
	uint32_t digit;
	*out = 0;
	*count = 0;
	while (*count < most && digit_of(text, &digit)) {
		*out = *out * 10 + digit;
		(*count)++;
	}
	struct rd next = *text;
	return *count > 0 && !digit_of(&next, &digit);
}

/* "12" or "12.5", at most PPM_DIGITS behind the point; nothing else may follow. */
static bool real_of(struct rd text, double *out)
{
	uint32_t whole;
	uint32_t part = 0;
	size_t count;
	if (!digits_of(&text, WHOLE_DIGITS, &whole, &count)) {
		return false;
	}
	count = 0;
	if (text.left > 0 && (!rd_begins(text, RD_TEXT(".")) || !rd_skip(&text, 1) ||
			      !digits_of(&text, PPM_DIGITS, &part, &count))) {
		return false;
	}
	double unit = 1;
	for (size_t i = 0; i < count; i++) {
		unit *= 10;
	}
	*out = (double)whole + (double)part / unit;
	return rd_end(&text);
}

static bool count_of(struct rd text, uint32_t most, uint32_t *out)
{
	size_t count;
	return digits_of(&text, WHOLE_DIGITS, out, &count) && rd_end(&text) && *out <= most;
}

/* Next word, what stands before a space; false at the end. */
static bool word_of(struct rd *text, struct rd *word)
{
	*word = RD_EMPTY;
	while (word->left == 0 && text->left > 0) {
		*word = rd_until(text, " ");
	}
	return word->left > 0;
}

static bool reals_of(struct rd text, double *out, size_t count)
{
	struct rd word;
	for (size_t i = 0; i < count; i++) {
		if (!word_of(&text, &word) || !real_of(word, &out[i])) {
			return false;
		}
	}
	return !word_of(&text, &word);
}

static bool nibble_of(struct rd *text, uint8_t *out)
{
	uint8_t c;
	if (!rd_u8(text, &c)) {
		return false;
	}
	if (c >= '0' && c <= '9') {
		*out = (uint8_t)(c - '0');
		return true;
	}
	*out = (uint8_t)(c - 'a' + 10);
	return c >= 'a' && c <= 'f';
}

static bool hash_of(struct rd text, uint8_t out[FACE_EMBEDDER_SHA256])
{
	for (size_t i = 0; i < FACE_EMBEDDER_SHA256; i++) {
		uint8_t high;
		uint8_t low;
		if (!nibble_of(&text, &high) || !nibble_of(&text, &low)) {
			return false;
		}
		out[i] = (uint8_t)(high << 4 | low);
	}
	return rd_end(&text);
}

/* With its NUL, and with none inside. */
static bool text_of(struct rd text, char out[FACE_EMBEDDER_TEXT_MAX])
{
	size_t size;
	size_t nul;
	if (text.left == 0 || rd_find(&text, '\0', &nul) ||
	    !rd_dump(text, out, FACE_EMBEDDER_TEXT_MAX - 1, &size)) {
		return false;
	}
	out[size] = '\0';
	return true;
}

static bool channels_of(struct rd text, bool *rgb)
{
	*rgb = rd_equal(text, RD_TEXT("rgb"));
	return *rgb || rd_equal(text, RD_TEXT("bgr"));
}

static bool put(const struct key *k, struct rd value, struct face_embedder *m)
{
	uint8_t *at = (uint8_t *)m + k->offset;
	double two[2];
	uint32_t count;
	switch (k->form) {
	case FORM_FILE:
		return text_of(value, m->file);
	case FORM_HASH:
		return hash_of(value, m->sha256);
	case FORM_COUNT:
		if (!count_of(value, UINT16_MAX, &count)) {
			return false;
		}
		*(uint16_t *)(void *)at = (uint16_t)count;
		return true;
	case FORM_SCORE:
		if (!count_of(value, INT16_MAX, &count)) {
			return false;
		}
		*(int16_t *)(void *)at = (int16_t)count;
		return true;
	case FORM_CHANNELS:
		return channels_of(value, &m->rgb);
	case FORM_REAL:
		return reals_of(value, &m->scale, 1);
	case FORM_MEAN:
		return reals_of(value, m->mean, 3);
	case FORM_ANCHOR:
		if (!reals_of(value, two, 2)) {
			return false;
		}
		*(struct face_point *)(void *)at = (struct face_point){two[0], two[1]};
		return true;
	}
	return false;
}

bool embedder_rate(struct rd text, uint32_t *one_in)
{
	size_t count;
	*one_in = 0;
	return rd_begins(text, RD_TEXT("1/")) && rd_skip(&text, 2) &&
	       digits_of(&text, RATE_DIGITS, one_in, &count) && rd_end(&text) && *one_in >= 2 &&
	       *one_in <= FACE_EMBEDDER_ONE_IN_MAX;
}

/* "SCORE FNMR MATERIAL" of a rate. */
static enum eg_err take_rate(struct face_embedder *m, struct rd key, struct rd value)
{
	struct face_fmr f = {0};
	struct rd score;
	struct rd fnmr;
	uint32_t number;
	double share;
	if (m->fmr_count == FACE_EMBEDDER_FMR_MAX) {
		return EG_FAIL(EG_CONFIG, "more false match rates than a table holds");
	}
	if (!embedder_rate(key, &f.one_in)) {
		return EG_FAIL(EG_CONFIG, "a false match rate is 1/N");
	}
	if (!word_of(&value, &score) || !count_of(score, INT16_MAX, &number) ||
	    !word_of(&value, &fnmr) || !real_of(fnmr, &share) || share > 1 ||
	    !text_of(value, f.set)) {
		return EG_FAIL(EG_CONFIG, "a threshold is SCORE FNMR MATERIAL");
	}
	f.score = (int16_t)number;
	f.fnmr_ppm = (uint32_t)(share * 1e6 + 0.5);
	m->fmr[m->fmr_count++] = f;
	return EG_OK;
}

static enum eg_err take(void *user, int line, struct rd section, struct rd key, struct rd value)
{
	struct reading *r = user;
	(void)line; /* ini_text tells it */
	if (rd_equal(section, RD_TEXT("fmr"))) {
		return take_rate(r->embedder, key, value);
	}
	for (size_t i = 0; i < KEY_COUNT; i++) {
		uint32_t bit = UINT32_C(1) << i;
		if (!rd_equal(section, rd_cstr(keys[i].section)) ||
		    !rd_equal(key, rd_cstr(keys[i].name))) {
			continue;
		}
		if ((r->seen & bit) != 0) {
			return EG_FAIL(EG_CONFIG, "a key is given twice");
		}
		r->seen |= bit;
		return put(&keys[i], value, r->embedder)
			       ? EG_OK
			       : EG_FAIL(EG_CONFIG, "a value that its key does not take");
	}
	return EG_FAIL(EG_CONFIG, "unknown section or key");
}

enum eg_err embedder_file_read(struct rd text, struct face_embedder *out, int *line)
{
	struct reading r = {.embedder = out};
	*out = (struct face_embedder){0};
	EG_TRY(ini_text_parse(text, take, &r, line));
	if (r.seen != (UINT32_C(1) << KEY_COUNT) - 1) {
		return EG_FAIL(EG_CONFIG, "a key of the description is missing");
	}
	return face_embedder_check(out);
}

enum eg_err embedder_file_load(const char *name, struct face_embedder *out, int *line)
{
	static const struct {
		const char *name;
		const char *text;
	} shipped[] = {{"dlib-128", embedder_text_dlib_128},
		       {EMBEDDER_DEFAULT, embedder_text_fr_feature}};
	EG_AUTO(bytes_free) struct bytes file = {0};
	struct rd path = rd_cstr(name);
	size_t slash;
	*line = 0;
	for (size_t i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++) {
		if (rd_equal(path, rd_cstr(shipped[i].name))) {
			return embedder_file_read(rd_cstr(shipped[i].text), out, line);
		}
	}
	if (!rd_find(&path, '/', &slash)) {
		return EG_FAIL(EG_NOT_FOUND, "no model of this name is shipped");
	}
	EG_TRY(ini_text_load(name, &file));
	return embedder_file_read(bytes_rd(&file), out, line);
}
