/*
 * kiosk_sound: what the page lets hear: words, where somebody wants them, and a soft tone.
 * Knows voices. Never knows what the words mean, nor when to speak.
 */

/** @returns {boolean} */
export function canSpeak() {
	return 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window;
}

/**
 * What is being said is broken off: only the present counts.
 * @param {string} text empty: be silent
 * @param {string} voice BCP 47
 */
export function say(text, voice) {
	if (!canSpeak()) {
		return;
	}
	window.speechSynthesis.cancel();
	if (text !== '') {
		const words = new SpeechSynthesisUtterance(text);
		words.lang = voice;
		window.speechSynthesis.speak(words);
	}
}

/** @type {AudioContext | null} made when it is first needed, one for all tones */
let audio = null;

const TONE_HZ = 660;
const TONE_S = 0.18;
const LOUDNESS = 0.15;

/** Two tones that swell and fade: time is running out. */
export function chime() {
	if (!('AudioContext' in window)) {
		return;
	}
	audio ??= new AudioContext();
	for (const start of [audio.currentTime, audio.currentTime + 2 * TONE_S]) {
		const tone = audio.createOscillator();
		const gain = audio.createGain();
		tone.frequency.value = TONE_HZ;
		gain.gain.setValueAtTime(0, start);
		gain.gain.linearRampToValueAtTime(LOUDNESS, start + TONE_S / 4);
		gain.gain.linearRampToValueAtTime(0, start + TONE_S);
		tone.connect(gain).connect(audio.destination);
		tone.start(start);
		tone.stop(start + TONE_S);
	}
}
