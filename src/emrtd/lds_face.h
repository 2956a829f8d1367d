/*
 * lds_face: the facial images of DG2 (Doc 9303-10, 4.7.2) as plain structs.
 * Knows records of ISO/IEC 19794-5:2005 and blocks of ISO/IEC 39794-5:2019. Never knows whether
 * they are genuine, nor how to decode a picture.
 *
 * Codes are those of 39794-5, also for what a record of 19794-5 tells; LDS_UNTOLD is none.
 */
#ifndef EG_EMRTD_LDS_FACE_H
#define EG_EMRTD_LDS_FACE_H

#include "emrtd/lds_block.h"
#include "emrtd/lds_picture.h"

/* Doc 9303-10, Table 45: 1 to 9 encodings. */
#define LDS_FACES_MAX 9

enum lds_sex { LDS_SEX_OTHER = 1, LDS_SEX_MALE = 2, LDS_SEX_FEMALE = 3 };
/* 19794-5, 5.7.1; 39794-5 has the last alone. */
enum lds_face_kind { LDS_FACE_BASIC, LDS_FACE_FRONTAL, LDS_FACE_TOKEN, LDS_FACE_MRTD };

struct lds_angle {
	bool told;
	int16_t degrees;     /* -180 to 180 */
	int16_t uncertainty; /* degrees, 0 to 180, or LDS_UNTOLD */
};

/* Bits of properties: glasses 0, moustache 1, beard 2, teeth 3, pupil not visible 4, mouth open 5,
 * left patch 6, right patch 7, dark glasses 8, biometric absent 9, head covering 10. Of expression:
 * neutral 0, smile 1, raised eyebrows 2, looking away 3, squinting 4, frowning 5. */
struct lds_face {
	struct lds_header header; /* of the template that holds it */
	enum lds_encoding encoding;
	enum lds_picture format; /* by its magic bytes, else as told */
	struct rd image;         /* borrowed from the file; never empty */
	uint16_t width;          /* pixels as told, 0 if not */
	uint16_t height;
	uint64_t deviations;

	int32_t sex;
	int32_t eye_colour;
	int32_t hair_colour;
	int32_t subject_height; /* centimetres or millimetres, as the issuer has it */
	struct lds_flags properties;
	struct lds_flags expression;
	struct lds_angle yaw;
	struct lds_angle pitch;
	struct lds_angle roll;

	int32_t kind;
	int32_t colour_space;
	int32_t source;      /* captureDeviceTechnologyId2D */
	int32_t device_type; /* 19794-5 alone: the vendor's number */
	int32_t quality;     /* 19794-5: the header's word; 39794-5: the first score */

	/* 39794-5 alone, from here on. */
	int32_t version; /* year */
	int32_t id;
	int32_t session;
	int32_t derived_from;
	struct lds_moment captured;
	struct rd qualities; /* for lds_quality_next */
	struct lds_attack attack;
	struct lds_registry model;
	struct lds_registry certification; /* the first */
	struct lds_flags processing;       /* PostAcquisitionProcessingBlock */
	struct lds_flags spectrum;         /* white light 0, near infrared 1, thermal 2 */
	int32_t lossy_attempts;
	int32_t camera_distance; /* millimetres */
	int32_t sensor_diagonal;
	int32_t focal_length;
	int32_t head_width; /* pixels, as the three that follow */
	int32_t eye_distance;
	int32_t eye_to_mouth;
	int32_t head_length;
	struct rd colour_schema; /* borrowed, as the two that follow: the first mapping */
	struct rd colour_definition;
	struct rd colour_value;

	struct rd landmarks; /* for lds_landmark_next; counted whether it can be read or not */
	unsigned landmark_count;
};

enum lds_landmark_scheme {
	LDS_LANDMARK_MPEG4, /* code: major * 16 + minor */
	LDS_LANDMARK_NAME,  /* codes of 39794-5 */
	LDS_LANDMARK_POINT_NAME,
	LDS_LANDMARK_POINT_ID,
	LDS_LANDMARK_UNKNOWN,
};
struct lds_landmark {
	enum lds_landmark_scheme scheme;
	int32_t code;
	int32_t x; /* pixels, LDS_UNTOLD if it is not placed */
	int32_t y;
	int32_t z; /* LDS_UNTOLD in a plane */
};

struct lds_faces {
	struct lds_face face[LDS_FACES_MAX];
	unsigned count;      /* 1 or more */
	uint64_t deviations; /* of the group and of every face */
};

/*
 * All images of DG2, in order; bytes borrowed from file. EG_BAD_DATA if there is none, or where a
 * length leads out of its container; EG_TOO_BIG for more than LDS_FACES_MAX; then out is empty.
 */
EG_CHECK enum eg_err lds_faces_read(struct rd file, struct lds_faces *out);
/* The next of a face's landmarks; start with face->landmarks. False at the end. */
EG_CHECK bool lds_landmark_next(struct rd *landmarks, enum lds_encoding encoding,
				struct lds_landmark *out, uint64_t *deviations);

struct lds_portrait {
	enum lds_picture format; /* by the magic bytes, not by the header's word */
	struct rd bytes;         /* borrowed from the file */
	uint64_t deviations;     /* of the file; a strict caller gives them to lds_refuse */
};
/* First face image of DG2 that is JPEG or JPEG 2000, in either encoding. */
EG_CHECK enum eg_err lds_dg2(struct rd file, struct lds_portrait *out);

#endif
