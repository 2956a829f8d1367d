/*
 * msg: the fixed messages between processes, one SOCK_SEQPACKET datagram each.
 * Knows layouts and sizes. Never knows sockets, nor what a file's bytes mean.
 *
 * Same machine, same build: native byte order, no padding, at most 256 bytes. Bulk bytes travel
 * beside a message as one sealed memfd. Every message carries the traveller's epoch.
 */
#ifndef EG_WIRE_MSG_H
#define EG_WIRE_MSG_H

#include "base/cue.h"
#include "base/finger_cue.h"
#include "base/mrz_field.h"
#include "base/verdict.h"
#include "gate/passage.h"
#include "gate/policy.h"
#include "wire/case.h"

#define MSG_SIZE      256
#define MSG_BODY_SIZE 248
#define MSG_MRZ_SIZE  90 /* TD1: 3 lines of 30; TD3: 2 of 44 */
#define MSG_MRZ_MARKS 12 /* octets of a bit for each character */
/* A set of pki/fault.h, as faults_to_bytes gives it; nobody between its two ends reads it. */
#define MSG_FAULTS_SIZE 16
#define MSG_CHECKS_SIZE ((CHECK_COUNT + 7) / 8) /* a bit for each check */

enum role {
	ROLE_CORE,
	ROLE_PAGE,
	ROLE_CHIP,
	ROLE_VERIFY,
	ROLE_FACE,
	ROLE_JOURNAL,
	ROLE_GUARD,      /* takes the outputs over when the core cannot drive them */
	ROLE_FINGER,     /* decodes the chip's fingers, compares; holds no device */
	ROLE_TOUCH,      /* holds the finger sensor; sees no byte of a chip */
	ROLE_WATCHLIST,  /* holds the signed lists; sees printed zones, no picture */
	ROLE_CONSOLE,    /* officers' orders and watchers of the lane */
	ROLE_SUPERVISOR, /* egated */
	ROLE_COUNT
};
const char *role_name(unsigned role);

/*
 * Files of the chip by their own numbers (Doc 9303-10), as used in MSG_FILE; from 40 on what a
 * protocol gave.
 */
enum chip_file_id {
	CHIP_FILE_DG1 = 1,
	CHIP_FILE_DG2 = 2,
	CHIP_FILE_DG3 = 3, /* where the lane wants fingers */
	CHIP_FILE_DG14 = 14,
	CHIP_FILE_DG15 = 15,
	CHIP_FILE_DG16 = 16, /* the data groups between are numbers, too */
	CHIP_FILE_CARD_ACCESS = 28,
	CHIP_FILE_SOD = 29,
	CHIP_FILE_COM = 30,
	CHIP_FILE_CARD_SECURITY = 33,
	CHIP_FILE_ATR_INFO = 34,
	CHIP_FILE_DIR = 35,
	CHIP_FILE_CVCA = 36,
	CHIP_FILE_AA_SIGNATURE = 40,      /* answer to INTERNAL AUTHENTICATE */
	CHIP_FILE_AA_REFUSED = 41,        /* chip has a DG15 but gave no signature; empty */
	CHIP_FILE_CHIP_AUTH_KEY = 42,     /* SubjectPublicKeyInfo that the chip proved to hold */
	CHIP_FILE_CHIP_AUTH_REFUSED = 43, /* chip did not prove the key of DG14; empty */
	CHIP_FILE_CHIP_MAPPING = 44,      /* PK_Map,IC and CA_IC of PACE with CAM, of each access */
};
#define CHIP_FILE_LIMIT 64 /* numbers are below: a set of files is one word */
/* True if the number is one of these; MSG_FILE carries only those that a lane needs. */
bool chip_file_known(unsigned file);

/* Bodies. Each is packed by construction; sizes are asserted in msg.c. */
struct msg_none {
	uint8_t unused[4];
};
struct msg_ready { /* worker -> core: warm; face: models loaded and hash-checked */
	uint8_t role;
	uint8_t pad[3];
};
/*
 * page -> core: MRZ text as read, lines joined. The check digits of the chip's key are right; all
 * are where no character is unsure.
 */
