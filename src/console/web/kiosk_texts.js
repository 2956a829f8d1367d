/*
 * kiosk_texts: what the travellers' page says, by language.
 * Knows the shape of a language's texts and which languages there are. Never knows which is spoken.
 */
import { ar } from './kiosk_text_ar.js';
import { en } from './kiosk_text_en.js';
import { es } from './kiosk_text_es.js';
import { fr } from './kiosk_text_fr.js';
import { ja } from './kiosk_text_ja.js';
import { ko } from './kiosk_text_ko.js';
import { ky } from './kiosk_text_ky.js';
import { ru } from './kiosk_text_ru.js';
import { zhHans } from './kiosk_text_zh_hans.js';
import { zhHant } from './kiosk_text_zh_hant.js';

/**
 * What to do, and where it helps a second sentence. Neither has a full stop in its title.
 * @typedef {[string] | [string, string]} Words
 *
 * States of the gate as in src/gate/gate.h; the last two are the page's own: the lane takes nobody
 * for now, and the connection is lost.
 * @typedef {'init' | 'closed' | 'idle' | 'reading' | 'walking' | 'entry-open' | 'entry-closing' |
 *   'face' | 'finger' | 'recording' | 'exit-open' | 'exit-closing' | 'referred-outside' |
 *   'referred-inside' | 'back-open' | 'back-closing' | 'alarm' | 'evacuate' | 'clearing' |
 *   'not-ready' | 'lost'} State
 *
 * src/document/page_prompt.h
 * @typedef {'lay' | 'still' | 'flat' | 'turn-over' | 'photo-page' | 'further-in' | 'one-only' |
 *   'too-soon' | 'reading' | 'no-cover' | 'ask-officer' | 'no-screen'} PagePrompt
 *
 * biometrics/face_prompt.h
 * @typedef {'look' | 'closer' | 'alone' | 'centre' | 'still' | 'eyes' | 'done' | 'blink' |
 *   'turn-left' | 'turn-right' | 'straight' | 'mouth' | 'glasses' | 'hat' | 'light' | 'bright' |
 *   'back' | 'chin-up' | 'chin-down' | 'ahead' | 'upright' | 'mouth-closed' | 'steady'} FacePrompt
 *
 * biometrics/finger_prompt.h
 * @typedef {'place' | 'centre' | 'whole' | 'more' | 'less' | 'dry' | 'wet' | 'still' | 'lift' |
 *   'again' | 'other' | 'done' | 'wait' | 'longer' | 'turn'} FingerPrompt
 *
 * src/wire/case.h; 'none' is told as 'officer' is.
 * @typedef {'officer' | 'unreadable' | 'document-kind' | 'expired' | 'not-eligible' | 'too-young' |
 *   'face' | 'finger' | 'alone' | 'object' | 'time' | 'way' | 'left' | 'fault'} Reason
 *
 * @typedef {object} Texts
 * @property {string} tag BCP 47
 * @property {string} voice the tag that voices go by
 * @property {string} name of the language, in itself
 * @property {'ltr' | 'rtl'} dir
 * @property {string} stop what ends a spoken sentence
 * @property {string} title of the page
 * @property {string} languages what the group of languages is called
 * @property {string} speech what the button of speech is called
 * @property {string} on
 * @property {string} off
 * @property {string} left {n}: whole seconds
 * @property {string} progress of reading; {n}: percent
 * @property {Record<State, Words>} state
 * @property {Record<PagePrompt, Words>} page
 * @property {Record<FacePrompt, Words>} face
 * @property {Record<FingerPrompt, Words>} finger
 * @property {Record<Reason, string>} reason
 * @property {[string, string, string, string, string, string, string, string, string, string]}
 *   fingers right thumb to little finger, then left (ISO/IEC 19794-4, Table 5: from 1)
 */

/** In the order in which they stand on the page, unless the lane has another. @type {Texts[]} */
export const LANGUAGES = [en, zhHans, zhHant, ru, ky, fr, es, ar, ja, ko];

/** @type {ReadonlyMap<string, Texts>} */
export const TEXTS = new Map(LANGUAGES.map((texts) => [texts.tag, texts]));
