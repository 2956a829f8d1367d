/*
 * No changed security object of a real passport is believed: every single bit, and every element
 * dropped, doubled, swapped or encoded otherwise. The field profile judges, which passes over most.
 *
 *   test_real_mutation NUMBER [all]    the document of that number in real_sods; all: every bit,
 *                                      else one bit of each octet
 *
 * What may change without a difference is written down here as an exact list of places, and what is
 * believed of such a file is compared with the original: content, signer, country CA.
 */
#include "real_sods.h"

#include <stdlib.h>

#include "pki/cms.h"
#include "pki/sod.h"

static const struct date today = {2026, 11, 22};

/* A document, what is believed of it, and where its parts lie. */
struct subject {
	struct bytes file;
	struct trust *trust;
	uint8_t content[4096];
	size_t content_size;
	uint8_t signer[4096];
	size_t signer_size;
};

static struct subject subject;

static struct passive *judge(struct rd file, struct findings *f)
{
	const struct passive_profile field = passive_profile_field();
	const struct passive_input in = {.trust = subject.trust, .profile = &field, .today = today};
	struct passive *p = NULL;
	*f = findings_none();
	assert_int_equal(passive_open(&in, file, f, &p), EG_OK);
	return p;
}

/* What is believed must be what was signed, whatever the file around it says. */
static void assert_same_meaning(struct rd file, const struct passive *p)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	assert_int_equal(sod_parse(file, &rewritten, &s), EG_OK);
	assert_true(rd_equal(s.cms.content, rd_of(subject.content, subject.content_size)));
	assert_true(rd_equal(passive_signer(p)->whole, rd_of(subject.signer, subject.signer_size)));
	assert_non_null(passive_issuer(p));
}

static bool believed(struct rd file)
{
	struct findings f;
	EG_AUTO(passive_free) struct passive *p = judge(file, &f);
	bool all = findings_verdict(&f, CHECK_SOD_FORMAT) == VERDICT_PASS &&
		   findings_verdict(&f, CHECK_SOD_SIGNER) == VERDICT_PASS &&
		   findings_verdict(&f, CHECK_SOD_SIGNATURE) == VERDICT_PASS &&
		   findings_verdict(&f, CHECK_SOD_CHAIN) == VERDICT_PASS;
	assert_int_equal(passive_trusted(p), all);
	if (all) {
		assert_same_meaning(file, p);
	}
	return all;
}

/* Places of a file. */
enum place {
	PLACE_SIGNED,  /* eContent, signed attributes, both signatures, the signer's certificate */
	PLACE_VERSION, /* of SignedData */
	PLACE_DIGESTS, /* list of digest algorithms in front */
	PLACE_NAME,    /* of the signer: issuer and serial, each with its header */
	PLACE_PARAMETERS, /* NULL behind an algorithm of the SignerInfo */
	PLACE_OTHER,      /* framing, and what is compared with something signed */
	PLACES
};
static const char *const place_texts[PLACES] = {"signed",        "version",    "digest algorithms",
						"signer's name", "parameters", "framing"};

struct span {
	size_t from;
	size_t to; /* after the last octet */
	enum place place;
};
#define SPANS_MAX 12
static struct span spans[SPANS_MAX];
static size_t span_count;

static void add_span(struct rd part, enum place place)
{
	assert_true(span_count < SPANS_MAX && part.left > 0);
	size_t from = (size_t)(part.at - subject.file.data);
	assert_true(from + part.left <= subject.file.size);
	spans[span_count++] = (struct span){from, from + part.left, place};
}

static enum place place_at(size_t at)
{
	for (size_t i = 0; i < span_count; i++) {
		if (at >= spans[i].from && at < spans[i].to) {
			return spans[i].place;
		}
	}
	return PLACE_OTHER;
}

/* Parameters of an AlgorithmIdentifier, if there are any. */
static void add_parameters(struct rd algorithm)
{
	struct rd oid;
	assert_true(rd_expect(&algorithm, 0x06, &oid));
	if (algorithm.left > 0) {
		add_span(algorithm, PLACE_PARAMETERS);
	}
}