struct msg_document {
	uint8_t kind; /* enum document_kind */
	uint8_t size;
	char mrz[MSG_MRZ_SIZE];
	/* Bit n % 8 of octet n / 8: character n may be another one, and is compared with nothing.
	 * None of those that the chip's key is made of. */
	uint8_t unsure[MSG_MRZ_MARKS];
	/* What was seen of the print, for CHECK_PAGE_PRINT and CHECK_PAGE_INFRARED: enum verdict
	 * and enum reason; VERDICT_NOT_DONE of lines of text, or without an infrared picture. */
	uint8_t print;
	uint8_t print_why;
	uint8_t infrared;
	uint8_t infrared_why;
	uint8_t corrected; /* characters that check digits determined against what was seen */
	uint8_t picture;   /* 1: MSG_PAGE_PICTURE follows, of the portrait */
	uint8_t lay;       /* 1: it lay there before this worker looked, as far as is known */
	uint8_t pad[1];
	uint32_t own_us; /* from the picture to its text; 0: lines of text came */
};
/* Portrait of a page, upright: what surrounds it may be on it, too. */
#define PAGE_PICTURE_SIDE_MAX 1024 /* pixels */
#define PAGE_PICTURE_SIZE_MAX ((uint32_t)PAGE_PICTURE_SIDE_MAX * PAGE_PICTURE_SIDE_MAX)
struct msg_page_picture { /* page -> core -> face; + memfd of width * height grey octets */
	uint32_t size;
	uint16_t width;
	uint16_t height;
	uint16_t dpi;
	uint8_t pad[2];
};
struct msg_page_guide { /* page -> core -> watchers */
	uint8_t prompt; /* enum page_prompt (src/document/page_prompt.h) */
	uint8_t pad[3];
};
struct msg_begin {    /* core -> page, chip, verify, face: serve this traveller */
	uint8_t kind; /* enum document_kind */
	uint8_t mrz_size;
	char mrz[MSG_MRZ_SIZE];
	uint8_t unsure[MSG_MRZ_MARKS]; /* as of msg_document */
	uint8_t challenge[8]; /* Active Authentication, drawn by the core (Doc 9303-11, 6.1) */
	struct date today;
};
struct msg_file { /* chip -> core -> verify; + memfd with exactly size bytes */
	uint32_t size;
	uint16_t file; /* enum chip_file_id */
	uint8_t pad[2];
};
struct msg_findings { /* any worker -> core; core -> officers */
	struct findings findings;
	uint8_t tolerated[MSG_FAULTS_SIZE]; /* verify only: what a profile or a list passed over */
	uint8_t excused[MSG_CHECKS_SIZE];   /* core only, by check, lowest bit first: did not pass,
					     * and the lane's policy tolerates it */
};
struct msg_chip_done { /* chip -> core: everything is sent */
	uint32_t apdus;
	uint32_t bytes_up;
	uint32_t bytes_down;
	uint32_t link_us; /* waiting for the chip */
	uint32_t own_us;  /* own computing */
	uint8_t access;   /* 0 none, 1 BAC, 2 PACE */
	uint8_t pad[3];
};
struct msg_holder { /* verify -> core: DG1, after its hash was verified */
	struct holder_facts facts;
	uint8_t mrz_size;
	char mrz[MSG_MRZ_SIZE];
};
struct msg_portrait { /* verify -> core -> face; + memfd with the encoded picture of DG2 */
	uint32_t size;
};
struct msg_verify_done { /* verify -> core: all findings sent; CPU time used */
	uint32_t own_us;
};
struct msg_portrait_ready { /* face -> core: portrait decoded and embedded; CPU time used */
	uint32_t own_us;
	int16_t page;      /* the page's portrait against the chip's: cosine x 1000; else 0 */
	uint8_t page_why;  /* enum reason why they were not compared; REASON_NONE: they were */
	uint8_t page_came; /* 1: there was a MSG_PAGE_PICTURE */
};
struct msg_face_result { /* face -> core */
	struct face_scores scores;
	int16_t quality; /* norm of the embedding x 1000 */
	int16_t closest; /* highest score of any one frame against the portrait; as scores.match */
	uint8_t frames;  /* used */
	uint8_t challenge; /* enum face_prompt that was asked last as a challenge; 0: none was */
	uint32_t own_us;   /* from the first frame wanted to the result */
	uint32_t model;    /* first four bytes of the embedder's SHA-256 */
	struct cues cues;
	uint8_t covered; /* 0, or no frame was used because most faces were partly covered */
	uint8_t pad[(4 - (CUE_COUNT + 1) % 4) % 4 + 4];
};
struct msg_unfit { /* face, touch, page -> core: cannot serve for now, and ends; another is started
		    */
	uint8_t reason; /* enum reason, for the officer */
	uint8_t pad[3];
};
struct msg_face_guide { /* face -> core -> watchers: enum face_prompt */
	uint8_t prompt;
	uint8_t pad[3];
};
/* What an officer looks at: the two faces to compare, and the page as the reader saw it. */
enum face_picture {
	FACE_PICTURE_PORTRAIT,
	FACE_PICTURE_LIVE,
	FACE_PICTURE_PAGE, /* of a page worker whose reader gives pictures; the others of face */
	FACE_PICTURE_COUNT
};
#define FACE_PICTURE_WIDTH_MAX       1024 /* pixels */
#define FACE_PICTURE_HEIGHT_MAX      480
#define FACE_PICTURE_PAGE_HEIGHT_MAX 768            /* small print is to be read */
#define FACE_PICTURE_SIZE_MAX        (160u * 1024u) /* of the JPEG: noise of any of these fits */
struct msg_face_picture { /* face, page -> core -> watchers that ask; + memfd with a JPEG of its
			     own making */
	uint32_t size;
	uint16_t width;
	uint16_t height;
	uint8_t which; /* enum face_picture */
	uint8_t pad[3];
};
/* The chip's fingers: every usable image of DG3 after its hash was verified, in the file's order.
 */
