/*
 * page_eyes: the real eyes of the page worker's job.
 * Knows which function sees what. Never knows a reader, messages or the order of things.
 */
#include "prog/page_eyes.h"

static enum eg_err decode(void *room, const struct page_shot *shot, struct mrz_image *out)
{
	return page_room_decode(room, shot, out);
}

static enum eg_err read_zone(void *room, const struct mrz_image *image, struct mrz_read *out)
{
	const struct page_room *r = room;
	return mrz_read(r->reader, image, out);
}

static bool portrait(void *room, const struct mrz_image *image, const struct mrz_read *read,
		     struct page_cut *out)
{
	const struct page_room *r = room;
	*out = (struct page_cut){.grey = RD_EMPTY};
	if (!page_portrait(image, read, PAGE_PICTURE_SIDE_MAX, r->portrait, &out->width,
			   &out->height, &out->dpi)) {
		return false;
	}
	out->grey = rd_of(r->portrait, (size_t)out->width * out->height);
	return out->grey.left > 0;
}

static void copy(void *room, const struct page_shot *shot, const struct mrz_image *image,
		 const struct mrz_read *read)
{
	page_room_copy(room, shot, image, read->angle);
}

static bool show(void *room, struct page_shown *out)
{
	struct page_room *r = room;
	*out = (struct page_shown){
		.jpeg = RD_EMPTY, .width = r->copy.width, .height = r->copy.height};
	return page_room_show(r, &out->jpeg) == EG_OK;
}

static void forget(void *room)
{
	page_room_forget(room);
}

struct page_eyes page_eyes_of(struct page_room *room)
{
	return (struct page_eyes){
		.room = room,
		.decode = decode,
		.read = read_zone,
		.look = page_look,
		.prompt = page_look_prompt,
		.print = page_print_verdict,
		.infrared = page_infrared_verdict,
		.portrait = portrait,
		.copy = copy,
		.show = show,
		.watch = page_watch_see,
		.keep = page_watch_keep,
		.drop = page_watch_drop,
		.forget = forget,
	};
}