static void find_places(void)
{
	EG_AUTO(bytes_free) struct bytes rewritten = {0};
	struct sod s;
	struct cert c;
	struct rd der;
	struct rd all = bytes_rd(&subject.file);
	struct rd part;
	uint32_t tag;
	assert_int_equal(sod_parse(all, &rewritten, &s), EG_OK);
	const struct cms_signer *signer = &s.cms.signers[0];
	struct rd certificates = s.cms.certificates;
	assert_true(cms_next_certificate(&certificates, &der) && rd_end(&certificates));
	assert_int_equal(cert_parse(der, &c), EG_OK);
	add_span(s.cms.content, PLACE_SIGNED);
	add_span(signer->attributes, PLACE_SIGNED); /* the second: harmless() asks for it */
	add_span(signer->signature, PLACE_SIGNED);
	add_span(c.tbs, PLACE_SIGNED);
	add_span(c.signature, PLACE_SIGNED);
	/* IssuerAndSerialNumber: the name with its header, and the number with its own behind it.
	 */
	size_t header = signer->issuer.left < 0x80 ? 2 : signer->issuer.left < 0x100 ? 3 : 4;
	const uint8_t *from = signer->issuer.at - header;
	add_span(rd_of(from, (size_t)(signer->serial.at + signer->serial.left - from)), PLACE_NAME);
	add_parameters(signer->digest_algorithm);
	add_parameters(signer->signature_algorithm);
	/* SignedData: version, digestAlgorithms. */
	assert_true(rd_expect(&all, 0x77, &part) && rd_expect(&part, 0x30, &all) &&
		    rd_expect(&all, 0x06, &part) && rd_expect(&all, 0xA0, &part) &&
		    rd_expect(&part, 0x30, &all));
	assert_true(rd_tlv_whole(&all, &tag, &der, &part) && tag == 0x02);
	add_span(part, PLACE_VERSION);
	assert_true(rd_tlv_whole(&all, &tag, &der, &part) && tag == 0x31);
	add_span(part, PLACE_DIGESTS);
	assert_true(rd_dump(s.cms.content, subject.content, sizeof(subject.content),
			    &subject.content_size));
	assert_true(rd_dump(c.whole, subject.signer, sizeof(subject.signer), &subject.signer_size));
}

static void open_subject(unsigned number)
{
	subject.file = real_sod_read(real_sods[number].file);
	subject.trust = real_sod_small_trust(bytes_rd(&subject.file));
	find_places();
	assert_true(believed(bytes_rd(&subject.file)));
}

static void tell(const char *what, const size_t tried[PLACES], const size_t passed[PLACES])
{
	for (unsigned i = 0; i < PLACES; i++) {
		print_message("%s, %s: %zu tried, %zu believed\n", what, place_texts[i], tried[i],
			      passed[i]);
	}
}

static bool every_bit;

/* Only names and lists that nothing is believed from may change; the framing never. */
static void no_changed_bit_is_believed(void **state)
{
	(void)state;
	size_t tried[PLACES] = {0};
	size_t passed[PLACES] = {0};
	struct bytes *b = &subject.file;
	for (size_t i = 0; i < b->size; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			if (!every_bit && bit != i % 8) {
				continue;
			}
			enum place place = place_at(i);
			b->data[i] ^= (uint8_t)(1u << bit);
			bool yes = believed(bytes_rd(b));
			b->data[i] ^= (uint8_t)(1u << bit);
			tried[place]++;
			passed[place] += yes ? 1 : 0;
			if (yes && (place == PLACE_SIGNED || place == PLACE_OTHER)) {
				print_message("octet %zu, bit %u is believed\n", i, bit);
				fail();
			}
		}
	}
	tell("bits", tried, passed);
	assert_true(tried[PLACE_SIGNED] > (every_bit ? 8000 : 1000));
}

/* Every shorter file is refused, and none is read past its end (run with the sanitizers). */
static void no_shorter_file_is_believed(void **state)
{
	(void)state;
	for (size_t size = 0; size < subject.file.size; size += every_bit ? 1 : 3) {
		assert_false(believed(rd_of(subject.file.data, size)));
	}
}

/* An element of the file, and the one that holds it. */
struct node {
	size_t at;     /* of its header */
	size_t header; /* octets */
	size_t size;   /* with the header */
	size_t parent; /* index; its own for the outermost */
	uint32_t tag;
};
#define NODES_MAX 1024
static struct node nodes[NODES_MAX];
static size_t node_count;