#define FINGER_IMAGES_MAX     16             /* as many as a DG3 holds */
#define FINGER_IMAGE_SIZE_MAX (256u * 1024u) /* no file of a chip is larger */
struct msg_finger { /* verify -> core -> finger; + memfd with the encoded image */
	uint32_t size;
	uint16_t width; /* pixels, as the record tells; 0: it does not */
	uint16_t height;
	uint16_t dpi;     /* as told; 0: it does not */
	uint8_t depth;    /* bits a pixel, as told; 0: it does not */
	uint8_t raw;      /* 1: pixels without a header */
	uint8_t position; /* ISO/IEC 19794-4, Table 5: one finger, 1..10 */
	uint8_t index;    /* from 0, of count */
	uint8_t count;    /* 1..FINGER_IMAGES_MAX, the same in each */
	uint8_t pad;
};
struct msg_fingers_ready { /* finger -> core: every image was looked at */
	uint32_t own_us;
	uint16_t positions; /* 1 << position of each that gave a template */
	uint8_t pad[2];
};
struct msg_finger_capture { /* core -> finger: the traveller stands there, compare now */
	uint32_t ms;        /* the result has to be there by then */
	uint16_t order;     /* number of this order, from 1 on for each traveller */
	uint8_t tries;      /* presses for each finger */
	uint8_t count;      /* of position */
	uint8_t position[POLICY_FINGERS]; /* in this order; each gave a template */
	uint8_t pad[2];
};
struct msg_press {      /* finger -> core -> touch: a press is wanted, or no more */
	uint32_t press; /* its number: one more than the last wanted of this traveller, from 1 on */
	uint32_t ms;    /* how long to wait for it; 0 in MSG_PRESS_STOP */
};
/* As hal/finger_sensor.h has them. */
enum press_event {
	PRESS_NEEDED = 1, /* a finger may be laid on */
	PRESS_PRESENT,
	PRESS_TAKEN, /* seen well enough: it may be lifted */
	PRESS_LIFTED,
	PRESS_RETRY, /* no image of this one, the sensor waits for another */
	PRESS_OVER,  /* time is up without an image: the sensor is off */
	PRESS_EVENT_COUNT
};
enum press_retry {
	PRESS_RETRY_GENERAL,
	PRESS_RETRY_SHORT,
	PRESS_RETRY_CENTRE,
	PRESS_RETRY_REMOVE,
	PRESS_RETRY_TOO_LIGHT,
	PRESS_RETRY_COUNT
};
struct msg_press_event { /* touch -> core -> finger */
	uint32_t press;
	uint8_t event; /* enum press_event */
	uint8_t retry; /* enum press_retry, of PRESS_RETRY; else 0 */
	uint8_t pad[2];
};
#define PRESS_SIDE_MAX 2048 /* pixels, as hal/finger_sensor.h has it */
#define PRESS_DPI_MIN  250  /* likewise: ISO/IEC 19794-4 knows 250 to 1000 dpi */
#define PRESS_DPI_MAX  1000
struct msg_press_image { /* touch -> core -> finger; + memfd of width * height grey octets */
	uint32_t press;
	uint32_t size;
	uint16_t width;
	uint16_t height;
	uint16_t dpi; /* PRESS_DPI_MIN..PRESS_DPI_MAX */
	uint8_t pad[2];
};
struct msg_finger_guide { /* finger -> core -> watchers */
	uint8_t prompt;   /* enum finger_prompt (biometrics/finger_prompt.h) */
	uint8_t position; /* finger that it is about, 1..10; 0: none in particular */
	uint8_t pad[2];
};
struct msg_finger_result { /* finger -> core: of the order with this number */
	struct finger_scores scores;
	uint16_t order;
	struct finger_cues cues;
	uint8_t why; /* enum reason why nothing was compared; REASON_NONE: something was */
	uint8_t pad[3];
	uint32_t own_us;  /* computing, without what the traveller took */
	uint32_t matcher; /* version: scores of another are no scores of this one */
};
#define RECORD_SESSION_SHIFT 24
struct msg_record { /* core -> journal; acknowledged by MSG_RECORDED with the same number */
	/* Of this request: the core's start << RECORD_SESSION_SHIFT, counted on; of RECORD_CASE as
	 * of msg_case. */
	uint64_t number;
	int64_t unix_ms;   /* of RECORD_CASE as of msg_case */
	uint8_t what;      /* enum record_what */
	uint8_t direction; /* enum direction */
	uint8_t why;       /* enum gate_why */
	uint8_t check;     /* enum check and reason that referred */
	uint8_t reason;
	uint8_t order; /* enum gate_event_kind of an officer's order; enum case_state of
			  RECORD_CASE */
	uint8_t mrz_size;
	/* Printed zone; the officer's own words (UTF-8) of RECORD_ORDER and RECORD_CASE. */
	char mrz[MSG_MRZ_SIZE];
	uint8_t code; /* enum case_code of those two */
	struct face_scores scores;
	uint8_t pad2[2];
	uint32_t traveller; /* epoch: ties a crossing to what came of it; 0: about nobody */
	uint32_t officer;   /* as case.h numbers officers; 0 if none */
	uint32_t model;
	uint8_t verdicts[CHECK_COUNT];      /* verdict << 6 | reason, in the order of checks */
	uint8_t tolerated[MSG_FAULTS_SIZE]; /* as of msg_findings */
	uint8_t pad3[4 - (CHECK_COUNT + MSG_FAULTS_SIZE) % 4];
	uint32_t matcher; /* of the fingers */
	struct finger_scores fingers;
	uint32_t finger_one_in; /* false match rate that finger_match stands for; 0: not known */
	int16_t finger_match;   /* decibans that were needed; 0: none was compared */
	int16_t page_score;     /* the page's portrait against the chip's: cosine x 1000 */
	uint8_t page_scored;    /* 1: they were compared */
	uint8_t page_differs;   /* enum mrz_field: printed zone and chip differ there */
	uint8_t page_unsure;    /* enum mrz_field: not read surely, and so not compared whole */
	uint8_t pad4[5];
	/* As of msg_order: this traveller began there; of RECORD_CASE the case itself. */
	struct case_ref from;
	uint8_t pad5[4];
};
enum record_what {
	RECORD_CROSSING = 1,
	RECORD_REFERRAL,
	RECORD_ALARM,
	RECORD_ORDER,
	RECORD_SERVICE,
	RECORD_CASE
};
struct msg_recorded { /* journal -> core: durable */
	uint64_t number;
	uint64_t row;
};
struct msg_order {      /* console -> core */
	uint8_t order;  /* enum gate_event_kind, GATE_EV_ORDER_* */
	uint8_t code;   /* enum case_code */
	uint8_t listed; /* 1, of a pass: they are listed, by what was found at another lane */
	uint8_t pad;
	uint32_t officer; /* enrolled, of the officer's user alone; 0: whoever is connected */
	char note[CASE_NOTE_SIZE];
	/* Of a pass or a way back at a desk: the gate's case that ends there. */
	struct case_ref from;
};
/* What a watcher is told. */
enum watch_as {
	WATCH_LANE,      /* MSG_STATUS and MSG_LOAD */
	WATCH_OFFICER,   /* and of whoever is referred: documents, findings, hits, pictures */
	WATCH_TRAVELLER, /* MSG_GUIDE alone: a screen that anybody can see */
	WATCH_AS_COUNT
};
struct msg_watch {       /* console -> core: tell me; again where something changes */
	uint8_t as;      /* enum watch_as */
	uint8_t attends; /* 1: an officer looks at what is told */
	uint8_t pad[2];
};
/* core -> watchers as WATCH_TRAVELLER, on every change. */
struct msg_guide {
	uint8_t state;   /* enum gate_state */
	uint8_t reason;  /* enum guide_reason */
	uint8_t service; /* enum guide_service */
	uint8_t reversed;
	uint8_t face_prompt; /* enum face_prompt, finger_prompt, page_prompt; 0: none */
	uint8_t finger_prompt;
	uint8_t finger_position; /* of that prompt */
	uint8_t page_prompt;
	uint8_t progress; /* of reading and verifying, percent */
	uint8_t pad[3];
	uint32_t left_ms;    /* until the state's timer runs out; 0: it has none */
	uint32_t whole_ms;   /* of that timer */
	char nationality[4]; /* of the printed zone, for the language; empty: nobody's */
};
/* core -> watchlist: are document and holder listed? Of the page as soon as a traveller begins; of
 * the chip as soon as DG1's hash was verified. */
