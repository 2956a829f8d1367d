/*
 * set: a folder of pictures of people, enrolled: who is in it, what is compared with what.
 * Knows paths, people, roles, templates. Never knows scores or thresholds.
 */
#include "prog/set.h"

#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATH_ROOM 4096

bool set_each_with_each(const struct set_order *o)
{
	return o->portrait == NULL && o->live == NULL && o->chip == NULL && o->conditions == NULL &&
	       o->probe <= 1;
}

/* People by name: places of an open hash table, each a person's number + 1. */
struct people {
	uint32_t *place; /* owned */
	size_t places;   /* a power of two, more than twice the pictures */
};

static void people_free(struct people *p)
{
	eg_free(&p->place);
}

static uint32_t person_of(struct set *s, struct people *p, struct rd name)
{
	size_t at = (size_t)rd_hash(name, RD_HASH_START) & (p->places - 1);
	while (p->place[at] != 0 && !rd_equal(s->person[p->place[at] - 1], name)) {
		at = (at + 1) & (p->places - 1);
	}
	if (p->place[at] == 0) {
		s->person[s->person_count++] = name;
		p->place[at] = (uint32_t)s->person_count;
	}
	return p->place[at] - 1;
}

static enum set_role role_of(const struct set_order *o, struct rd rest, bool first)
{
	if (set_each_with_each(o)) {
		return SET_PORTRAIT;
	}
	bool by_first = o->portrait == NULL ? o->live == NULL : strcmp(o->portrait, SET_FIRST) == 0;
	bool live_fits = o->live != NULL && set_rest_is(rest, o->live);
	bool portrait_fits = by_first              ? first
			     : o->portrait == NULL ? !live_fits
						   : set_rest_is(rest, o->portrait);
	if (portrait_fits) {
		return SET_PORTRAIT;
	}
	return o->live == NULL || live_fits ? SET_LIVE : SET_UNUSED;
}

static enum eg_err name_all(struct set *s, const struct set_order *o)
{
	EG_AUTO(people_free) struct people people = {.places = 4};
	while (people.places < 2 * s->files.count + 2) {
		people.places *= 2;
	}
	people.place = calloc(people.places, sizeof(*people.place));
	if (people.place == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "people of the set");
	}
	for (size_t i = 0; i < s->files.count; i++) {
		struct set_picture *p = &s->picture[i];
		struct set_name name = set_name_of(s->files.path[i], s->people);
		size_t before = s->person_count;
		p->path = s->files.path[i];
		p->person = person_of(s, &people, name.person);
		p->role = (uint8_t)role_of(o, name.rest, s->person_count > before);
		s->used += p->role != SET_UNUSED;
	}
	return EG_OK;
}

enum eg_err set_open(const struct set_order *o, struct set *out)
{
	*out = (struct set){.each_with_each = set_each_with_each(o)};
	EG_TRY(set_files_list(o->folder, &out->files));
	size_t count = out->files.count;
	out->people =
		o->people == SET_PEOPLE_AUTO ? set_people_of(out->files.path, count) : o->people;
	out->picture = calloc(count + 1, sizeof(*out->picture));
	out->face = calloc(count + 1, sizeof(*out->face));
	out->person = calloc(count + 1, sizeof(*out->person));
	out->unit = calloc(count + 1, sizeof(*out->unit));
	if (out->picture == NULL || out->face == NULL || out->person == NULL || out->unit == NULL) {
		set_free(out);
		return EG_FAIL(EG_NO_MEMORY, "pictures of the set");
	}
	enum eg_err err =
		count == 0 ? EG_FAIL(EG_NOT_FOUND, "no pictures in the folder") : name_all(out, o);
	if (err == EG_OK && out->used == 0) {
		err = EG_FAIL(EG_NOT_FOUND, "no picture has a name with the roles' words");
	}
	if (err != EG_OK) {
		set_free(out);
	}
	return err;
}

