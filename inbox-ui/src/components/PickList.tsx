import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { isComposing } from '../keyboard/keymap.ts';
import css from './pick-list.module.css';

/** One choice of a pick list. */
export const Pick = ({
  icon,
  end,
  onClick,
  children,
}: {
  icon?: ReactNode;
  end?: ReactNode;
  onClick: () => void;
  children: ReactNode;
}) => (
  <button type="button" className={css.pick} onClick={onClick}>
    {icon === undefined ? null : <span className={css.icon}>{icon}</span>}
    <span className="grow cut">{children}</span>
    {end}
  </button>
);

/** A group's name within a pick list. */
export const PickLabel = ({ children }: { children: ReactNode }) => (
  <div className={css.label}>{children}</div>
);

/** Choices in a popover that may also hold a field: arrows move between them, Enter takes the first from the field. */
export const PickList = ({ children }: { children: ReactNode }) => {
  const box = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event.nativeEvent) || !(event.target instanceof HTMLElement)) return;
    const stops = [...(box.current?.querySelectorAll<HTMLElement>('[data-search], button') ?? [])];
    const at = stops.indexOf(event.target);
    const searching = event.target.matches('[data-search]');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (at === -1) return;
      stops[(at + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus();
    } else if (event.key === 'Enter' && searching) stops[1]?.click();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form fields are grouped here
    <div ref={box} role="group" className={css.list} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
};
