/*
 * encode: pictures in every encoding that documents use, made here so that none has to be kept.
 * Knows which there are. Never knows our decoders.
 */
#include "encode.h"

#define ENCODED_MAX ((size_t)4 * 1024 * 1024)

const struct encode_kind encode_kinds[] = {
	{"JPEG baseline", .jpeg = {.quality = 85}},
	{"JPEG baseline 4:4:4", .jpeg = {.quality = 90, .full_colour = true}},
	{"JPEG progressive", .jpeg = {.quality = 85, .progressive = true}},
	{"JPEG grey", .jpeg = {.quality = 85, .grey = true}},
	{"JPEG progressive grey", .jpeg = {.quality = 85, .grey = true, .progressive = true}},
	{"JP2 colour", .jp2 = {.components = 3, .ratio = 40}},
	{"JP2 grey", .jp2 = {.components = 1, .ratio = 15}},
	{"JP2 lossless", .jp2 = {.components = 3}},
	{"JP2 with alpha", .jp2 = {.components = 4, .ratio = 40}},
	{"JP2 YCC 4:2:0", .jp2 = {.components = 3, .ratio = 20, .half = true}},
	{"J2K colour", .jp2 = {.bare = true, .components = 3, .ratio = 40}},
	{"J2K grey", .jp2 = {.bare = true, .components = 1, .ratio = 15}},
	{"J2K lossless grey", .jp2 = {.bare = true, .components = 1}},
	{"J2K YCC 4:2:0", .jp2 = {.bare = true, .components = 3, .ratio = 20, .half = true}},
	{"J2K tiled", .jp2 = {.bare = true, .components = 3, .ratio = 30, .tile = 128}},
	{"J2K layers, precincts",
	 .jp2 = {.bare = true, .components = 3, .ratio = 30, .layers = 5, .precinct = 6}},
	{"J2K SOP, EPH",
	 .jp2 = {.bare = true, .components = 3, .ratio = 30, .layers = 3, .marked = true}},
	{"J2K tile-parts",
	 .jp2 = {.bare = true, .components = 3, .ratio = 30, .tile = 256, .parts = true}},
	{"J2K region of interest", .jp2 = {.bare = true, .components = 3, .ratio = 30, .shift = 8}},
};
const size_t encode_kind_count = sizeof(encode_kinds) / sizeof(encode_kinds[0]);

enum eg_err encode_picture(const struct picture *p, const struct encode_kind *kind,
			   struct bytes *out)
{
	return kind->jpeg.quality > 0 ? picture_encode_jpeg(p, kind->jpeg, ENCODED_MAX, out)
				      : jp2_encode(p, &kind->jp2, ENCODED_MAX, out);
}

enum eg_err encode_slopes(uint32_t width, uint32_t height, struct picture *out)
{
	uint32_t noise = 1;
	EG_TRY(picture_new(width, height, out));
	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			uint8_t *bgr = out->bgr + ((size_t)y * width + x) * 3;
			noise = noise * 1664525u + 1013904223u; /* Numerical Recipes' */
			uint32_t grain = (noise >> 24) % 16;
			bgr[0] = (uint8_t)(x * 239 / width + grain);
			bgr[1] = (uint8_t)(y * 239 / height + grain);
			bgr[2] = (uint8_t)((width - 1 - x) * 239 / width + grain);
		}
	}
	return EG_OK;
}
