import { useEffect, useRef } from 'preact/hooks';
import { fill, minutes, moment, ordinal } from './format.ts';
import { Icon } from './Icon.tsx';
import { Avatar } from './Message.tsx';
import type { Ui } from './ui.ts';

/** Place in the queue, estimate, and what happens when nobody is there. */
const Queue = ({ ui }: { ui: Ui }) => {
  const { view, words, language } = ui;
  const { queue, hours } = view.state ?? {};
  const farthest = useRef(1);
  farthest.current = Math.max(farthest.current, queue?.place ?? 1);
  if (!queue || !hours?.someone) {
    const back =
      hours?.opensAt && !hours.open
        ? fill(words.nobodyUntil, moment(hours.opensAt, language, words))
        : words.nobodyHint;
    return (
      <div class="q" role="status">
        <Icon name="clock" />
        <div class="grow">
          <b>{words.nobody}</b>
          <div class="sub">{back}</div>
        </div>
      </div>
    );
  }
  const estimate = queue.estimateMs === undefined ? '' : fill(words.about, minutes(queue.estimateMs));
  const gone = ((farthest.current - queue.place + 1) / (farthest.current + 1)) * 100;
  return (
    <>
      <div class="q" role="status">
        <span class="pl" aria-hidden="true">
          {queue.place}
        </span>
        <div class="grow">
          <b>{fill(words.place, ordinal(queue.place, language)) + estimate}</b>
          <div class="sub">{words.keep}</div>
        </div>
      </div>
      <div class="prog">
        <i style={{ width: `${gone}%` }} />
      </div>
    </>
  );
};

const Ending = ({ ui, done }: { ui: Ui; done(): void }) => {
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  return (
    <div class="q" role="alertdialog" aria-label={ui.words.endAsk}>
      <b class="grow">{ui.words.endAsk}</b>
      <button type="button" class="act" ref={back} onClick={done}>
        {ui.words.back}
      </button>
      <button
        type="button"
        class="act warn"
        onClick={() => {
          ui.session.end();
          done();
        }}
      >
        {ui.words.endYes}
      </button>
    </div>
  );
};

/** The one strip above the field: help by a person is always here, or where it stands. */
export const Slot = ({ ui, ending, endingDone }: { ui: Ui; ending: boolean; endingDone(): void }) => {
  const { view, words, session } = ui;
  const { state } = view;
  if (ending)
    return (
      <Strip>
        <Ending ui={ui} done={endingDone} />
      </Strip>
    );
  if (state?.status === 'queued')
    return (
      <Strip>
        <Queue ui={ui} />
      </Strip>
    );
  if (state?.status === 'open' && state.speaker === 'human') {
    return (
      <Strip>
        <div class="q" role="status">
          <Avatar from="agent" name={state.agentName} />
          <span class="grow">
            {fill(words.withYou, state.agentName ? fill(words.person, state.agentName) : words.staff)}
          </span>
        </div>
      </Strip>
    );
  }
  const hint = !state
    ? ''
    : !state.hours.open
      ? words.closed
      : !state.hours.someone
        ? words.away
        : state.waitMs === undefined || state.status === 'resolved'
          ? ''
          : fill(words.waitNow, minutes(state.waitMs));
  return (
    <Strip>
      <button type="button" class="person" onClick={session.callPerson} aria-disabled={view.calling}>
        <Icon name="headset" size={18} />
        <span class="grow" aria-live="polite">
          {view.calling ? words.calling : words.talk}
        </span>
        <span class="sub">{hint}</span>
      </button>
    </Strip>
  );
};

const Strip = ({ children }: { children: preact.ComponentChildren }) => <div class="slot">{children}</div>;