static void list_children(size_t parent, size_t from, size_t to)
{
	struct rd rest = rd_of(subject.file.data + from, to - from);
	while (rest.left > 0) {
		uint32_t tag;
		struct rd value;
		struct rd whole;
		if (!rd_tlv_whole(&rest, &tag, &value, &whole)) {
			return;
		}
		assert_true(node_count < NODES_MAX);
		nodes[node_count++] = (struct node){
			.at = (size_t)(whole.at - subject.file.data),
			.header = whole.left - value.left,
			.size = whole.left,
			.parent = parent,
			.tag = tag,
		};
	}
}

/* Breadth first; into what is constructed, and into eContent. */
static void list_nodes(void)
{
	node_count = 0;
	list_children(0, 0, subject.file.size);
	for (size_t i = 0; i < node_count; i++) {
		const struct node *n = &nodes[i];
		bool content = n->tag == 0x04 && n->size == n->header + subject.content_size;
		if (n->tag == 0x77 || (n->tag & 0x20) != 0 || content) {
			list_children(i, n->at + n->header, n->at + n->size);
		}
	}
}

/* A changed copy of the file, in one of two rooms. */
struct edit {
	uint8_t rooms[2][16384];
	unsigned room;
	size_t size;
};

static struct rd edited(const struct edit *e, size_t from, size_t to)
{
	return rd_of(e->rooms[e->room] + from, to - from);
}

/* Leaves cut octets away at a place, and puts others there. */
static void splice(struct edit *e, size_t at, size_t cut, struct rd insert)
{
	struct wr w = wr_of(e->rooms[1 - e->room], sizeof(e->rooms[0]));
	wr_put(&w, edited(e, 0, at));
	wr_put(&w, insert);
	wr_put(&w, edited(e, at + cut, e->size));
	assert_false(w.bad);
	e->room = 1 - e->room;
	e->size = w.size;
}

/* Shortest form; octets of the length. */
static size_t put_length(uint8_t out[4], size_t length)
{
	if (length < 0x80) {
		out[0] = (uint8_t)length;
		return 1;
	}
	if (length < 0x100) {
		out[0] = 0x81;
		out[1] = (uint8_t)length;
		return 2;
	}
	out[0] = 0x82;
	out[1] = (uint8_t)(length >> 8);
	out[2] = (uint8_t)length;
	return 3;
}

static size_t tag_octets(uint32_t tag)
{
	return tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1;
}

/* Gives every element around a place the length that it has now. */
static void mend_lengths(struct edit *e, size_t of, long grown)
{
	for (size_t i = of; grown != 0; i = nodes[i].parent) {
		const struct node *n = &nodes[i];
		uint8_t length[4];
		size_t octets = put_length(length, (size_t)((long)(n->size - n->header) + grown));
		size_t before = n->header - tag_octets(n->tag);
		splice(e, n->at + tag_octets(n->tag), before, rd_of(length, octets));
		grown += (long)octets - (long)before;
		if (nodes[i].parent == i) {
			break;
		}
	}
}

enum change { CHANGE_DROP, CHANGE_DOUBLE, CHANGE_SWAP, CHANGE_REENCODE, CHANGES };
static const char *const change_texts[CHANGES] = {"drop", "double", "swap", "encode"};

/* The next element in the same parent; 0 if there is none. */
static size_t sibling(size_t i)
{
	bool next = i + 1 < node_count && nodes[i + 1].parent == nodes[i].parent &&
		    nodes[i + 1].at == nodes[i].at + nodes[i].size && i != 0;
	return next ? i + 1 : 0;
}

