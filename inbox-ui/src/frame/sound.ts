const NOTES = { message: [660], offer: [587, 784], mention: [784, 660] } as const;
/** Length of one note. Seconds. */
const NOTE_SECONDS = 0.14;

let context: AudioContext | undefined;

/** A short, quiet chime made here; silent until the page has been touched once, as browsers ask. */
export const chime = (kind: keyof typeof NOTES): void => {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    const { currentTime, destination } = context;
    NOTES[kind].forEach((frequency, index) => {
      if (context === undefined) return;
      const tone = context.createOscillator();
      const volume = context.createGain();
      const startAt = currentTime + index * NOTE_SECONDS;
      tone.type = 'sine';
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0, startAt);
      volume.gain.linearRampToValueAtTime(0.08, startAt + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, startAt + NOTE_SECONDS * 1.6);
      tone.connect(volume).connect(destination);
      tone.start(startAt);
      tone.stop(startAt + NOTE_SECONDS * 1.7);
    });
  } catch {
    // A browser without audio stays silent.
  }
};