struct msg_lookup {
	uint8_t source; /* enum lookup_source */
	uint8_t kind;   /* enum document_kind */
	uint8_t mrz_size;
	char mrz[MSG_MRZ_SIZE];
	uint8_t unsure[MSG_MRZ_MARKS]; /* as of msg_document */
	struct date today;
};
/* watchlist -> core -> officers: one entry that matches. */
struct msg_hit {
	uint8_t source;   /* enum lookup_source */
	uint8_t index;    /* from 0, below HITS_MAX */
	uint8_t kind;     /* enum hit_kind */
	uint8_t category; /* enum hit_category */
	uint16_t matched; /* 1 << enum hit_feature of each that agrees */
	uint16_t listed;  /* of each that the entry has */
	uint16_t score;   /* x 1000; an exact match has 1000 */
	uint8_t stale;    /* enum reason why the list is not good on that day; REASON_NONE: it is */
	uint8_t pad;
	uint32_t list;             /* number of the list, as it is signed */
	struct date birth;         /* as listed; zeros: it is not, also in parts */
	char state[4];             /* as listed: issuing state, or nationality of a person */
	char document[24];         /* as listed; texts are UTF-8 with NULs behind */
	char name[64];             /* "SURNAME, GIVEN NAMES" */
	char reference[24];        /* the authority's own, to ask by */
	char note[CASE_NOTE_SIZE]; /* what is to be done */
};
struct msg_lookup_done { /* watchlist -> core: every hit of this source was told */
	uint8_t source;  /* enum lookup_source */
	uint8_t verdict; /* enum verdict for CHECK_WATCHLIST, and enum reason */
	uint8_t reason;
	uint8_t count; /* hits; those from HITS_MAX on were not told */
	uint32_t list; /* number of the list */
	uint32_t own_us;
};
/* What a desk's rules still want taken of the traveller, and can be had. */
enum desk_need { NEEDS_FACE = 1, NEEDS_FINGER = 2 };
struct msg_status { /* core -> console watchers, on every change */
	int64_t mono_us;
	uint32_t inputs;
	uint32_t outputs;
	uint8_t state;
	uint8_t evidence;
	uint8_t why;
	uint8_t check;
	uint8_t reason;
	uint8_t event; /* enum gate_event_kind that led here */
	uint8_t prompt;
	uint8_t step; /* enum lane_step just finished, 0 if none */
	uint32_t step_us;
	uint32_t session;   /* random, of this start of the core: another numbers travellers anew */
	uint8_t direction;  /* enum direction, as the lane stands now */
	uint8_t reversible; /* 1: an officer may turn it round */
	uint8_t closing;    /* 1: out of service as soon as nobody is served */
	uint8_t desk;       /* 1: an inspection desk, without doors */
	struct face_scores scores;
	uint16_t missing; /* 1 << role of each process that is not ready to serve */
	uint8_t unfit;    /* enum reason why the face worker is not: as it said last; 0: none */
	uint8_t fault;    /* enum gate_fault: why the sensors cannot be believed; 0: they can */
	uint8_t wire; /* bit of the wire that it is about, as it is wired; GATE_WIRE_COUNT: none */
	uint8_t breach;     /* enum gate_why: what the passage logic sees now */
	uint8_t reversed;   /* 1: the lane is turned round */
	uint8_t unattended; /* 1: nobody is served, since no officer watches */
	int16_t face_match; /* thresholds that the scores are judged by, as in struct policy */
	int16_t face_refer;
	int16_t live_match;
	int16_t fingers; /* decibans, as of struct finger_scores; 0: none was compared */
	int16_t finger_match;
	int16_t finger_refer;
	uint8_t touch_unfit;     /* as unfit, of the process that holds the finger sensor */
	uint8_t finger_prompt;   /* enum finger_prompt */
	uint8_t finger_position; /* of that prompt */
	uint8_t page_prompt;     /* enum page_prompt */
	uint8_t page_unfit;      /* as unfit, of the page reader */
	uint8_t page_scored;     /* these as of msg_record */
	int16_t page_score;
	int16_t page_match; /* thresholds that it is judged by */
	int16_t page_refer;
	uint8_t page_differs;
	uint8_t page_unsure;
	uint32_t finger_one_in; /* as of msg_record */
	uint32_t agreed;  /* officer who would let this listed traveller pass; 0: nobody yet */
	uint8_t hits;     /* of watchlists, page and chip together */
	uint8_t agreeing; /* 1: one has agreed, and another one has to */
	uint8_t refused;  /* enum gate_event_kind of an order that was not taken, told to whoever
			     gave it, once; else 0 */
	uint8_t needs;    /* enum desk_need bits: to be taken of this traveller before a pass */
};
struct msg_load { /* core -> console watchers: what came too late or not at all, since its start */
	uint32_t late_ticks;      /* ticks that had no turn of their own */
	uint32_t missed_drives;   /* outputs stood for longer than 150 ms */
	uint32_t long_turns;      /* turns over their budget */
	uint32_t dropped;         /* messages that a peer could not take */
	uint32_t lost_records;    /* records that found no room */
	uint32_t longest_turn_us; /* from the wake to the end of the turn */
	uint32_t longest_gap_us;  /* between two drives */
	uint32_t longest_edge_us; /* from an edge, by the kernel's stamp, to the wake; 0: no stamps
				   */
};
/* Machine steps that the core times and tells its watchers. */
enum lane_step {
	STEP_NONE,
	STEP_CHIP_LINK, /* waiting for the chip (excluded from machine time) */
	STEP_CHIP,      /* own computing of the reader */
	STEP_VERIFY,    /* signature, chain, hashes, parsing, policy */
	STEP_PORTRAIT,  /* decode and embed the portrait (overlaps walking) */
	STEP_FACE,      /* frames to score */
	STEP_RECORD,    /* journal write to acknowledgement */
	STEP_FINGERS,   /* decode and extract the chip's fingers (overlaps walking) */
	STEP_FINGER,    /* computing of a live finger's comparison */
	STEP_PAGE,      /* from the picture of a page to its text */
	STEP_WATCHLIST, /* lookup of document and holder */
	STEP_COUNT
};
/* For people: "chip link"; empty for STEP_NONE. */
const char *step_text(unsigned step);