/* False where the change would change nothing, or is none. */
static bool make_change(enum change what, size_t i, struct edit *e)
{
	const struct node *n = &nodes[i];
	const struct rd whole = rd_of(subject.file.data + n->at, n->size);
	e->room = 0;
	assert_true(rd_dump(bytes_rd(&subject.file), e->rooms[0], sizeof(e->rooms[0]), &e->size));
	switch (what) {
	case CHANGE_DROP:
		if (i == 0) {
			return false;
		}
		splice(e, n->at, n->size, RD_EMPTY);
		mend_lengths(e, n->parent, -(long)n->size);
		return true;
	case CHANGE_DOUBLE:
		if (i == 0) {
			return false;
		}
		splice(e, n->at, 0, whole);
		mend_lengths(e, n->parent, (long)n->size);
		return true;
	case CHANGE_SWAP: {
		size_t k = sibling(i);
		struct rd next = rd_of(subject.file.data + nodes[k].at, nodes[k].size);
		if (k == 0 || rd_equal(whole, next)) {
			return false;
		}
		splice(e, n->at, n->size, RD_EMPTY);
		splice(e, n->at + next.left, 0, whole);
		return true;
	}
	case CHANGE_REENCODE: {
		/* One octet more of the length than needed: the same in BER. */
		const uint8_t length[] = {0x83, 0, (uint8_t)((n->size - n->header) >> 8),
					  (uint8_t)(n->size - n->header)};
		size_t before = n->header - tag_octets(n->tag);
		splice(e, n->at + tag_octets(n->tag), before, RD_ARRAY(length));
		if (i != 0) {
			mend_lengths(e, n->parent, (long)(sizeof(length) - before));
		}
		return true;
	}
	case CHANGES:
		break;
	}
	return false;
}

/*
 * Where a change is believed, it must be one that means nothing:
 *   drop      digest algorithms in front, or one of them; parameters that are NULL
 *   double    a whole certificate (PLACE_SIGNED by its octets, but a second copy), a SignerInfo, a
 *             digest algorithm or their list's entry
 *   swap      in the signer's name; two whole signed attributes: they are a set, and signed in the
 *             order of DER whatever order they come in
 *   encode    anything outside of eContent and the signed octets' own values: BER says the same
 */
static bool harmless(enum change what, size_t i)
{
	const struct node *n = &nodes[i];
	enum place place = place_at(n->at);
	bool unsigned_list = place == PLACE_DIGESTS || place == PLACE_NAME ||
			     place == PLACE_VERSION || place == PLACE_PARAMETERS;
	bool certificate = rd_equal(rd_of(subject.file.data + n->at, n->size),
				    rd_of(subject.signer, subject.signer_size));
	bool signer_info = n->tag == 0x30 && nodes[n->parent].tag == 0x31 && place == PLACE_OTHER;
	bool attribute = n->tag == 0x30 && nodes[n->parent].tag == 0xA0 &&
			 nodes[n->parent].at + nodes[n->parent].header == spans[1].from;
	switch (what) {
	case CHANGE_DROP:
		return unsigned_list;
	case CHANGE_SWAP:
		return unsigned_list || attribute;
	case CHANGE_DOUBLE:
		return unsigned_list || certificate || signer_info;
	case CHANGE_REENCODE:
		return true; /* believed only with the same meaning, see believed() */
	case CHANGES:
		break;
	}
	return false;
}

static void no_changed_element_is_believed(void **state)
{
	(void)state;
	static struct edit e;
	list_nodes();
	assert_true(node_count > 50);
	for (unsigned what = 0; what < CHANGES; what++) {
		size_t tried[PLACES] = {0};
		size_t passed[PLACES] = {0};
		for (size_t i = 0; i < node_count; i++) {
			if (!make_change((enum change)what, i, &e)) {
				continue;
			}
			enum place place = place_at(nodes[i].at);
			bool yes = believed(edited(&e, 0, e.size));
			tried[place]++;
			passed[place] += yes ? 1 : 0;
			if (yes && !harmless((enum change)what, i)) {
				print_message("%s of tag %X at %zu is believed\n",
					      change_texts[what], nodes[i].tag, nodes[i].at);
				fail();
			}
		}
		tell(change_texts[what], tried, passed);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_changed_bit_is_believed),
		cmocka_unit_test(no_shorter_file_is_believed),
		cmocka_unit_test(no_changed_element_is_believed),
	};
	EG_AUTO(bytes_free) struct bytes probe = {0};
	unsigned number = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : REAL_SODS;
	if (number >= REAL_SODS) {
		return 2;
	}
	if (!real_file(SOURCE_ROOT, GERMAN_LIST, &probe)) {
		printf("skipped: no real documents in %s\n", SOURCE_ROOT REAL_DATA);
		return 77;
	}
	every_bit = argc > 2 && strcmp(argv[2], "all") == 0;
	open_subject(number);
	double start = real_sod_cpu_ms();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	print_message("%s: %.1f s of CPU\n", real_sods[number].file,
		      (real_sod_cpu_ms() - start) / 1e3);
	bytes_free(&subject.file);
	trust_free(&subject.trust);
	return failed;
}