void set_free(struct set *s)
{
	if (s->face != NULL) {
		secret_wipe(s->face, (s->files.count + 1) * sizeof(*s->face));
	}
	free(s->face);
	free(s->picture);
	free(s->person);
	free(s->unit);
	set_files_free(&s->files);
	*s = (struct set){0};
}

/* Pictures being looked at. */
struct looking {
	struct set *set;
	const uint32_t *which; /* picture of each order */
	size_t count;
	size_t done;
	bool keep_face;
	void (*progress)(size_t done, size_t of);
};

static void take_seen(void *context, size_t which, const struct look_answer *a)
{
	struct looking *l = context;
	uint32_t number = l->which[which];
	struct set_picture *p = &l->set->picture[number];
	p->seen = *a;
	if (l->keep_face) {
		p->enrolled = a->err == EG_OK;
		l->set->face[number] = a->seen.face;
	}
	face_template_clear(&p->seen.seen.face);
	p->seen.seen.face.norm = a->seen.face.norm; /* a quality value: it is told */
	l->done++;
	if (l->progress != NULL) {
		l->progress(l->done, l->count);
	}
}

struct orders {
	struct look_order *order; /* owned */
	char *paths;              /* owned: all of them, each NUL-ended */
};

static void orders_free(struct orders *o)
{
	eg_free(&o->order);
	eg_free(&o->paths);
}

static struct look_order order_for(const struct set *s, const struct set_order *o, uint32_t number,
				   unsigned looks, const char *path)
{
	const struct set_picture *p = &s->picture[number];
	return (struct look_order){
		.path = path,
		.found = true,
		.looks = looks,
		.portrait = p->role == SET_PORTRAIT,
		.seed = o->seed + number,
		.chip = p->role == SET_PORTRAIT ? o->chip : NULL,
		.conditions = p->role == SET_LIVE ? o->conditions : NULL,
	};
}

static enum eg_err make_orders(const struct set *s, const struct set_order *o,
			       const uint32_t *pictures, size_t count, unsigned looks,
			       struct orders *out)
{
	size_t room = 1;
	for (size_t i = 0; i < count; i++) {
		room += strlen(o->folder) + strlen(s->picture[pictures[i]].path) + 2;
	}
	out->order = calloc(count + 1, sizeof(*out->order));
	out->paths = calloc(room, 1);
	if (out->order == NULL || out->paths == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "orders to look");
	}
	char *at = out->paths;
	for (size_t i = 0; i < count; i++) {
		int size = snprintf(at, (size_t)(out->paths + room - at), "%s/%s", o->folder,
				    s->picture[pictures[i]].path);
		if (size < 0 || size >= PATH_ROOM) {
			return EG_FAIL(EG_TOO_BIG, "path of a picture");
		}
		out->order[i] = order_for(s, o, pictures[i], looks, at);
		at += size + 1;
	}
	return EG_OK;
}

static enum eg_err look_some(struct set *s, const struct set_order *o, struct face_engine *e,
			     const uint32_t *pictures, size_t count, unsigned looks, bool keep)
{
	EG_AUTO(orders_free) struct orders orders = {0};
	struct looking l = {.set = s,
			    .which = pictures,
			    .count = count,
			    .keep_face = keep,
			    .progress = keep ? o->progress : NULL};
	EG_TRY(make_orders(s, o, pictures, count, looks, &orders));
	return look_all(e, o->jobs, orders.order, count, take_seen, &l);
}

static void add_unit(struct set *s, uint32_t first, uint32_t pictures)
{
	s->unit[s->unit_count++] = (struct set_unit){
		.person = s->picture[first].person,
		.picture = first,
		.pictures = pictures,
		.enrolled = s->picture[first].enrolled,
	};
}

static void add_single(struct set *s, enum set_role role)
{
	for (size_t i = 0; i < s->files.count; i++) {
		if (s->picture[i].role == role) {
			add_unit(s, (uint32_t)i, 1);
		}
	}
}