/* Kind: name, body type, whether a memfd travels beside it. */
#define MSG_KINDS(X)                                            \
	X(MSG_READY, struct msg_ready, false)                   \
	X(MSG_DOCUMENT, struct msg_document, false)             \
	X(MSG_DOCUMENT_GONE, struct msg_none, false)            \
	X(MSG_BEGIN, struct msg_begin, false)                   \
	X(MSG_FILE, struct msg_file, true)                      \
	X(MSG_FINDINGS, struct msg_findings, false)             \
	X(MSG_CHIP_DONE, struct msg_chip_done, false)           \
	X(MSG_FILES_END, struct msg_none, false)                \
	X(MSG_HOLDER, struct msg_holder, false)                 \
	X(MSG_PORTRAIT, struct msg_portrait, true)              \
	X(MSG_VERIFY_DONE, struct msg_verify_done, false)       \
	X(MSG_PORTRAIT_READY, struct msg_portrait_ready, false) \
	X(MSG_CAPTURE, struct msg_none, false)                  \
	X(MSG_FACE_GUIDE, struct msg_face_guide, false)         \
	X(MSG_FACE_RESULT, struct msg_face_result, false)       \
	X(MSG_RECORD, struct msg_record, false)                 \
	X(MSG_RECORDED, struct msg_recorded, false)             \
	X(MSG_ORDER, struct msg_order, false)                   \
	X(MSG_WATCH, struct msg_watch, false)                   \
	X(MSG_STATUS, struct msg_status, false)                 \
	X(MSG_LOAD, struct msg_load, false)                     \
	X(MSG_FACE_PICTURE, struct msg_face_picture, true)      \
	X(MSG_UNFIT, struct msg_unfit, false)                   \
	X(MSG_FINGER, struct msg_finger, true)                  \
	X(MSG_FINGERS_READY, struct msg_fingers_ready, false)   \
	X(MSG_FINGER_CAPTURE, struct msg_finger_capture, false) \
	X(MSG_FINGER_STOP, struct msg_none, false)              \
	X(MSG_PRESS_WANTED, struct msg_press, false)            \
	X(MSG_PRESS_STOP, struct msg_press, false)              \
	X(MSG_PRESS_EVENT, struct msg_press_event, false)       \
	X(MSG_PRESS_IMAGE, struct msg_press_image, true)        \
	X(MSG_FINGER_GUIDE, struct msg_finger_guide, false)     \
	X(MSG_FINGER_RESULT, struct msg_finger_result, false)   \
	X(MSG_PAGE_PICTURE, struct msg_page_picture, true)      \
	X(MSG_PAGE_GUIDE, struct msg_page_guide, false)         \
	X(MSG_LOOKUP, struct msg_lookup, false)                 \
	X(MSG_HIT, struct msg_hit, false)                       \
	X(MSG_LOOKUP_DONE, struct msg_lookup_done, false)       \
	X(MSG_CASE, struct msg_case, false)                     \
	X(MSG_GUIDE, struct msg_guide, false)                   \
	X(MSG_CASE_RECORDED, struct msg_case_recorded, false)

