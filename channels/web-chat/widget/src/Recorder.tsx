import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import type { SentFile } from './outbox.ts';
import type { Ui } from './ui.ts';
import { upload } from './uploads.ts';

const MAX_SECONDS = 180;

/** Records a voice note, then uploads it. `done` without a file = given up. */
export const Recorder = ({ ui, done }: { ui: Ui; done(file?: SentFile): void }) => {
  const { words, host, session } = ui;
  const [seconds, setSeconds] = useState(0);
  const [fault, setFault] = useState('');
  const recorder = useRef<MediaRecorder>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one recording, from the first to the last
  useEffect(() => {
    let gone = false;
    let stream: MediaStream | undefined;
    const timer = setInterval(() => setSeconds((n) => n + 1), 1_000);
    navigator.mediaDevices?.getUserMedia({ audio: true }).then(
      (heard) => {
        stream = heard;
        if (gone) return release();
        recorder.current = new MediaRecorder(heard);
        recorder.current.start();
        setSeconds(0);
      },
      () => setFault(words.noMic),
    );
    const release = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    return () => {
      gone = true;
      clearInterval(timer);
      release();
    };
  }, []);
  const finish = (): void => {
    const held = recorder.current;
    const token = session.visitorToken();
    if (!held || !token) return;
    const parts: Blob[] = [];
    held.ondataavailable = ({ data }) => parts.push(data);
    held.onstop = () => {
      const mime = held.mimeType.split(';')[0] || 'audio/webm';
      const blob = new Blob(parts, { type: mime });
      const name = `voice.${mime.includes('mp4') ? 'm4a' : 'webm'}`;
      upload(host, token, blob, name, () => {}).done.then(done, () => setFault(words.uploadFailed));
    };
    held.stop();
    recorder.current = undefined;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked each second
  useEffect(() => {
    if (seconds >= MAX_SECONDS) finish();
  }, [seconds]);
  return (
    <div class="row">
      <div class="rec grow" role="status">
        {!fault && <i />}
        {fault || `${words.recording} ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}
      </div>
      <button type="button" class="ib" aria-label={words.cancel} title={words.cancel} onClick={() => done()}>
        <Icon name="x" />
      </button>
      {!fault && (
        <button type="button" class="go on" aria-label={words.stop} title={words.stop} onClick={finish}>
          <Icon name="up" />
        </button>
      )}
    </div>
  );
};