/* The mean of those that were enrolled is laid into the first one's place. */
static void add_mean(struct set *s, const uint32_t *pictures, uint32_t count)
{
	struct face_template of[SET_PROBE_MAX];
	struct face_template mean;
	uint32_t enrolled = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (s->picture[pictures[i]].enrolled) {
			of[enrolled++] = s->face[pictures[i]];
		}
	}
	add_unit(s, pictures[0], count);
	s->unit[s->unit_count - 1].enrolled = false; /* also of templates without a common mean */
	if (enrolled > 0 && face_mean(of, enrolled, &mean) == EG_OK) {
		s->unit[s->unit_count - 1].enrolled = true;
		s->face[pictures[0]] = mean;
	}
	secret_wipe(of, sizeof(of));
	face_template_clear(&mean);
}

/* Live pictures that wait until a person has as many as are averaged. */
struct waiting {
	uint32_t picture[SET_PROBE_MAX];
	uint32_t count;
};

static void add_means(struct set *s, unsigned probe, struct waiting *of_person)
{
	for (size_t i = 0; i < s->files.count; i++) {
		const struct set_picture *p = &s->picture[i];
		struct waiting *w = &of_person[p->person];
		if (p->role != SET_LIVE) {
			continue;
		}
		w->picture[w->count++] = (uint32_t)i;
		if (w->count == probe) {
			add_mean(s, w->picture, w->count);
			w->count = 0;
		}
	}
	for (size_t i = 0; i < s->person_count; i++) {
		if (of_person[i].count > 0) {
			add_mean(s, of_person[i].picture, of_person[i].count);
		}
	}
}

static enum eg_err make_units(struct set *s, const struct set_order *o)
{
	s->unit_count = 0;
	add_single(s, SET_PORTRAIT);
	s->portraits = s->unit_count;
	if (o->probe <= 1) {
		add_single(s, SET_LIVE);
		return EG_OK;
	}
	struct waiting *w = calloc(s->person_count + 1, sizeof(*w));
	if (w == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "means of live pictures");
	}
	add_means(s, o->probe, w);
	eg_free(&w);
	return EG_OK;
}

static void sum_up(struct set *s)
{
	size_t made = 0;
	size_t octets = 0;
	s->failed = 0;
	for (size_t i = 0; i < s->files.count; i++) {
		const struct set_picture *p = &s->picture[i];
		s->failed += p->role != SET_UNUSED && !p->enrolled;
		made += p->seen.portrait_size > 0;
		octets += p->seen.portrait_size;
	}
	s->chip_size = made == 0 ? 0 : octets / made;
}

/* Those with this role, or with any (SET_UNUSED). */
static enum eg_err enrol(struct set *s, const struct set_order *o, struct face_engine *e,
			 enum set_role role)
{
	uint32_t *used = calloc(s->files.count + 1, sizeof(*used));
	size_t count = 0;
	if (used == NULL) {
		return EG_FAIL(EG_NO_MEMORY, "pictures of the set");
	}
	for (size_t i = 0; i < s->files.count; i++) {
		uint8_t has = s->picture[i].role;
		if (has != SET_UNUSED && (role == SET_UNUSED || has == role)) {
			used[count++] = (uint32_t)i;
		}
	}
	enum eg_err err = look_some(s, o, e, used, count, 0, true);
	eg_free(&used);
	EG_TRY(err);
	sum_up(s);
	return make_units(s, o);
}

enum eg_err set_enrol(struct set *s, const struct set_order *o, struct face_engine *e)
{
	return enrol(s, o, e, SET_UNUSED);
}

enum eg_err set_enrol_live(struct set *s, const struct set_order *o, struct face_engine *e)
{
	return enrol(s, o, e, SET_LIVE);
}

enum eg_err set_look_closer(struct set *s, const struct set_order *o, struct face_engine *e,
			    const uint32_t *pictures, size_t count)
{
	return look_some(s, o, e, pictures, count,
			 FACE_LOOK_LIVE | FACE_LOOK_POSE | FACE_LOOK_QUALITY, false);
}