enum msg_kind {
	MSG_NOTHING,
#define X(name, type, bulk) name,
	MSG_KINDS(X)
#undef X
		MSG_KIND_COUNT
};

struct msg {
	uint16_t kind; /* enum msg_kind */
	uint16_t size; /* of the body */
	uint32_t epoch;
	union {
		struct msg_none none;
		struct msg_ready ready;
		struct msg_document document;
		struct msg_begin begin;
		struct msg_file file;
		struct msg_findings findings;
		struct msg_chip_done chip_done;
		struct msg_holder holder;
		struct msg_portrait portrait;
		struct msg_verify_done verify_done;
		struct msg_face_result face_result;
		struct msg_face_guide face_guide;
		struct msg_record record;
		struct msg_recorded recorded;
		struct msg_order order;
		struct msg_watch watch;
		struct msg_status status;
		struct msg_load load;
		struct msg_face_picture face_picture;
		struct msg_unfit unfit;
		struct msg_finger finger;
		struct msg_fingers_ready fingers_ready;
		struct msg_finger_capture finger_capture;
		struct msg_press press;
		struct msg_press_event press_event;
		struct msg_press_image press_image;
		struct msg_finger_guide finger_guide;
		struct msg_finger_result finger_result;
		struct msg_portrait_ready portrait_ready;
		struct msg_page_picture page_picture;
		struct msg_page_guide page_guide;
		struct msg_lookup lookup;
		struct msg_hit hit;
		struct msg_lookup_done lookup_done;
		struct msg_case officer_case;
		struct msg_guide guide;
		struct msg_case_recorded case_recorded;
		uint8_t raw[MSG_BODY_SIZE];
	} body;
};

/* A zeroed message of a kind with its size set. */
struct msg msg_make(enum msg_kind kind, uint32_t epoch);
/* Parses one received datagram: kind known, size exact, enums in range, text sizes in bounds. */
EG_CHECK enum eg_err msg_parse(struct rd datagram, bool has_bulk, struct msg *out);
/* Bytes to send: header and body without trailing room. */
size_t msg_length(const struct msg *m);

#endif
